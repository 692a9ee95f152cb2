package command

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/check"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/workspace"
)

// watchCommand checks a learner's program at each save.
func watchCommand() *cobra.Command {
	var options checkOptions
	cmd := &cobra.Command{
		Use: "watch EXERCISE [flags] [-- COMMAND]", DisableFlagsInUseLine: true,
		Short: "Check your program each time that you save it, until ctrl+c",
		Long: "Check your program now and each time that you save a file of it, until ctrl+c.\n" +
			"With a COMMAND, that is what runs.",
		Example: "  go run ./tui watch 3.1\n  go run ./tui watch 3.1 -- python3 server.py {port}",
		RunE: func(cmd *cobra.Command, args []string) error {
			own, command := splitArguments(cmd, args)
			if len(own) != 1 || own[0] == "all" {
				return wantUsage("one EXERCISE such as 3.1, and a command after --", own)
			}
			if err := options.validate(own, command); err != nil {
				return err
			}
			return orCouldNotRun(launch(func(ctx context.Context, r *runner.Runner, root string) error {
				targets, err := options.targets(root, own[0], command)
				if err != nil {
					return err
				}
				return options.watch(ctx, cmd, check.New(r, root), targets)
			}))
		},
	}
	cmd.Flags().Uint64Var(&options.seed, "seed", 1, "vary the data that is sent")
	cmd.Flags().StringVar(&options.dir, "dir", "", "the `FOLDER` with your program")
	return cmd
}

// watch checks the target at each save.
func (o *checkOptions) watch(ctx context.Context, cmd *cobra.Command, checker *check.Checker,
	targets []target) error {
	t := &targets[0]
	folder := t.handedIn.Folder
	if !exists(folder) {
		return fmt.Errorf("there is nothing to watch: go run ./tui start %s makes %s",
			t.exercise.ID(), folder)
	}
	return workspace.Watch(ctx, folder, func() error {
		fmt.Fprintf(cmd.OutOrStdout(), "\n%s\n", time.Now().Format("15:04:05"))
		err := o.run(ctx, cmd, checker, targets)
		if errors.As(err, new(couldNotRun)) && ctx.Err() == nil {
			printError(cmd.ErrOrStderr(), err) // the next save may mend it
		} else if err != nil && err != errNotPassed {
			return err
		}
		_, err = fmt.Fprintln(cmd.OutOrStdout(), "Waiting for the next save; ctrl+c ends this.")
		return err
	})
}
