package command

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/guard"
	"wallsockets/tui/internal/raw"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
	"wallsockets/tui/internal/wire"
)

// rawOptions are the flags of raw.
type rawOptions struct {
	wireOptions
	times int
}

// rawCommand sends exactly the bytes of a script to a server.
func rawCommand() *cobra.Command {
	var options rawOptions
	cmd := &cobra.Command{
		Use:                   "raw PART|ADDRESS STEP… [flags] " + serverFlags,
		DisableFlagsInUseLine: true,
		Short:                 "Send exact bytes to a server: half a line, a reset, nothing",
		Long: "Start the server of a part, connect, do each STEP, wait until the server " +
			"closes\nthe connection, and print every message. ADDRESS is a server that runs " +
			"already:\nHOST:PORT or the path of a socket file. Each STEP is one argument:\n\n" +
			raw.Steps + "\n\n" + signs + jsonOutput,
		Example: "  go run ./tui raw 1 'send \"hel\"' 'pause 1s' 'send \"lo\\n\"'\n" +
			"  go run ./tui raw 3 --at-once 50 'send \"whale\\n\"'\n" +
			"  go run ./tui raw 4 'drip \"whale\\n\" every 200ms' -- -request-time 1s\n" +
			"  go run ./tui raw 127.0.0.1:9998 'send \"hel\"' half-close\n" +
			"  go run ./tui raw 2 'wire hold client' 'send \"hello\\n\"' \\\n" +
			"      'wire split held at 3' 'wire step'",
		RunE: func(cmd *cobra.Command, args []string) error {
			var own []string
			own, options.flags = splitArguments(cmd, args)
			if len(own) < 2 {
				return usage("want a PART from 1 to 6, or the ADDRESS of a server, and at least one " +
					`STEP such as 'send "hello\n"'`)
			}
			stage, err := findStage(own[0])
			runs := err != nil && isAddress(own[0])
			switch {
			case runs && (len(options.flags) > 0 || options.where != session.Where{}):
				return usage("the server at %s runs already: want no --port, no --path and no "+
					"flags for it", own[0])
			case err != nil && !runs:
				return err
			}
			steps, err := raw.Parse(own[1:])
			if err != nil {
				return usageError{err}
			}
			if options.times < 1 || options.times > raw.MaxTimes {
				return usage("want --at-once from 1 to %d, got %d", raw.MaxTimes,
					options.times)
			}
			if options.times > 1 && steps.Orders() {
				return usage("steps with wire are for one client, without --at-once")
			}
			file, err := openSave(options.save)
			if err != nil {
				return err
			}
			if runs {
				return runRawAt(cmd, wire.AddressOf(own[0]), steps, options, file)
			}
			return launch(func(ctx context.Context, r *runner.Runner, _ string) error {
				return runRaw(ctx, cmd, r, stage, steps, options, file)
			})
		},
	}
	cmd.Flags().IntVar(&options.times, "at-once", 1, "`N` clients do the same at once")
	options.add(cmd)
	return cmd
}

// runRaw starts the server and runs the script against it.
func runRaw(ctx context.Context, cmd *cobra.Command, r *runner.Runner, stage course.Stage,
	steps raw.Script, options rawOptions, file *saveFile) error {
	s, err := startSession(ctx, cmd, r, stage, options.wireOptions)
	if err != nil {
		return err
	}
	defer s.Stop()
	t := newTranscript(cmd, s, options.json)
	t.say("server: %s", s.ServerCommand())
	stepErr := make(chan error, 1)
	done := make(chan struct{})
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	guard.Go(func() {
		defer close(done)
		stepErr <- steps.Run(ctx, rawTarget(s), options.times)
	})
	defer func() { cancel(); <-done }() // before the session stops
	err = t.followUntil(ctx, done)
	if err == nil {
		// The tap may see a client only after the client's last step.
		err = t.settle(ctx, func() bool {
			ended, _ := t.feed.Ended()
			return ended >= options.times && t.quiet() && (!stage.Once || s.Server.Ended() != "")
		})
	}
	if _, failed := t.feed.Ended(); failed > 0 && err == nil {
		err = fmt.Errorf("connections that failed: %d", failed)
	}
	err = errors.Join(err, file.write(stage.ID, s.Recording))
	if ctx.Err() != nil && err == nil {
		return errors.New("stopped before the script was done")
	}
	select {
	case failed := <-stepErr:
		err = errors.Join(err, failed)
	default:
	}
	return err
}

// rawTarget returns a session as the target of a script.
func rawTarget(s *session.Session) raw.Target {
	return raw.Target{Hands: s.Hands(), Recording: s.Recording,
		Address: wire.Address{Network: s.Stage.Network, Address: s.Address()}}
}

// wireFlag is the flag with which serve and send have hands on the wire.
type wireFlag struct{ texts []string }

const wireUsage = "do `ORDER` on the wire; may be repeated"

const wireHelp = "With --wire the relay changes what passes. Of these, hold, let go, step, shut\n" +
	"down, drop and all orders with held or #2 are only for the command raw:\n\n" + wire.Orders + "\n\n"

func (f *wireFlag) add(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.texts, "wire", nil, wireUsage)
}

// orders reads the flag. Orders that need others after them are for the command raw.
func (f *wireFlag) orders() (orders []wire.Order, err error) {
	for _, text := range f.texts {
		order, err := wire.ParseOrder(text)
		if err == nil && !order.Lasts() {
			err = fmt.Errorf("%s: this is a step of the command raw, where others come before or after it", text)
		}
		if err != nil {
			return nil, usage("--wire %w", err)
		}
		orders = append(orders, order)
	}
	return orders, nil
}

// obey has the hands of a session carry out orders.
func obey(s *session.Session, orders []wire.Order) error {
	for _, order := range orders {
		if err := s.Hands().Do(order); err != nil {
			return err
		}
	}
	return nil
}
