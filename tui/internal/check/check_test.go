//go:build unix

package check

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/test/stagetest"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 2 && roles[os.Args[1]] != nil {
		roles[os.Args[1]](os.Args[2])
		return
	}
	// Under the race detector a program waits for a second before it ends.
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	os.Exit(m.Run())
}

// newChecker returns a checker for this checkout, closed at the end of the test.
func newChecker(t *testing.T) (*Checker, string) {
	t.Helper()
	root, err := course.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	r, err := runner.New(root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return New(r, root), root
}

// verified are the exercises that this test proves: between them they have each
// language, a client, and a prediction.
var verified = []string{"1.1", "1.2", "1.4", "4.6"}

// An exercise is proven by its programs, most of which are wrong ones. All exercises
// take minutes: go run ./tui exercise verify, as the gate does.
func TestVerify(t *testing.T) {
	stagetest.SkipUnderRace(t, "the programs are built without it; other tests check some under it")
	checker, root := newChecker(t)
	// The checker is closed when all have been verified.
	t.Run("all", func(t *testing.T) {
		for _, id := range verified {
			t.Run(id, func(t *testing.T) {
				t.Parallel()
				e, err := course.FindExercise(root, id)
				if err != nil {
					t.Fatal(err)
				}
				verdicts, err := checker.Verify(context.Background(), e, Everything, 1)
				for _, v := range verdicts {
					t.Logf("%-70s %-20s %5d ms", v.Folder, v.Got, v.Millis)
					if !v.OK && v.Got != "error" { // that one is in err
						t.Errorf("%s: %s, want %s: %s", v.Folder, v.Got, v.Want, v.Why)
					}
				}
				if errors.Is(err, exec.ErrNotFound) {
					stagetest.Missing(t, err.Error())
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
	})
}

// Findings name lessons and headings that exist.
func TestFindingsNameHeadings(t *testing.T) {
	root, err := course.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	exercises, err := course.Exercises(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range exercises {
		s, err := Load(root, e)
		if err != nil {
			t.Error(err)
			continue
		}
		places := []string{s.See}
		for _, cause := range s.AllCauses() {
			if cause.See != "" {
				places = append(places, cause.See)
			}
		}
		for _, place := range places {
			page, heading, found := strings.Cut(place, "#")
			text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(page)))
			if err != nil || !found || !slices.Contains(headings(string(text)), heading) {
				t.Errorf("%s: there is no %q (%v)", s.Name, place, err)
			}
		}
	}
}

// headings returns the anchors of a page as a code host makes them.
func headings(page string) []string {
	var all []string
	for _, found := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(page, -1) {
		plain := regexp.MustCompile(`[^\w -]`).ReplaceAllString(strings.ToLower(found[1]), "")
		all = append(all, strings.ReplaceAll(plain, " ", "-"))
	}
	return all
}

// A word that cannot be an answer is a typing mistake: the finding has the words that can,
// not the one that is right, and no cause is about it.
func TestNoSuchAnswer(t *testing.T) {
	checker, root := newChecker(t)
	for _, test := range []struct{ answers, finding, happened string }{
		{"second = conected", "no-such-answer", "second = conected is not one of the answers that are " +
			"possible: connected, refused, timeout."},
		{"second = timeout", "prediction", "You predict second = timeout; here it is another value."},
		{"second = connected\nearly = refused", "no-such-answer", "early = refused is not one of the " +
			"answers that are possible: answered, closed, reset, waits."},
		{"early = waits", "no-prediction", "answers.txt has no value for second."},
	} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "answers.txt"), []byte(test.answers), 0o600); err != nil {
			t.Fatal(err)
		}
		e, err := course.FindExercise(root, "1.4")
		if err != nil {
			t.Fatal(err)
		}
		report, err := checker.Check(context.Background(), e, Submission{Folder: folder}, 1)
		f := report.Finding
		if err != nil || f == nil || f.Name != test.finding || f.Happened != test.happened ||
			f.Cause == "" || f.Name == "no-such-answer" && f.Want+f.Got != "" {
			t.Errorf("%q: %+v, %v; want %s: %s", test.answers, f, err, test.finding, test.happened)
		}
	}
}
