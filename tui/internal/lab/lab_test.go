package lab

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/test/stagetest"
)

// Each lab shows on this machine what it is to show.
func TestLabs(t *testing.T) {
	stagetest.SkipUnderRace(t, "labs start programs of their own, and their time is bounded")
	r, err := runner.New(stagetest.Root())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	for _, l := range All() {
		t.Run(l.ID(), func(t *testing.T) {
			var mu sync.Mutex
			var said []string
			say := func(text string) {
				mu.Lock()
				defer mu.Unlock()
				said = append(said, text)
			}
			result := Run(context.Background(), r, stagetest.Root(), l, say)
			if !l.Timed && result.Outcome.Verdict == experiment.Noisy {
				t.Log("it had no time: once more")
				result = Run(context.Background(), r, stagetest.Root(), l, say)
			}
			o := result.Outcome
			t.Logf("%s after %v: %s %+v", result.Word(), result.Took, result.Sentence(), o.Figures)
			switch {
			case result.Err != nil:
				t.Fatalf("%v, after %q", result.Err, said)
			case result.Skipped != "":
				stagetest.Missing(t, result.Skipped)
			case l.Timed && o.Verdict == experiment.Noisy:
				t.Skip("the machine is too noisy to tell")
			case o.Verdict != l.Shows:
				t.Errorf("%q; want %q", o.Verdict, l.Shows)
			case o.Answer < 0 || o.Answer >= len(l.Choices):
				t.Errorf("answer %d of %d choices", o.Answer, len(l.Choices))
			case o.Why == "" || len(o.Figures) == 0:
				t.Error("no reason or no figures")
			}
		})
	}
}

// What a lab says of itself is whole, and the lesson and the line of code that it names
// are there.
func TestLabsAreComplete(t *testing.T) {
	names := make(map[string]bool)
	for _, l := range All() {
		t.Run(l.ID(), func(t *testing.T) {
			if names[l.Name] {
				t.Error("another lab has this name")
			}
			names[l.Name] = true
			if l.Title == "" || l.Claim == "" || l.Ask == "" || len(l.Choices) < 2 || len(l.Choices) > 4 ||
				l.Shows == "" || l.Run == nil {
				t.Errorf("something is missing: %+v", l)
			}
			page, _, found := strings.Cut(l.Lesson, "#")
			lesson, err := os.ReadFile(filepath.Join(stagetest.Root(), page))
			if link := "Lab: `go run ./tui lab " + l.Name + "`"; err != nil || !found ||
				strings.Count(string(lesson), link) != 1 {
				t.Errorf("the lesson %q: %v, want %q in it once", l.Lesson, err, link)
			}
			if !slices.ContainsFunc(course.Stages[:], l.LinkedFrom) {
				t.Errorf("the lesson %q is no part's", l.Lesson)
			}
			if _, err := course.LineOf(stagetest.Root(), l.Code.File, l.Code.Text); err != nil {
				t.Error(err)
			}
		})
	}
}
