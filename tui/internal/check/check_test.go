//go:build unix

package check

import (
	"context"
	"os"
	"testing"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == runner.SupervisorArgument {
		os.Exit(runner.Supervise(os.Args[2:]))
	}
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

// Each exercise is proven by its programs: go test ./tui/internal/check -run
// TestVerify/all/3.2 for one.
func TestVerify(t *testing.T) {
	checker, root := newChecker(t)
	exercises, err := course.Exercises(root)
	if err != nil {
		t.Fatal(err)
	}
	// The checker is closed when all have been verified.
	t.Run("all", func(t *testing.T) {
		for _, e := range exercises {
			t.Run(e.ID(), func(t *testing.T) {
				t.Parallel()
				verdicts, err := checker.Verify(context.Background(), e, 1)
				if err != nil {
					t.Error(err)
				}
				for _, v := range verdicts {
					t.Logf("%-70s %-20s %5d ms", v.Folder, v.Got, v.Millis)
					if !v.OK {
						t.Errorf("%s: %s, want %s", v.Folder, v.Got, v.Want)
					}
				}
			})
		}
	})
}
