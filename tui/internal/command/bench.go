package command

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/bench"
)

// benchCommand measures the server of part 5 against databases. Its flags are
// those of package flag, with a single dash, so cobra passes them on.
func benchCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: bench.Name, Short: "Compare part 5 with Redis, memcached and databases",
		DisableFlagParsing: true,
		RunE:               runBench,
	}
	cmd.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		if err := runBench(cmd, []string{"-h"}); err != nil {
			printError(cmd.ErrOrStderr(), err)
		}
	})
	return cmd
}

// runBench runs the comparison until it ends or a signal ends it.
func runBench(cmd *cobra.Command, args []string) error {
	ctx, stop := signal.NotifyContext(context.Background(),
		os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	err := bench.Run(ctx, args, cmd.OutOrStdout())
	if errors.As(err, new(bench.UsageError)) {
		return usageError{err}
	}
	return err
}
