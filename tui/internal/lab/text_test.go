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
	kept, err := json.Marshal(outcome)
	if err != nil {
		t.Fatal(err)
	}
	p := &progress.Progress{Labs: map[string]progress.Lab{All()[0].ID(): {Outcome: kept}}}
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
		outcome string
		want    bool
	}{
		{1, `{"verdict":"holds","answer":0}`, true},
		{0, `{"verdict":"too noisy to tell","answer":-1}`, true},
		{1, `{"verdict":"holds","answer":99}`, false},
		{7, `{"verdict":"holds","answer":0}`, false},
		{-1, `{"verdict":"holds","answer":0}`, false},
		{1, `{"verdict":"perhaps","answer":0}`, false},
		{1, `[]`, false},
	} {
		p := &progress.Progress{Labs: map[string]progress.Lab{one.ID(): {Guess: test.guess,
			Outcome: json.RawMessage(test.outcome)}}}
		if _, _, ok := Kept(p, one); ok != test.want {
			t.Errorf("guess %d, %s: taken %v", test.guess, test.outcome, ok)
		}
	}
}
