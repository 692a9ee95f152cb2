//go:build unix

package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// A teacher's exercise, written without Go in a folder outside the checkout, is proven,
// listed, started and checked as ours are.
func TestPack(t *testing.T) {
	t.Parallel()
	stagetest.Need(t, "python3")
	l := newLearner(t)
	pack := filepath.Join(l.dir, "pack")
	if err := os.CopyFS(pack, os.DirFS("testdata/pack")); err != nil {
		t.Fatal(err)
	}
	l.prints(2, "exercise verify 3.51", "no exercise")
	l.env = append(l.env, course.PackVariable+"="+pack)
	room := filepath.Join(pack, "part3-threads", "exercises", "51-room")
	text := l.runs(0, "exercise", "verify", room)
	if got := strings.Count(text, " ok\n"); got != 4 || strings.Contains(text, ".go") {
		t.Errorf("%d programs are proven, want 4, none of them in Go: %s", got, text)
	}
	l.prints(0, "exercises", "3.6", "3.51", "A room")
	l.prints(0, "start 3.51", "Write a server for a room", filepath.Join("3.51-room", "main.py"))
	l.prints(1, "check 3.51", "closed-early", "part3-threads/README.md#")
	l.prints(0, "check 3.51 --dir "+filepath.Join(room, "solution"), "passed")

	// A number that is taken, or a folder that is not there, is named.
	if err := os.Rename(room, filepath.Join(filepath.Dir(room), "01-room")); err != nil {
		t.Fatal(err)
	}
	l.prints(1, "exercises", "3.1 is there twice", "01-silent-client", "01-room")
	if err := os.RemoveAll(pack); err != nil {
		t.Fatal(err)
	}
	l.prints(1, "exercises", course.PackVariable)
	if err := os.Mkdir(pack, 0o700); err != nil {
		t.Fatal(err)
	}
	l.prints(1, "exercises", course.PackVariable, "has none")
}
