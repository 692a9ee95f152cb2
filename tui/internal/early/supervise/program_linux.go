package supervise

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// GroupAttributes puts a process into its own group, where ctrl+c does not reach
// it, and makes the kernel send it a signal when its parent dies.
func GroupAttributes(death syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: death}
}

// adopt makes this process the parent of all processes that its program leaves
// behind, whatever their group.
func adopt() {
	// An error means a kernel before 3.4. The group is still killed.
	_ = unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
}

// bury reaps the adopted processes that have ended, which count as living until
// then. Call it only after the program itself was waited for.
func bury() {
	for {
		pid, err := unix.Wait4(-1, nil, unix.WNOHANG, nil)
		if pid <= 0 && err != unix.EINTR {
			return
		}
	}
}

// killAdopted kills the processes that the program has left behind, and those that
// they leave behind in turn.
func killAdopted() {
	for {
		children := children()
		if len(children) == 0 {
			return
		}
		for _, pid := range children {
			_ = unix.Kill(pid, unix.SIGKILL) // fails if it has ended
		}
		_, _ = unix.Wait4(-1, nil, 0, nil)
	}
}

// children returns the children of this process, or none if the kernel does not
// list them.
func children() []int {
	var found []int
	lists, _ := filepath.Glob("/proc/self/task/*/children") // the pattern is valid
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

// holdOutput opens the program's output for reading in the supervisor, too. When
// the guide is gone, a pipe without a reader would kill the program by SIGPIPE when
// it prints its last line, before it has removed its socket.
func holdOutput() []*os.File {
	var pipes []*os.File
	for _, name := range []string{"/proc/self/fd/1", "/proc/self/fd/2"} {
		if pipe, err := os.Open(name); err == nil {
			pipes = append(pipes, pipe)
		}
	}
	return pipes
}
