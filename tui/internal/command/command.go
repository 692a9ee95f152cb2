// Package command is the command line of the guide. Everything that the guide does
// has a command, for scripts, pipes and screen readers.
package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/workspace"
)

// Run runs the command in args and returns the exit code: 0 done, 1 failed while
// running or not passed, 2 wrong usage, 4 a check that could not run.
func Run(args []string) int {
	root := newRoot()
	root.SetArgs(args)
	cmd, err := root.ExecuteC()
	if err == nil {
		return 0
	}
	if errors.Is(err, errNotPassed) {
		return 1 // the report says why
	}
	if name := strings.TrimPrefix(cmd.CommandPath(), root.CommandPath()); name != "" {
		err = fmt.Errorf("%s: %w", strings.TrimSpace(name), err)
	}
	printError(os.Stderr, err)
	switch {
	case errors.As(err, new(usageError)):
		return 2
	case errors.As(err, new(couldNotRun)):
		return 4
	}
	return 1
}

// helpWidth is how wide a help page may be: one column less than most terminals.
const helpWidth = 79

// newRoot returns the root command, which is the guide itself.
func newRoot() *cobra.Command {
	root := guideCommand()
	root.Annotations = map[string]string{
		cobra.CommandDisplayNameAnnotation: "go run ./tui",
	}
	root.SilenceErrors, root.SilenceUsage = true, true
	cobra.EnableCommandSorting = false // within its group a command has its place
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(wrongFlag)
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(),
		"Flags.FlagUsages ", fmt.Sprintf("Flags.FlagUsagesWrapped %d ", helpWidth)))
	root.SetHelpCommand(helpCommand())
	addGroup(root, "The parts:", listCommand(), readCommand(), serveCommand(), sendCommand(),
		tryCommand(), labCommand(), rawCommand(), showCommand(), benchCommand(), doctorCommand())
	addGroup(root, "Exercises:", exercisesCommand(), startCommand(), checkCommand(),
		watchCommand(), hintCommand(), diffCommand(), resetCommand(), solutionCommand(),
		progressCommand())
	addGroup(root, "For teachers and authors:", rollupCommand(), exerciseCommand())
	hideSolutions(root)
	return root
}

// addGroup adds commands below a title.
func addGroup(root *cobra.Command, title string, commands ...*cobra.Command) {
	root.AddGroup(&cobra.Group{ID: title, Title: title})
	for _, command := range commands {
		command.GroupID = title
		root.AddCommand(command)
	}
}

// hideSolutions adds the flag --no-solutions, which sets the environment variable
// for the whole process: the guide's screen asks for it, too.
func hideSolutions(root *cobra.Command) {
	hide := root.PersistentFlags().Bool("no-solutions", false,
		"keep solutions and each last hint closed, for an exam")
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		if !*hide {
			return nil
		}
		return os.Setenv(workspace.HideVariable, "1")
	}
}

// helpCommand is like cobra's own, except that an unknown command is wrong usage.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		DisableFlagsInUseLine: true,
		Use:                   "help [COMMAND]", Short: "Print the help of a command",
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(cmd.Root(), args)
			}
			about.InitDefaultHelpFlag() // otherwise the page leaves it out
			return about.Help()
		},
	}
}

// usageError is a mistake of the user: wrong usage.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usage(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// wantUsage returns the error for arguments that are not those that a command wants.
func wantUsage(want string, got []string) error {
	if len(got) == 0 {
		return usage("want %s; nothing was given", want)
	}
	return usage("want %s; got %s", want, quoted(got))
}

// quoted returns words as one would type them, each in quotes.
func quoted(words []string) string {
	quotes := make([]string, len(words))
	for i, word := range words {
		quotes[i] = strconv.Quote(word)
	}
	return strings.Join(quotes, " ")
}

// unknownCommand returns the error for a name that is not a command's.
func unknownCommand(root *cobra.Command, args []string) error {
	var names []string
	for _, command := range root.Commands() {
		if command.IsAvailableCommand() && command.Name() != "help" {
			names = append(names, command.Name())
		}
	}
	return usage("there is no command %q: want %s, or none for the guide",
		strings.Join(args, " "), strings.Join(names, ", "))
}

// wrongFlag returns the error for a flag that is unknown or has a wrong value.
func wrongFlag(cmd *cobra.Command, err error) error {
	hint := ""
	if strings.Contains(cmd.Use, serverFlags) {
		hint = "flags for the server go after --; "
	}
	return usage("%w; %ssee %s --help", err, hint, cmd.CommandPath())
}

// noArguments refuses arguments.
func noArguments(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return wantUsage("no arguments", args)
	}
	return nil
}

// serverFlags ends the usage of the commands that start a server.
const serverFlags = "[-- SERVER FLAGS]"

// splitArguments separates a command's own arguments from the server's, which come
// after --.
func splitArguments(cmd *cobra.Command, args []string) (own, server []string) {
	if dash := cmd.ArgsLenAtDash(); dash >= 0 {
		return args[:dash], args[dash:]
	}
	return args, nil
}

// findStage returns the part with that name.
func findStage(name string) (course.Stage, error) {
	stage, err := course.Find(name)
	if err != nil {
		return stage, usageError{err}
	}
	return stage, nil
}

// printError prints an error for people. It may quote the compiler or a changed
// program of the series, so each line passes through printable.
func printError(w io.Writer, err error) {
	for _, line := range printable.Lines(err.Error()) {
		fmt.Fprintln(w, line)
	}
}
