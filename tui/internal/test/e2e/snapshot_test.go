package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// Every server with words can keep them in a snapshot between starts. A damaged
// snapshot costs a log line and some time, never a wrong answer.
func TestSnapshot(t *testing.T) {
	stagetest.EachServer(t, func(t *testing.T, stage course.Stage, flags []string) {
		if stage.Once {
			t.Skip("it has no words")
		}
		snapshot := filepath.Join(t.TempDir(), "words.snapshot")
		flags = append([]string{"-snapshot=" + snapshot}, flags...)
		answers := func(name, logged string) {
			t.Helper()
			s := stagetest.Start(t, stage, flags...)
			demo := stage.Demo[0]
			if got := s.Call(demo.Send, "\n"); got != demo.Want {
				t.Errorf("%s: answered %q, want %q", name, got, demo.Want)
			}
			if logged != "" {
				s.WaitFor(s.Errors, logged)
			} else if strings.Contains(s.Errors.String(), "snapshot") {
				t.Errorf("%s: it logged %q", name, s.Errors)
			}
			s.Stop()
		}
		answers("first start", "")
		answers("second start", "")
		whole, err := os.ReadFile(snapshot)
		if err != nil {
			t.Fatal(err)
		}
		for at := len(whole) - 1; at > len(whole)/2; at -= 4096 {
			whole[at] ^= 1
		}
		if err := os.WriteFile(snapshot, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		answers("damaged", "is damaged")
		if err := os.WriteFile(snapshot, whole[:len(whole)/2], 0o600); err != nil {
			t.Fatal(err)
		}
		answers("cut short", "is not complete")
		answers("made again", "")
	})
}
