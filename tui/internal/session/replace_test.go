//go:build unix

package session

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// A server that does not get ready replaces nothing; one that does keeps the address, and
// what hands hold and their rules.
func TestReplace(t *testing.T) {
	for _, number := range []int{3, 5} {
		stage := course.Stages[number-1]
		s := begin(t, number)
		failed := Options{Replaces: s, Recording: s.Recording, Flags: []string{"-nonsense"}}
		if _, err := Start(t.Context(), s.runner, stage, failed); err == nil {
			t.Fatalf("part %d starts with a wrong flag", number)
		}
		if got := talk(t, s, "whale"); !strings.HasPrefix(got, "whale\t") || s.Server.Ended() != "" {
			t.Errorf("part %d: the server before answers %q", number, got)
		}
		address := s.Address()
		order(t, s, "delay server by 1ms")
		for range 2 { // of two, each has the other's private path
			next, err := Start(t.Context(), s.runner, stage, Options{Replaces: s, Recording: s.Recording})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(next.Stop)
			if got := talk(t, next, "whale"); !strings.HasPrefix(got, "whale\t") ||
				next.Address() != address || s.Server.Ended() == "" {
				t.Errorf("part %d: the new server answers %q on %s, want one on %s instead of the old",
					number, got, next.Address(), address)
			}
			s = next
		}
		if got := strings.Join(s.Hands().Rules(), "; "); got != "delay server by 1ms" {
			t.Errorf("part %d: after two more servers the rules are %q", number, got)
		}
	}
}

// A new server gets the socket of the old one, and clients that have connected: it needs no
// address that it might not get.
func TestReplaceKeepsTheSocket(t *testing.T) {
	stage, r := course.Stages[4], newRunner(t, stagetest.Checkout(t))
	folder := filepath.Dir(private(t, stage).Path)
	where := Where{Path: filepath.Join(folder, "in", "s")}
	if err := os.Mkdir(filepath.Join(folder, "in"), 0o700); err != nil {
		t.Fatal(err)
	}
	old, err := Start(t.Context(), r, stage, Options{Where: where})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(old.Stop)
	// Now nobody could listen on the path.
	if err := os.Rename(filepath.Join(folder, "in"), filepath.Join(folder, "on")); err != nil {
		t.Fatal(err)
	}
	next, err := Start(t.Context(), r, stage, Options{Where: where, Replaces: old})
	if err != nil {
		t.Fatalf("%v; the old server has ended (%s)", err, old.Server.Ended())
	}
	t.Cleanup(next.Stop)
	conn, err := net.Dial("unix", filepath.Join(folder, "on", "s"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "whale\n"); err != nil {
		t.Fatal(err)
	}
	if answer, err := io.ReadAll(conn); !strings.HasPrefix(string(answer), "whale\t") || err != nil {
		t.Errorf("the answer is %q, %v", answer, err)
	}
}
