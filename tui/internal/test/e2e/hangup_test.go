//go:build unix

package e2e

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"wallsockets/tui/internal/test/stagetest"
)

// A hang-up that arrives while the server first reads its words is handled later.
// The words come through a named pipe, so that the test controls when.
func TestHangUpBeforeTheWordsAreThere(t *testing.T) {
	words := filepath.Join(t.TempDir(), "list")
	if err := syscall.Mkfifo(words, 0o600); err != nil {
		t.Fatal(err)
	}
	part6 := stagetest.Find(t, 6)
	s := stagetest.Begin(t, part6, stagetest.Command(t, part6, "-words", words))
	write := func(text string, first func()) {
		t.Helper()
		var pipe *os.File
		if !stagetest.Poll(func() (open bool) { // it succeeds once the server reads
			var err error
			pipe, err = os.OpenFile(words, os.O_WRONLY|syscall.O_NONBLOCK, 0)
			return err == nil
		}) {
			t.Fatalf("the server is not reading its list: %s", s.Errors)
		}
		defer pipe.Close()
		first()
		if _, err := pipe.WriteString(text); err != nil {
			t.Fatal(err)
		}
	}
	write("whale 1\n", func() { s.Signal(syscall.SIGHUP) })
	s.Ready()
	write("whale 2\nextra 1\n", func() {})
	s.WaitFor(s.Errors, "reloaded 2 words")
	s.Stop()
}
