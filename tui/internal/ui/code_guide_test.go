//go:build unix

package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// In part 2 what the program printed about a call stands beside the line of the
// call, for both ends, and the editor opens at that line.
func TestNarrationBesideTheCode(t *testing.T) {
	t.Parallel()
	editor := filepath.Join(t.TempDir(), "vim")
	if err := os.WriteFile(editor, []byte("#!/bin/sh\necho editing $1 $(basename $2)\nread answer\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	g := startGuide(t, options{columns: 100, rows: 40, env: []string{"EDITOR=" + editor}})
	g.serve(2, "")
	g.client()
	g.WaitFor("S>      accepted")
	g.Press("home")
	g.Press("l")
	g.WaitFor("[Code]", "part2-explained/client/main.go", "the client's connect, 1 of 2; l: the server's listen",
		"connect(", ", 127.0.0.1:", ", 16) = 0", "The kernel agreed", "err = unix.Connect(conn, address)")
	g.Press("l")
	g.WaitFor("part2-explained/server/main.go", "the server's listen, 2 of 2", ", 5) = 0",
		"This makes it the listener", "err = unix.Listen(listener, backlog)")
	g.Press("e")
	g.WaitFor("editing +", " main.go")
	g.Press("enter")
	g.WaitFor("[Code]", "the server's listen")
	g.Press("esc")
	g.WaitFor("[Run]")
	g.say("hello")
	g.WaitFor(">#1 done", "closed")
	g.Press("end", "e")
	g.WaitUntil("the editor again", func(screen []string) bool {
		return strings.Count(strings.Join(screen, "\n"), "editing +") == 2
	})
	g.Press("enter")
	g.WaitFor("[Run]")
	g.Press("l")
	g.WaitFor("[Code]", "'s close, 1 of ", "close(")
	g.Press("esc")
	g.WaitFor("[Run]")
	g.Press("/")
	g.WaitFor(" search:")
	g.Type("hello")
	g.Press("enter")
	g.WaitGone(" search:")
	g.Press("l")
	g.WaitFor("[Code]", "the server's read, 1 of 2", `"hello\n", 255) = 6`, "255 of 256 bytes", "n, err := unix.Read(transfer")
	g.Press("l")
	g.WaitFor("the client's write, 2 of 2", `"hello\n", 6) = 6`, "n, err := unix.Write(conn, rest)")
}
