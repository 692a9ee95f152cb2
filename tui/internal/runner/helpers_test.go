//go:build unix

package runner

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
)

// patience is how long a test waits before it calls something hung. It is long
// because the machine may be busy; no test waits for it to pass.
const patience = 30 * time.Second

// newRunner returns a Runner for the checkout, closed at the end of the test.
func newRunner(t *testing.T) *Runner {
	t.Helper()
	root, err := course.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	return newRunnerIn(t, root)
}

func newRunnerIn(t *testing.T, root string) *Runner {
	t.Helper()
	r, err := New(root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Lstat(r.Folder()); err == nil {
			t.Errorf("%s is left", r.Folder())
		}
	})
	return r
}

// start starts a program.
func start(t *testing.T, r *Runner, spec Spec) *Process {
	t.Helper()
	p, err := r.Start(spec)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// ready waits until a server is ready and returns its address.
func ready(t *testing.T, p *Process) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	address, err := p.WaitReady(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// ended waits until a program has ended.
func ended(t *testing.T, p *Process) {
	t.Helper()
	select {
	case <-p.Done():
	case <-time.After(patience):
		t.Fatalf("%s does not end; output %+v", p.Name(), p.Output())
	}
}

// eventually waits until the condition holds, and returns how long it took.
func eventually(t *testing.T, what string, holds func() bool) time.Duration {
	t.Helper()
	begun := time.Now()
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	for !holds() {
		if time.Since(begun) > patience {
			t.Fatalf("no %s within %v", what, patience)
		}
		<-ticker.C
	}
	return time.Since(begun)
}

// texts returns the lines of one source.
func texts(output Output, source Source) []string {
	var found []string
	for _, line := range output.Lines {
		if line.Source == source {
			found = append(found, line.Text)
		}
	}
	return found
}

// process identifies a process, whose number alone may belong to another one after
// its end.
type process struct {
	pid     int
	started string // clock ticks since the machine started
}

// find returns the running process with that number.
func find(t *testing.T, pid int) process {
	t.Helper()
	started, _ := stat(pid)
	p := process{pid, started}
	if !p.lives() {
		t.Fatalf("there is no process %d", pid)
	}
	return p
}

func (p process) lives() bool {
	started, state := stat(p.pid)
	if started == "" { // it has ended, or the system has no /proc
		_, err := os.Stat("/proc/self/stat")
		return err != nil && !errors.Is(syscall.Kill(p.pid, 0), syscall.ESRCH)
	}
	return started == p.started && state != "Z" && state != "X"
}

// stat returns the start time and the state of a process, or nothing.
func stat(pid int) (started, state string) {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return "", ""
	}
	// The name may have spaces. The fields after it count from 3.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	return fields[22-3], fields[0]
}

// temporary returns a new folder, short enough to hold sockets.
func temporary(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("/tmp", "ws")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return folder
}
