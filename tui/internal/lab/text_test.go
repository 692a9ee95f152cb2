package lab

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/progress"
)

// What a compiler or a file says is bounded and safe to print.
func TestReportIsPrintable(t *testing.T) {
	hostile := "\x1b[2J\u202e"
	failed := Result{Lab: All()[0], Err: errors.New(strings.Repeat("error "+hostile+"\n", 100))}
	text := strings.Join(Report(failed, 0, 80), "\n")
	if strings.Contains(text, "\x1b") || strings.Contains(text, "\u202e") || strings.Count(text, "\n") > 30 ||
		!strings.Contains(text, "and 88 lines more") {
		t.Errorf("%d lines, %q", strings.Count(text, "\n"), text)
	}
	outcome := experiment.Outcome{Verdict: experiment.Holds, Why: hostile, Figures: []experiment.Figure{
		{Name: hostile, Text: "a\nb"}}, Picture: &experiment.Picture{Title: hostile,
		Bars:  []experiment.Figure{experiment.Number("one", 1), experiment.Number("less than nothing", -5)},
		Lines: []string{hostile}}}
	p := &progress.Progress{Labs: make(map[string]progress.Lab)}
	Keep(p, Result{Lab: All()[0], Outcome: outcome}, 0)
	result, _, ok := Kept(p, All()[0])
	if text := strings.Join(Report(result, 0, 80), "\n"); !ok || strings.ContainsAny(text, "\x1b\u202e") ||
		strings.Contains(text, "a\nb") {
		t.Errorf("%v, %q", ok, text)
	}
}

// An outcome that is none of this lab is not taken.
func TestKeptMustFit(t *testing.T) {
	one := All()[0]
	for _, test := range []struct {
		guess   int
		verdict experiment.Verdict
		answer  int
		choices []string
		want    bool
	}{
		{1, experiment.Holds, 0, one.Choices, true},
		{0, experiment.Noisy, -1, one.Choices, true},
		{1, experiment.Holds, 99, one.Choices, false},
		{7, experiment.Holds, 0, one.Choices, false},
		{-1, experiment.Holds, 0, one.Choices, false},
		{1, "perhaps", 0, one.Choices, false},
		{1, experiment.Holds, 0, []string{"yes", "no"}, false}, // those of an earlier version
	} {
		l := one
		l.Choices = test.choices
		p := &progress.Progress{Labs: make(map[string]progress.Lab)}
		Keep(p, Result{Lab: l, Outcome: experiment.Outcome{Verdict: test.verdict, Answer: test.answer}}, test.guess)
		if _, _, ok := Kept(p, one); ok != test.want {
			t.Errorf("%+v: taken %v", test, ok)
		}
	}
	p := &progress.Progress{Labs: map[string]progress.Lab{one.ID(): {Outcome: json.RawMessage("[]")}}}
	if _, _, ok := Kept(p, one); ok {
		t.Error("taken: []")
	}
}
