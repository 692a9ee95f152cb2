//go:build linux

package bench

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"os/signal"
	"syscall"

	"wallsockets/tui/internal/bench/peer"
	"wallsockets/tui/internal/bench/report"
	"wallsockets/tui/internal/course"
)

// Run runs the comparison in the checkout that the working directory is in. It
// prints the report on out, even if a part of the comparison has failed. When ctx
// is done it stops everything and returns. An error in the arguments, which are
// flags, is a UsageError. The arguments may also be those that a comparison
// starts a load generator or an echo server with.
func Run(ctx context.Context, arguments []string, out io.Writer) error {
	if peer.IsHelper(arguments) {
		// The comparison stops its helpers by a signal, which must end them.
		signal.Reset(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		return peer.RunHelper(arguments)
	}
	options, err := parseOptions(arguments)
	if errors.Is(err, flag.ErrHelp) {
		return printUsage(out)
	}
	if err != nil {
		return UsageError{err}
	}
	if options.root, err = course.Root("."); err != nil {
		return err
	}
	return compare(ctx, options, out)
}

// compare runs the comparison and prints the report. It prints only when
// everything is stopped and removed: if nobody reads the output, SIGPIPE ends
// the program.
func compare(ctx context.Context, options *options, out io.Writer) error {
	r, err := measure(ctx, options)
	if r == nil {
		return err
	}
	if options.json {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return errors.Join(encoder.Encode(r), err)
	}
	return errors.Join(r.WriteText(out), err)
}

// measure runs the comparison. When it returns, everything is stopped and
// removed. The report is nil if nothing could be measured.
func measure(ctx context.Context, options *options) (*report.Report, error) {
	b, err := newBench(ctx, options)
	if err != nil {
		return nil, err
	}
	defer b.close()
	err = b.run(ctx)
	b.report.Compare(goals(options))
	return b.report, err
}
