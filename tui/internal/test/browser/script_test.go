//go:build linux

package browser

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"golang.org/x/sys/unix"

	"wallsockets/tui/internal/test/stagetest"
)

// Page.js shows all answers as text, and only that to the latest text. It reports a
// server that is down, and goes on when it is back.
func TestScript(t *testing.T) {
	stagetest.SkipUnderRace(t, "the programs that run are not ours")
	stagetest.NothingLeft(t)
	program := build(t)
	socket := stagetest.SocketPath(t)
	command := exec.Command(program, servePage(t, socket), socket)
	folder := t.TempDir() // for what Chromium leaves behind
	command.Env = append(os.Environ(), "HOME="+folder, "TMPDIR="+folder)
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// servePage serves the page with several workers of php, so that it can answer a request
// while it still waits with another. It returns the page's address.
func servePage(t *testing.T, socket string) (url string) {
	t.Helper()
	command := exec.Command(stagetest.Need(t, "php"), "-S", "127.0.0.1:0",
		"-t", filepath.Join(stagetest.Root(), "part6-php", "web"))
	command.Env = append(os.Environ(), "PHP_CLI_SERVER_WORKERS=4", "WALLSOCKETS_SOCKET="+socket)
	command.SysProcAttr = &unix.SysProcAttr{Setpgid: true} // php does not end its workers
	var log stagetest.Lines
	command.Stderr = &log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		unix.Kill(-command.Process.Pid, unix.SIGTERM)
		command.Wait() // it says that we ended it
	})
	started, err := log.WaitFor(") started", nil)
	if err != nil {
		t.Fatalf("php: %v: %s", err, &log)
	}
	return regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(started) + "/"
}
