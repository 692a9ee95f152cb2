//go:build unix

package terminal

import (
	"bytes"
	"strings"
	"syscall"
	"testing"
)

// shell runs a script in a terminal of 20 by 5.
func shell(t *testing.T, script string) *Terminal {
	t.Helper()
	return Start(t, Program{Path: "/bin/sh", Args: []string{"-c", script}, Columns: 20, Rows: 5})
}

func TestScreen(t *testing.T) {
	terminal := shell(t, `printf 'one\ntwo \033[31mred\033[0m\r\n日本\n\033[2;1HTWO'; read line`)
	terminal.WaitFor("TWO red")
	want := []string{"one", "TWO red", "日本", "", ""}
	if got := terminal.Screen(); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("screen %q, want %q", got, want)
	}
	if !bytes.Contains(terminal.Raw(), []byte("\x1b[31mred")) {
		t.Errorf("raw %q, want the sequences in it", terminal.Raw())
	}
}

// A character may arrive in two pieces, and be two cells wide or none.
func TestWidths(t *testing.T) {
	terminal := shell(t, `printf '\346'; printf '\227\245'; printf 'a\314\201b\033[1;5H|'; read line`)
	terminal.WaitFor("日ab|")
}

func TestKeysAndText(t *testing.T) {
	terminal := shell(t, `printf 'ready: '; read line; echo "got <$line>"; read line; exit 7`)
	terminal.WaitFor("ready:")
	terminal.Type("some text")
	terminal.WaitFor("ready: some text")
	terminal.Press("enter")
	terminal.WaitFor("got <some text>")
	terminal.Press("enter")
	if code := terminal.Exit().ExitCode(); code != 7 {
		t.Errorf("exit code %d, want 7", code)
	}
}

func TestSizeAndModes(t *testing.T) {
	terminal := shell(t, `stty size; read line; stty size; stty -echo; read line`)
	terminal.WaitFor("5 20")
	terminal.Resize(30, 6)
	terminal.Press("enter")
	terminal.WaitFor("6 30")
	terminal.Press("enter")
	terminal.Exit()
	if terminal.IsRestored() {
		t.Error("IsRestored is true although the echo was turned off")
	}
}

func TestHangup(t *testing.T) {
	terminal := shell(t, `echo ready; read line`)
	terminal.WaitFor("ready")
	terminal.Hangup()
	status := terminal.Exit().Sys().(syscall.WaitStatus)
	if !status.Signaled() || status.Signal() != syscall.SIGHUP {
		t.Errorf("it ended with %v, want SIGHUP", status)
	}
}

// A frame of a bubbletea program is seen whole or not at all.
func TestWholeFrames(t *testing.T) {
	terminal := shell(t, `stty -echo; printf '\033[?1049h\033[Hold\033[5;H'; read line
printf '\033[Hnew'; read line; printf '\r\nframe\033[5;H'; read line`)
	terminal.WaitFor("old")
	seen := terminal.Written()
	terminal.Press("enter")
	terminal.WaitUntil("half a frame", func([]string) bool { return terminal.Written() >= seen+len("\x1b[Hnew") })
	if got := terminal.Screen(); got[0] != "old" {
		t.Errorf("within a frame the screen is %q, want the frame before", got)
	}
	terminal.Press("enter")
	terminal.WaitFor("new", "frame")
}
