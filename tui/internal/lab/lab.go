// Package lab has the labs: experiments that show on the learner's own machine whether
// what the series claims is so. See package experiment for what a lab is made of.
package lab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/lab/guide"
	"wallsockets/tui/internal/lab/part1"
	"wallsockets/tui/internal/lab/part2"
	"wallsockets/tui/internal/lab/part3"
	"wallsockets/tui/internal/lab/part4"
	"wallsockets/tui/internal/lab/part5"
	"wallsockets/tui/internal/lab/part6"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/progress"
	"wallsockets/tui/internal/runner"
)

// All returns the labs in the order of the parts.
func All() []experiment.Lab {
	return slices.Concat(part1.Labs, part2.Labs, part3.Labs, part4.Labs, part5.Labs, part6.Labs,
		guide.Labs)
}

// Find returns the labs with a name: of one lab, "backlog" or "part2/backlog"; of a
// part, as course.Find has it, or "guide"; or "all".
func Find(name string) ([]experiment.Lab, error) {
	all := All()
	if name == "all" {
		return all, nil
	}
	part := -1
	if stage, err := course.Find(name); err == nil {
		part = stage.Number
	} else if name == "guide" {
		part = 0
	}
	found := slices.DeleteFunc(all, func(l experiment.Lab) bool {
		return l.Part != part && l.Name != name && l.ID() != name
	})
	if len(found) == 0 {
		return nil, fmt.Errorf("there is no lab %q: want a name such as %s, a part such as part3, "+
			"guide or all", name, All()[0].Name)
	}
	return found, nil
}

// Result is what became of a lab.
type Result struct {
	Lab     experiment.Lab
	Outcome experiment.Outcome
	Skipped string        // what the machine lacks; "": nothing
	Err     error         // why the experiment could not be made
	Took    time.Duration // with the compilers
}

// Ran reports whether the experiment was made.
func (r Result) Ran() bool { return r.Skipped == "" && r.Err == nil }

// Run makes the experiment of a lab in the checkout at root. It shows what it does
// through say, from any goroutine.
func Run(ctx context.Context, r *runner.Runner, root string, l experiment.Lab,
	say func(string)) Result {
	begun := time.Now()
	result := Result{Lab: l}
	result.Outcome, result.Err = experiment.Run(ctx, r, root, l, say)
	result.Outcome.MakePrintable()
	var missing experiment.Missing
	if errors.As(result.Err, &missing) {
		result.Skipped, result.Err = missing.Error(), nil
	}
	result.Took = time.Since(begun)
	return result
}

// Word returns what became of a lab in a word or two: the verdict, or "skipped".
func (r Result) Word() string {
	switch {
	case r.Err != nil:
		return "could not run"
	case r.Skipped != "":
		return "skipped"
	}
	return string(r.Outcome.Verdict)
}

// Sentence returns why: the reason of the verdict, of a skip, or the error.
func (r Result) Sentence() string {
	switch {
	case r.Err != nil:
		return strings.Join(shortest(printable.Lines(strings.TrimSpace(r.Err.Error()))), "\n")
	case r.Skipped != "":
		return r.Skipped
	}
	return r.Outcome.Why
}

// errorLines is how much of a compiler's output is worth reading.
const errorLines = 12

// shortest returns the first lines, and how many are left out.
func shortest(lines []string) []string {
	if n := len(lines) - errorLines; n > 0 {
		lines = append(lines[:errorLines:errorLines], fmt.Sprintf("… and %d lines more", n))
	}
	return lines
}

// kept is a result as the progress keeps it. Answers and predictions are numbers of
// choices, and mean nothing once a lab has other choices.
type kept struct {
	experiment.Outcome
	Choices []string `json:"choices"`
}

// Keep keeps a result in the learner's progress, with what they predicted. Only the first
// prediction counts: after that the learner knows. Nor does a run that could not tell
// replace one that could.
func Keep(p *progress.Progress, r Result, guess int) {
	before, first, ok := Kept(p, r.Lab)
	switch {
	case ok && before.decided() && !r.decided():
		return
	case ok && (before.decided() || guess == 0):
		guess = first
	}
	outcome, err := json.Marshal(kept{r.Outcome, r.Lab.Choices})
	if err != nil {
		return // a figure that is no number: there is nothing to keep
	}
	p.KeepLab(r.Lab.ID(), guess, outcome)
}

// decided reports whether the experiment has told something of the claim.
func (r Result) decided() bool {
	return r.Ran() && r.Outcome.Verdict != experiment.Noisy && r.Outcome.Verdict != experiment.Unseen
}

// Kept returns the last result of a lab that is kept, with the prediction.
func Kept(p *progress.Progress, l experiment.Lab) (r Result, guess int, ok bool) {
	last, ok := p.Labs[l.ID()]
	var k kept
	if !ok || json.Unmarshal(last.Outcome, &k) != nil || !k.Fits(l) ||
		!slices.Equal(k.Choices, l.Choices) || last.Guess < 0 || last.Guess > len(l.Choices) {
		return Result{}, 0, false // the file is from another time, or was changed by hand
	}
	k.MakePrintable()
	return Result{Lab: l, Outcome: k.Outcome}, last.Guess, true
}

// Last returns the last verdict on a lab, or "" if it has not run yet.
func Last(p *progress.Progress, l experiment.Lab) string {
	r, _, _ := Kept(p, l)
	return string(r.Outcome.Verdict)
}
