package runner

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// groupAttributes starts a process in a group of its own, out of the reach of
// ctrl+c, and has the kernel send it a signal when its parent dies.
func groupAttributes(death syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: death}
}

// adopt makes this process the parent of all that its program leaves behind,
// in whatever group that is.
func adopt() {
	// An error means a kernel before 3.4: the group is ended all the same.
	_ = unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
}

// bury removes the dead among the adopted: until then they count as living.
// Call it only when the program itself has ended and was waited for.
func bury() {
	for {
		pid, err := unix.Wait4(-1, nil, unix.WNOHANG, nil)
		if pid <= 0 && err != unix.EINTR {
			return
		}
	}
}

// killAdopted ends all that the program has left behind, and what these leave
// behind in turn.
func killAdopted() {
	for {
		children := children()
		if len(children) == 0 {
			return
		}
		for _, pid := range children {
			_ = unix.Kill(pid, unix.SIGKILL) // it may have ended
		}
		_, _ = unix.Wait4(-1, nil, 0, nil)
	}
}

// children returns the children of this process. Where the kernel does not
// list them it returns none.
func children() []int {
	var found []int
	lists, _ := filepath.Glob("/proc/self/task/*/children") // a good pattern
	for _, list := range lists {
		text, _ := os.ReadFile(list) // its thread may have ended
		for _, word := range strings.Fields(string(text)) {
			if pid, err := strconv.Atoi(word); err == nil {
				found = append(found, pid)
			}
		}
	}
	return found
}

// holdOutput makes the supervisor a reader, too, of what the program prints,
// for when the guide is gone. A pipe without a reader would kill the program
// where it prints a last word, before it has removed its socket.
func holdOutput() []*os.File {
	var pipes []*os.File
	for _, name := range []string{"/proc/self/fd/1", "/proc/self/fd/2"} {
		if pipe, err := os.Open(name); err == nil {
			pipes = append(pipes, pipe)
		}
	}
	return pipes
}
