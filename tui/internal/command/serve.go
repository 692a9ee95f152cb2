package command

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
)

// signs explains the lines of a transcript.
const signs = "Lines with > crossed the socket: the time since the previous message, " +
	"the\nconnection, the side, the number of bytes, and the bytes, quoted. Lines " +
	"with |\nor ! are what a program printed on standard output or standard error.\n"

// jsonOutput explains what --json changes.
const jsonOutput = "With --json standard output has only the messages, one JSON object a " +
	"line;\neverything else goes to standard error."

// serveCommand runs a server and prints the messages between it and its clients.
func serveCommand() *cobra.Command {
	var options wireOptions
	var hands wireFlag
	cmd := &cobra.Command{
		Use:                   "serve PART [flags] " + serverFlags,
		DisableFlagsInUseLine: true,
		Short:                 "Run a server and print every message, until ctrl+c",
		Long: "Run the server of a part behind a relay and print every message, until " +
			"ctrl+c\nor until the server ends. The first line has the address for " +
			"clients.\n\n" + wireHelp + signs + jsonOutput,
		Example: "  go run ./tui serve 3\n" +
			"  go run ./tui serve 3 -- -model events\n" +
			"  go run ./tui serve 5 --save talk.md\n" +
			"  go run ./tui serve 3 --wire 'drip server every 200ms'\n" +
			"  go run ./tui serve 5 --json | jq -r 'select(.kind == \"data\").text'",
		RunE: func(cmd *cobra.Command, args []string) error {
			var own []string
			own, options.flags = splitArguments(cmd, args)
			if len(own) != 1 {
				return wantUsage("one PART from 1 to 6, and flags for the server after --", own)
			}
			stage, err := findStage(own[0])
			if err != nil {
				return err
			}
			if options.orders, err = hands.orders(); err != nil {
				return err
			}
			file, err := openSave(options.save)
			if err != nil {
				return err
			}
			return launch(func(ctx context.Context, r *runner.Runner, _ string) error {
				return serve(ctx, cmd, r, stage, options, file)
			})
		},
	}
	options.add(cmd)
	hands.add(cmd)
	return cmd
}

// serve runs the server until it ends or ctx does.
func serve(ctx context.Context, cmd *cobra.Command, r *runner.Runner,
	stage course.Stage, options wireOptions, file *saveFile) error {
	s, err := startSession(ctx, cmd, r, stage, options)
	if err != nil {
		if ctx.Err() != nil {
			return nil // stopped by a signal before the server was ready
		}
		return err
	}
	defer s.Stop()
	t := newTranscript(cmd, s, options.json)
	t.say("listening on %s", s.Address())
	t.say("client: %s", s.ClientCommand())
	err = t.follow(ctx, func() bool { return s.Server.Ended() != "" })
	if err != nil {
		return err
	}
	if err := t.settle(ctx, t.quiet); err != nil {
		return err
	}
	if err := file.write(stage.ID, s.Recording); err != nil {
		return err
	}
	if ctx.Err() == nil && s.Server.ExitCode() != 0 {
		return fmt.Errorf("%s failed: %s", s.Server.Name(), s.Server.Ended())
	}
	return nil
}
