package command

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
	"wallsockets/tui/internal/wire"
)

// answerTime is how long to wait for the answer.
const answerTime = 30 * time.Second

// sendCommand has one conversation with a server.
func sendCommand() *cobra.Command {
	var options wireOptions
	var hands wireFlag
	cmd := &cobra.Command{
		Use:                   "send PART WORDS [flags] " + serverFlags,
		DisableFlagsInUseLine: true,
		Short:                 "Send one line to a server and print the messages",
		Long: "Start the server and the client of a part, send one line of words with " +
			"the\nclient, print every message, and stop both. The client of part 6 needs " +
			"php.\n\n" + wireHelp + signs + jsonOutput,
		Example: "  go run ./tui send 5 \"the quick zyzzyva\"\n" +
			"  go run ./tui send part3 the quick zyzzyva -- -model processes\n" +
			"  go run ./tui send 5 the quick zyzzyva --save talk.md\n" +
			"  go run ./tui send 5 --json the | jq -j '.data // \"\" | @base64d'",
		RunE: func(cmd *cobra.Command, args []string) error {
			var own []string
			own, options.flags = splitArguments(cmd, args)
			if len(own) < 2 {
				return wantUsage("a PART from 1 to 6 and the WORDS to send", own)
			}
			stage, err := findStage(own[0])
			if err != nil {
				return err
			}
			words := strings.Join(own[1:], " ")
			if strings.ContainsAny(words, "\r\n") {
				return usage("want one line of WORDS, got %q", words)
			}
			if options.orders, err = hands.orders(); err != nil {
				return err
			}
			file, err := openSave(options.save)
			if err != nil {
				return err
			}
			return launch(func(ctx context.Context, r *runner.Runner, _ string) error {
				return send(ctx, cmd, r, stage, words, options, file)
			})
		},
	}
	options.add(cmd)
	hands.add(cmd)
	return cmd
}

// send starts both programs, and stops them when the client has the answer.
func send(ctx context.Context, cmd *cobra.Command, r *runner.Runner,
	stage course.Stage, words string, options wireOptions, file *saveFile) error {
	s, err := startSession(ctx, cmd, r, stage, options)
	if err != nil {
		return err
	}
	defer s.Stop()
	client, err := s.Client(ctx)
	if err != nil {
		return err
	}
	t := newTranscript(cmd, s, options.json)
	t.say("server: %s", s.ServerCommand())
	t.say("client: %s", client.Command())
	// If this fails because the client has ended, the client's output says why.
	writeErr := client.Write(words)
	soon, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	lost := false
	err = t.follow(soon, func() bool {
		lost = lostOnTheWire(s)
		return lost || client.Ended() != ""
	})
	if err != nil {
		return err
	}
	over := client.Ended() != ""
	err = t.settle(ctx, func() bool {
		return lost || t.quiet() && (!stage.Once || s.Server.Ended() != "")
	})
	if err == nil {
		err = file.write(stage.ID, s.Recording)
	}
	switch {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return errors.New("stopped before the answer came")
	case lost:
		return errors.New("no answer can come: nothing of what the client sent was delivered, " +
			"because --wire edits it to nothing")
	case !over:
		return fmt.Errorf("no answer within %v", answerTime)
	case client.ExitCode() != 0:
		return clientFailed(client)
	}
	return writeErr
}

// lostOnTheWire reports whether the client has sent something and nothing of it arrives.
func lostOnTheWire(s *session.Session) bool {
	sent := false
	for _, event := range s.Recording.From(1) {
		if event.Arrives() == wire.Client {
			return false
		}
		sent = sent || event.Kind == wire.Interfered && event.Act == wire.Delivered
	}
	return sent && len(s.Hands().Waiting(wire.Where{From: wire.Client})) == 0
}

// clientFailed returns an error with how the client ended and what it printed.
func clientFailed(client *runner.Process) error {
	text := fmt.Sprintf("%s failed (%s)", client.Name(), client.Ended())
	for _, line := range client.Output().Lines {
		if line.Source == runner.Stderr && !line.Open {
			text += "\n" + line.Text
		}
	}
	return errors.New(text)
}
