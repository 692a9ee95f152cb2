package command

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/lab"
	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/proc"
	"wallsockets/tui/internal/progress"
	"wallsockets/tui/internal/runner"
)

// labOptions are the flags of lab.
type labOptions struct {
	guess    string
	json     bool
	markdown bool
}

// labCommand runs labs.
func labCommand() *cobra.Command {
	var options labOptions
	cmd := &cobra.Command{
		Use: "lab [LAB|PART|guide|all]...", DisableFlagsInUseLine: true,
		Short: "Run experiments that try what the series claims on this machine",
		Long: "Run labs: experiments that show on this machine whether what the series claims is\n" +
			"so. Each takes at most ten seconds besides compilers, and leaves nothing behind.\n" +
			"Without an argument, list them. On a terminal one lab asks first what you expect.",
		Example: "  go run ./tui lab\n  go run ./tui lab backlog\n  go run ./tui lab part3\n" +
			"  go run ./tui lab --markdown   all of them, as a page",
		RunE: func(cmd *cobra.Command, args []string) error { return runLabs(cmd, args, options) },
	}
	cmd.Flags().StringVar(&options.guess, "guess", "", "your prediction, the `LETTER` of a choice")
	cmd.Flags().BoolVar(&options.json, "json", false, "print JSON, one object a line; without a name, of all")
	cmd.Flags().BoolVar(&options.markdown, "markdown", false, "print a page with a table; without a name, of all")
	return cmd
}

// runLabs runs the labs with these names, or lists all.
func runLabs(cmd *cobra.Command, names []string, options labOptions) error {
	if options.json && options.markdown {
		return usage("want --json or --markdown, not both")
	}
	if len(names) == 0 && options.guess == "" && !options.json && !options.markdown {
		return listLabs(cmd.OutOrStdout())
	}
	labs, err := namedLabs(names)
	if err != nil {
		return usageError{err}
	}
	if options.guess != "" && (len(labs) != 1 || lab.ChoiceOf(labs[0], options.guess) == 0) {
		return usage("--guess is for one lab, and wants the letter of one of its choices")
	}
	return launch(func(ctx context.Context, r *runner.Runner, root string) error {
		return (&labRun{cmd, ctx, r, root, options}).all(labs)
	})
}

// namedLabs returns the labs with these names, each once; without names, all.
func namedLabs(names []string) (labs []experiment.Lab, err error) {
	if len(names) == 0 {
		names = []string{"all"}
	}
	seen := make(map[string]bool)
	for _, name := range names {
		found, err := lab.Find(name)
		if err != nil {
			return nil, fmt.Errorf("%w%s", err, nearLabs(name))
		}
		for _, l := range found {
			if !seen[l.ID()] {
				labs = append(labs, l)
			}
			seen[l.ID()] = true
		}
	}
	return labs, nil
}

// nearLabs asks whether labs with a name like this one were meant, or returns "" if there
// is none. cobra decides which names are near, but compares names of commands only.
func nearLabs(name string) string {
	if name == "" {
		return ""
	}
	names := &cobra.Command{SuggestionsMinimumDistance: 2}
	for _, l := range lab.All() {
		known := l.Name
		if strings.Contains(name, "/") {
			known = l.ID()
		}
		names.AddCommand(&cobra.Command{Use: known, Run: func(*cobra.Command, []string) {}})
	}
	near := names.SuggestionsFor(name)
	if len(near) == 0 {
		return ""
	}
	return "; did you mean " + strings.Join(near, " or ") + "?"
}

// listLabs prints a line for each lab, below its part.
func listLabs(out io.Writer) error {
	var text strings.Builder
	done, part := openProgress(), -1
	for _, l := range lab.All() {
		if l.Part != part {
			part = l.Part
			text.WriteString(partTitle(part) + "\n")
		}
		fmt.Fprintf(&text, "  %-18s %-18s %s\n", l.Name, lab.Last(done, l), l.Title)
	}
	_, err := io.WriteString(out, text.String())
	return err
}

// partTitle is the heading of a part's labs; 0 is the guide.
func partTitle(part int) string {
	if part == 0 {
		return "The guide"
	}
	stage := course.Stages[part-1]
	return fmt.Sprintf("Part %d, %s: %s", part, stage.Title, stage.Idea)
}

// labRun is a run of labs on the command line.
type labRun struct {
	cmd     *cobra.Command
	ctx     context.Context
	runner  *runner.Runner
	root    string
	options labOptions
}

// all runs labs one after the other and prints what became of each. It is an error if
// one could not be made, or if this machine can make none of them.
func (r *labRun) all(labs []experiment.Lab) error {
	var results []lab.Result
	var failed []string
	ran := 0
	for _, l := range labs {
		guess, err := r.predict(l, len(labs) == 1)
		if err != nil {
			return err
		}
		result := lab.Run(r.ctx, r.runner, r.root, l, r.sayer())
		if r.ctx.Err() != nil {
			return errors.Join(errors.New("stopped by a signal"), r.page(results))
		}
		results = append(results, result)
		switch {
		case result.Err != nil:
			failed = append(failed, l.ID())
		case result.Skipped == "":
			ran++
			remember(r.cmd.ErrOrStderr(), func(p *progress.Progress) { lab.Keep(p, result, guess) })
		}
		if err := r.print(result, guess, len(labs) == 1); err != nil {
			return err
		}
	}
	if err := r.page(results); err != nil {
		return err
	}
	switch {
	case failed != nil:
		return fmt.Errorf("could not run: %s", strings.Join(failed, ", "))
	case ran == 0:
		return fmt.Errorf("not on this machine: %s", results[0].Skipped)
	}
	return nil
}

// page prints the page of Markdown, if it is asked for.
func (r *labRun) page(results []lab.Result) error {
	if !r.options.markdown || len(results) == 0 {
		return nil
	}
	return lab.Markdown(r.cmd.OutOrStdout(), results, proc.Machine(), time.Now())
}

// sayer shows on a terminal what an experiment does.
func (r *labRun) sayer() func(string) {
	if !term.IsTerminal(int(os.Stderr.Fd())) {
		return func(string) {}
	}
	return func(text string) { fmt.Fprintf(r.cmd.ErrOrStderr(), "  … %s\n", text) }
}

// predict shows what a lab is about and, on a terminal, asks what the learner expects.
// It returns the choice, from 1; 0: none.
func (r *labRun) predict(l experiment.Lab, alone bool) (int, error) {
	if r.options.json || r.options.markdown {
		return lab.ChoiceOf(l, r.options.guess), nil
	}
	out := r.cmd.OutOrStdout()
	guess := lab.ChoiceOf(l, r.options.guess)
	question, choices := lab.Question(l, guess, helpWidth)
	lines := slices.Concat([]string{l.ID() + ": " + l.Title, ""}, question, choices)
	if _, err := fmt.Fprintln(out, strings.Join(lines, "\n")); err != nil {
		return 0, err
	}
	if !alone || guess != 0 || !onTerminal() {
		return guess, nil
	}
	return r.answer(l)
}

// answer asks for a choice until it gets one, an empty line, or the end of the input.
func (r *labRun) answer(l experiment.Lab) (guess int, err error) {
	typed := bufio.NewReader(r.cmd.InOrStdin())
	for {
		fmt.Fprintf(r.cmd.ErrOrStderr(), "Your prediction, a to %c, or enter for none: ",
			lab.Letters[len(l.Choices)-1])
		line, err := r.readLine(typed)
		line = strings.TrimSpace(line)
		guess = lab.ChoiceOf(l, line)
		switch {
		case r.ctx.Err() != nil:
			return 0, errors.New("stopped by a signal")
		case err != nil: // the end of the input
			fmt.Fprintln(r.cmd.ErrOrStderr())
			return guess, nil
		case guess > 0 || line == "":
			return guess, nil
		}
	}
}

// readLine reads a line, unless a signal comes first.
func (r *labRun) readLine(from *bufio.Reader) (line string, err error) {
	read := make(chan struct{})
	go func() {
		defer close(read)
		line, err = from.ReadString('\n')
	}()
	select {
	case <-read:
		return line, err
	case <-r.ctx.Done():
		return "", r.ctx.Err()
	}
}

// labRow is a line of the JSON.
type labRow struct {
	Lab     string   `json:"lab"`
	Title   string   `json:"title"`
	Claims  []string `json:"claims"` // their numbers; of the lesson's own claims: none
	Claim   string   `json:"claim"`
	Ask     string   `json:"ask"`
	Choices []string `json:"choices"`
	Guess   int      `json:"guess"` // the choice that was predicted, from 0 like answer; -1: none
	Lesson  string   `json:"lesson"`
	experiment.Outcome
	Skipped string `json:"skipped,omitempty"` // what this machine lacks
	Error   string `json:"error,omitempty"`   // why it could not run
	Millis  int64  `json:"millis"`
}

// print prints what became of a lab; a page of Markdown comes when all have run.
func (r *labRun) print(result lab.Result, guess int, alone bool) error {
	out := r.cmd.OutOrStdout()
	switch {
	case r.options.markdown:
		return nil
	case r.options.json:
		l := result.Lab
		row := labRow{Lab: l.ID(), Title: l.Title, Claims: append([]string{}, l.Claims...), Claim: l.Claim,
			Ask: l.Ask, Choices: l.Choices, Guess: guess - 1, Lesson: l.Lesson, Outcome: result.Outcome,
			Skipped: result.Skipped, Millis: result.Took.Milliseconds()}
		row.Figures = append([]experiment.Figure{}, row.Figures...) // [], not null
		if result.Err != nil {
			row.Error = result.Sentence()
		}
		if !result.Ran() {
			row.Answer = -1
		}
		return writeJSON(out, []labRow{row})
	}
	lines := append([]string{""}, lab.Report(result, guess, helpWidth)...)
	if alone && result.Ran() {
		lines = append(lines, "", lab.Where(result.Lab, r.root))
	}
	if !alone {
		lines = append(lines, "")
	}
	_, err := fmt.Fprintln(out, strings.Join(lines, "\n"))
	return err
}
