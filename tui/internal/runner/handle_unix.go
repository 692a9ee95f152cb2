//go:build unix

package runner

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sync/atomic"
	"syscall"

	"golang.org/x/sys/unix"

	"wallsockets/tui/internal/guard"
)

// handle is what the guide has in hand of a program: its supervisor.
type handle struct {
	supervisor *exec.Cmd
	lifeline   *os.File // its end tells the supervisor that the guide is gone
	pid        int      // of the program and of its process group
	stopped    atomic.Bool
	ended      chan ending
}

// report is what a supervisor tells the guide: one of these.
type report struct {
	Started int                 `json:",omitempty"` // the program's number
	Failed  string              `json:",omitempty"` // why it did not start
	Ended   *syscall.WaitStatus `json:",omitempty"`
}

// startCleaner starts a supervisor without a program: it waits for the end of
// the guide to remove the run folder.
func startCleaner(folder string) (*handle, error) {
	if os.Getenv(supervisorVariable) != "" {
		return nil, errors.New("this is a supervisor, whose main has not " +
			"called Supervise")
	}
	return startHandle(job{folder: folder, env: os.Environ(), dir: "/"})
}

// startHandle starts a supervisor and returns when its program runs.
func startHandle(j job) (*handle, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the guide's own executable: %w", err)
	}
	watch, lifeline, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer watch.Close()
	reports, tell, err := os.Pipe()
	if err != nil {
		lifeline.Close()
		return nil, err
	}
	defer tell.Close()

	cmd := exec.Command(self, append([]string{SupervisorArgument, j.folder},
		j.argv...)...)
	cmd.Env, cmd.Dir = append(j.env, supervisorVariable+"=1"), j.dir
	if j.files != nil {
		cmd.Stdin, cmd.Stdout, cmd.Stderr = j.files[0], j.files[1], j.files[2]
	}
	cmd.ExtraFiles = []*os.File{watch, tell} // descriptors 3 and 4
	cmd.SysProcAttr = groupAttributes(unix.SIGTERM)
	h := &handle{supervisor: cmd, lifeline: lifeline, ended: make(chan ending, 1)}
	forked, started := make(chan error), make(chan error, 1)
	guard.Go(func() { h.attend(reports, forked, started) })
	if err := <-forked; err != nil {
		return nil, err
	}
	// From here on only the supervisor can write reports, and they end
	// with it.
	tell.Close()
	if err := <-started; err != nil {
		return nil, err
	}
	return h, nil
}

// attend starts the supervisor and follows its reports to their end.
func (h *handle) attend(reports *os.File, forked, started chan<- error) {
	defer reports.Close()
	defer h.lifeline.Close()
	// The kernel takes the thread that started a process for its parent, and
	// signals the supervisor when that thread ends (golang/go#27505). So this
	// goroutine keeps its thread as long as the supervisor lives.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := h.supervisor.Start()
	forked <- err
	if err != nil {
		return
	}

	var last report
	decoder := json.NewDecoder(reports)
	for decoder.Decode(&last) == nil {
		switch {
		case last.Failed != "":
			started <- errors.New(last.Failed)
		case last.Ended == nil:
			h.pid = last.Started
			started <- nil
		}
	}
	_ = h.supervisor.Wait() // its state is in ProcessState
	h.ended <- h.verdict(last)
	select {
	case started <- fmt.Errorf("the supervisor ended: %v",
		h.supervisor.ProcessState):
	default: // it has reported before
	}
}

// verdict returns how the program ended, of which last is the last report.
func (h *handle) verdict(last report) ending {
	if last.Ended != nil {
		return newEnding(*last.Ended, h.stopped.Load())
	}
	// The supervisor was killed. On Linux the kernel has killed the program
	// with it; what else is in its group, and other systems, are left to us.
	signalGroup(h.pid, unix.SIGKILL)
	return ending{-1, fmt.Sprintf("killed with its supervisor (%v)",
		h.supervisor.ProcessState)}
}

// newEnding describes the end of a program. One that was stopped and ended by
// SIGTERM, as most programs do, has not failed.
func newEnding(status syscall.WaitStatus, stopped bool) ending {
	if stopped && status.Signaled() && status.Signal() == unix.SIGTERM {
		return ending{-1, "stopped"}
	}
	if status.Signaled() {
		return ending{-1, "killed by " + unix.SignalName(status.Signal())}
	}
	return ending{status.ExitStatus(), fmt.Sprint("exit code ", status.ExitStatus())}
}

// stop asks the supervisor to end its program, without waiting for it.
func (h *handle) stop() {
	if h.pid == 0 {
		h.lifeline.Close() // it has no program to be patient with
		return
	}
	h.stopped.Store(true)
	// An error means that the supervisor has ended, and its program before.
	_, _ = h.lifeline.Write([]byte{0})
}

// kill is for a supervisor that does not do its work.
func (h *handle) kill() {
	_ = h.supervisor.Process.Kill()
	signalGroup(h.pid, unix.SIGKILL)
}

// signalGroup sends a signal to all processes of a group. The only errors are
// that there are none left, or none that may be signalled.
func signalGroup(pid int, signal syscall.Signal) {
	if pid > 1 { // -1 would be all processes of this user
		_ = unix.Kill(-pid, signal)
	}
}
