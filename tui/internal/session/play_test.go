//go:build unix

package session

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// Each try of each lesson shows what it promises.
func TestTries(t *testing.T) {
	for _, stage := range course.Stages {
		for _, try := range stage.Tries() {
			t.Run(fmt.Sprintf("%d.%d", stage.Number, try.Item), func(t *testing.T) {
				t.Parallel()
				if slices.ContainsFunc(try.Steps, func(step course.TryStep) bool { return step.Get != "" }) {
					needPHP(t)
				}
				s, err := Start(t.Context(), newRunner(t, stagetest.Checkout(t)), stage, Options{
					Flags: try.ServerFlags(), Words: try.Words, Where: private(t, stage)})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(s.Stop)
				ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
				defer cancel()
				if err := s.Play(ctx, try); err != nil {
					t.Errorf("%v\nthe server printed:\n%s", err, printed(s.Server))
				}
			})
		}
	}
}

// A try whose sight does not come fails when its context ends.
func TestTryThatIsNotSeen(t *testing.T) {
	s := begin(t, 3)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	try := course.Try{Steps: []course.TryStep{{Client: 1, Send: "whale\n",
		Until: course.Sight{Kind: "data", From: "server"}}},
		Sees: course.Sight{Kind: "data", From: "server", Text: "no such text"}}
	if err := s.Play(ctx, try); err == nil {
		t.Error("no error although nothing has the text")
	}
}

// needPHP skips a test on a machine without PHP.
func needPHP(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("php"); err != nil {
		t.Skip(err)
	}
}
