//go:build unix

package unixsocket

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

const rivals = 8

// lost is how the error of every loser begins: it must lose to the lock. If bind
// had to decide, a single winner could be luck.
const lost = "another server listens on "

func TestOneWinnerInAProcess(t *testing.T) {
	folder := temporary(t)
	path := filepath.Join(folder, "s")
	for round := range 50 {
		if round%2 == 1 {
			plantStale(t, path)
		}
		var listeners [rivals]*Listener
		var errs [rivals]error
		var group sync.WaitGroup
		begin := make(chan struct{})
		for i := range rivals {
			group.Go(func() {
				<-begin
				listeners[i], errs[i] = Listen(path, private)
			})
		}
		close(begin)
		group.Wait()

		var winners []*Listener
		for i, err := range errs {
			if err == nil {
				winners = append(winners, listeners[i])
			} else if !strings.Contains(err.Error(), lost+path) {
				t.Errorf("round %d: a loser reports %v", round, err)
			}
		}
		if len(winners) != 1 {
			t.Fatalf("round %d has %d winners, want 1", round, len(winners))
		}
		wantAnswer(t, winners[0])
		must(t, winners[0].Close())
		wantEmpty(t, folder)
	}
}

func TestOneWinnerAmongProcesses(t *testing.T) {
	folder := temporary(t)
	path := filepath.Join(folder, "s")
	for round := range 5 {
		plantStale(t, path)
		var children [rivals]*child
		for i := range children {
			children[i] = startChild(t, 0, 0o022, private, path)
		}
		for _, child := range children {
			child.begin(t)
		}
		winner := 0
		var losers []string
		for _, child := range children {
			line := child.line(t)
			if line == "listening on "+path {
				winner = child.command.Process.Pid
			} else {
				losers = append(losers, line)
			}
		}
		if len(losers) != rivals-1 {
			t.Errorf("round %d has %d winners, want 1",
				round, rivals-len(losers))
		}
		for _, line := range losers {
			// Before the winner has signed the lock, its number is unknown.
			named := fmt.Sprintf("%s%s (process %d);", lost, path, winner)
			unnamed := lost + path + ";"
			if !strings.Contains(line, named) &&
				!strings.Contains(line, unnamed) {
				t.Errorf("round %d: a loser reports %q", round, line)
			}
		}
		for _, child := range children {
			// Losers exit with an error, which their line already gave.
			_ = child.end(t)
		}
		wantEmpty(t, folder)
	}
}

// Servers that start while others end find locks that are being removed.
func TestOneWinnerAtATime(t *testing.T) {
	folder := temporary(t)
	path := filepath.Join(folder, "s")
	var alone sync.Mutex
	once := func() error {
		ln, err := Listen(path, private)
		if err != nil {
			return err
		}
		defer ln.Close()
		if !alone.TryLock() {
			return errors.New("two servers listen at the same time")
		}
		// Unlock before Close: after it, the next one may listen.
		defer alone.Unlock()
		second, err := Listen(path, private)
		if err == nil {
			second.Close()
			return errors.New("a second server listens too")
		}
		return err
	}
	var group sync.WaitGroup
	for range rivals {
		group.Go(func() {
			for range 200 {
				err := once()
				if !strings.Contains(err.Error(), lost+path) {
					t.Errorf("a loser reports %v", err)
				}
			}
		})
	}
	group.Wait()
	wantEmpty(t, folder)
}

func TestSecondServerLearnsWhoIsFirst(t *testing.T) {
	path := filepath.Join(temporary(t), "s")
	ln := mustListen(t, path)
	want := fmt.Sprintf("%s%s (process %d); stop it", lost, path, os.Getpid())
	wantRefusal(t, path, private, want)
	wantAnswer(t, ln)
}

// The kernel releases the lock of a killed server; nobody needs to clean up.
func TestListenAfterKill(t *testing.T) {
	folder := temporary(t)
	path := filepath.Join(folder, "s")
	for range 10 {
		child := startChild(t, 0, 0o022, private, path)
		child.begin(t)
		wantLine(t, child, "listening on "+path)
		must(t, child.command.Process.Kill())
		if err := child.command.Wait(); err == nil {
			t.Fatal("the killed child exits without an error")
		}
		if left := snapshot(t, folder); len(left) != 2 {
			t.Fatalf("the killed child leaves %v, want socket and lock", left)
		}
	}
	ln := mustListen(t, path)
	wantAnswer(t, ln)
	must(t, ln.Close())
	wantEmpty(t, folder)
}

func TestLockFileOfAnotherProgram(t *testing.T) {
	tests := []struct {
		name  string
		plant func(t *testing.T, path string)
		want  string
	}{
		{"text", func(t *testing.T, path string) {
			must(t, os.WriteFile(path, []byte("version = 4\n"), 0o600))
		}, "this is not a lock file"},
		{"long", func(t *testing.T, path string) {
			digits := strings.Repeat("1", 4096)
			must(t, os.WriteFile(path, []byte(digits), 0o600))
		}, "this is not a lock file"},
		{"pipe", func(t *testing.T, path string) {
			must(t, unix.Mkfifo(path, 0o600))
		}, "this is not a lock file"},
		{"folder", func(t *testing.T, path string) {
			must(t, os.Mkdir(path, 0o700))
		}, "is a directory; move away what is there"},
		{"link", func(t *testing.T, path string) {
			must(t, os.WriteFile(path+".target", nil, 0o600))
			must(t, os.Symlink(path+".target", path))
		}, "move away what is there"},
		{"dangling link", func(t *testing.T, path string) {
			must(t, os.Symlink(path+".target", path))
		}, "move away what is there"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			folder := temporary(t)
			path := filepath.Join(folder, "s")
			test.plant(t, path+".lock")
			before := snapshot(t, folder)
			wantRefusal(t, path, private, test.want)
			wantSame(t, before, snapshot(t, folder))
		})
	}
}

// In /tmp anybody can create a lock file, and nobody else can remove it.
func TestLockFileOfAnotherUser(t *testing.T) {
	user := unprivileged(t)
	folder := temporary(t)
	must(t, os.Chmod(folder, 0o777|os.ModeSticky))
	path := filepath.Join(folder, "s")
	must(t, os.WriteFile(path+".lock", []byte("1\n"), 0o600))

	before := snapshot(t, folder)
	child := startChild(t, user, 0o022, private, path)
	child.begin(t)
	wantLine(t, child, "belongs to another user; choose another path")
	if err := child.end(t); err == nil {
		t.Error("the child exits without an error")
	}
	wantSame(t, before, snapshot(t, folder))
}

// wantLine fails the test unless the child's next line contains want.
func wantLine(t *testing.T, child *child, want string) {
	t.Helper()
	if line := child.line(t); !strings.Contains(line, want) {
		t.Fatalf("the child prints %q, want %q", line, want)
	}
}
