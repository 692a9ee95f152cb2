package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/check"
	"wallsockets/tui/internal/check/report"
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/progress"
	"wallsockets/tui/internal/workspace"
)

// run checks the targets, prints and writes the reports, and returns the verdict.
func (o *checkOptions) run(ctx context.Context, cmd *cobra.Command, checker *check.Checker,
	targets []target) error {
	if err := o.openFiles(); err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	var printed error
	note := time.AfterFunc(5*time.Second, func() {
		fmt.Fprintln(cmd.ErrOrStderr(), "building and checking (the first time takes up to a minute)")
	})
	defer note.Stop()
	reports := checkAll(ctx, checker, targets, o.seed, func(r check.Report) {
		printed = errors.Join(printed, o.print(out, r, len(targets) > 1))
	})
	verdict := verdictOf(reports)
	if ctx.Err() != nil && errors.As(verdict, new(couldNotRun)) {
		return couldNotRun{errors.New("the check was interrupted")}
	}
	if o.tap {
		printed = report.TAP(out, reports)
	}
	if err := errors.Join(printed, o.writeFiles(reports)); err != nil {
		return err
	}
	record(cmd.ErrOrStderr(), targets, reports)
	if !o.json && !o.tap {
		if err := writeNext(out, targets, reports); err != nil {
			return err
		}
	}
	return verdict
}

// print prints a report as soon as it is there.
func (o *checkOptions) print(w io.Writer, r check.Report, several bool) error {
	switch {
	case o.tap:
		return nil // it begins with a count
	case o.json:
		return writeJSON(w, []check.Report{r})
	case r.Error != "":
		return nil // printed as an error
	case several && notStarted(r):
		_, err := fmt.Fprintf(w, "%s %s: not started\n", r.Exercise, r.Title)
		return err
	}
	return report.Text(w, r)
}

func notStarted(r check.Report) bool { return r.Finding != nil && r.Finding.Name == "not-started" }

// checkAll checks the targets and calls each with the reports in the targets' order.
func checkAll(ctx context.Context, checker *check.Checker, targets []target, seed uint64,
	each func(r check.Report)) []check.Report {
	reports, ready := make([]check.Report, len(targets)), make([]chan bool, len(targets))
	for i := range ready {
		ready[i] = make(chan bool)
	}
	var all sync.WaitGroup
	for i, t := range targets {
		all.Go(func() {
			reports[i] = checkTarget(ctx, checker, t, seed)
			close(ready[i])
		})
	}
	for i := range targets {
		<-ready[i]
		each(reports[i])
	}
	all.Wait()
	return reports
}

// checkTarget returns a report in every case.
func checkTarget(ctx context.Context, checker *check.Checker, t target, seed uint64) check.Report {
	if !t.started {
		return checker.NotStarted(t.exercise, seed)
	}
	r, err := checker.Check(ctx, t.exercise, t.handedIn, seed)
	if err != nil {
		r.Passed, r.Error = false, printable.Text([]byte(err.Error()))
	}
	return r
}

// verdictOf returns the error for the exit code.
func verdictOf(reports []check.Report) error {
	var broken []error
	passed := true
	for _, r := range reports {
		if r.Error != "" {
			broken = append(broken, fmt.Errorf("the check of %s could not run, which is not your "+
				"program's fault: %s", r.Exercise, r.Error))
		}
		passed = passed && r.Passed
	}
	if broken != nil {
		return couldNotRun{errors.Join(broken...)}
	}
	if !passed {
		return errNotPassed
	}
	return nil
}

// record remembers the results.
func record(aside io.Writer, targets []target, reports []check.Report) {
	remember(aside, func(p *progress.Progress) {
		for i, r := range reports {
			if !targets[i].recorded || r.Error != "" || notStarted(r) || r.Partly() {
				continue
			}
			p.Checked(r.Exercise, r.Passed, r.FindingName())
		}
	})
}

// writeNext says what to do after the reports.
func writeNext(w io.Writer, targets []target, reports []check.Report) error {
	if len(reports) > 1 {
		passed := 0
		for _, r := range reports {
			if r.Passed {
				passed++
			}
		}
		_, err := fmt.Fprintf(w, "\nPassed: %d of %d\n", passed, len(reports))
		return err
	}
	r := reports[0]
	if r.Partly() {
		_, err := fmt.Fprintf(w, "\nPartly checked, so not recorded. To pass, let the checker start your program: "+
			"go run ./tui check %s\n", r.Exercise)
		return err
	}
	if !targets[0].recorded || r.Error != "" || notStarted(r) {
		return nil
	}
	var text strings.Builder
	if r.Passed {
		text.WriteByte('\n')
		if !workspace.Hidden() {
			fmt.Fprintf(&text, "The solution: go run ./tui solution %s\n", r.Exercise)
		}
		root, err := course.Root(".")
		if err != nil {
			return err
		}
		if err := writeProgress(&text, root, openProgress()); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(&text, "A hint: go run ./tui hint %s\n", r.Exercise)
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// openProgress returns the learner's progress. With an error, which it prints, that
// is empty.
func openProgress() *progress.Progress {
	p, err := progress.Open()
	if err != nil {
		printError(os.Stderr, err)
	}
	return p
}
