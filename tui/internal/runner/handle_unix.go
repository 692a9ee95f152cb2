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

	"early/supervise"

	"golang.org/x/sys/unix"

	"wallsockets/tui/internal/guard"
)

// handle is how the guide controls a program: by its supervisor.
type handle struct {
	supervisor *exec.Cmd
	lifeline   *os.File // when it ends, the supervisor knows that the guide is gone
	pid        int      // of the program and its process group
	stopped    atomic.Bool
	ended      chan ending
}

func init() {
	if folder := supervise.Unfinished; folder != nil {
		removeSockets(folder.Path)
		folder.RemoveIfLast()
		os.Exit(0)
	}
}

// startCleaner starts a supervisor without a program. It waits until the guide
// ends and removes the run folder.
func startCleaner(folder string) (*handle, error) {
	return startHandle(job{folder: folder, env: os.Environ(), dir: "/"})
}

// startHandle starts a supervisor and returns when its program is running.
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
	reports, reporter, err := os.Pipe()
	if err != nil {
		lifeline.Close()
		return nil, err
	}
	defer reporter.Close()

	cmd := exec.Command(self, append([]string{supervise.Argument, j.folder},
		j.argv...)...)
	cmd.Env, cmd.Dir = j.env, j.dir
	if j.files != nil {
		cmd.Stdin, cmd.Stdout, cmd.Stderr = j.files[0], j.files[1], j.files[2]
	}
	cmd.ExtraFiles = []*os.File{watch, reporter} // descriptors 3 and 4
	cmd.SysProcAttr = supervise.GroupAttributes(unix.SIGTERM)
	h := &handle{supervisor: cmd, lifeline: lifeline, ended: make(chan ending, 1)}
	forked, started := make(chan error), make(chan error, 1)
	guard.Go(func() { h.attend(reports, forked, started) })
	if err := <-forked; err != nil {
		return nil, err
	}
	// From here on only the supervisor has the reports open, so they end when
	// it does.
	reporter.Close()
	if err := <-started; err != nil {
		return nil, err
	}
	return h, nil
}

// attend starts the supervisor and reads its reports until they end.
func (h *handle) attend(reports *os.File, forked, started chan<- error) {
	defer reports.Close()
	defer h.lifeline.Close()
	// To the kernel the parent of a process is the thread that started it, and
	// it signals the supervisor when that thread ends (golang/go#27505). So this
	// goroutine keeps its thread as long as the supervisor runs.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := h.supervisor.Start()
	forked <- err
	if err != nil {
		return
	}

	var last supervise.Report
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
	default: // it has reported already
	}
}

// verdict returns how the program ended, going by the last report.
func (h *handle) verdict(last supervise.Report) ending {
	if last.Ended != nil {
		return newEnding(*last.Ended, h.stopped.Load())
	}
	// The supervisor was killed. On Linux the kernel has killed the program with
	// it, but not the rest of its group; other systems leave the program to us.
	supervise.SignalGroup(h.pid, unix.SIGKILL)
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

// stop asks the supervisor to stop its program, and does not wait.
func (h *handle) stop() {
	if h.pid == 0 {
		h.lifeline.Close() // the cleaner has no program that needs time
		return
	}
	h.stopped.Store(true)
	// An error means that the supervisor has ended, after its program.
	_, _ = h.lifeline.Write([]byte{0})
}

// kill kills a supervisor that hangs, and its program.
func (h *handle) kill() {
	_ = h.supervisor.Process.Kill()
	supervise.SignalGroup(h.pid, unix.SIGKILL)
}
