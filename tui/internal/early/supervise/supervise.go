//go:build unix

// Package supervise is the process that starts a program for the guide and stops it
// again: see package runner, which starts this process. A program that imports the
// package and is started with Argument becomes a supervisor before its main begins.
//
// That happens in an init, and in a package whose path comes before "github.com":
// the inits of the guide's libraries take four times as long as all of a supervisor's
// start, and each program that the guide starts waits for one. See package early for
// the order of inits.
package supervise

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// orphanGrace is how long a program may take to end cleanly when the guide is
// gone.
const orphanGrace = 300 * time.Millisecond

// groupPoll is how often a supervisor checks whether the processes that its
// program has left behind have ended. Nothing signals their end.
const groupPoll = 5 * time.Millisecond

// A Report is a supervisor's message to the guide, a line of JSON. It has one of these
// fields.
type Report struct {
	Started int                 `json:",omitempty"` // the program's process ID
	Failed  string              `json:",omitempty"` // why it did not start
	Ended   *syscall.WaitStatus `json:",omitempty"`
}

// A supervisor starts one program and stops it: when the guide orders it and when
// the guide is gone.
type supervisor struct {
	folder  *Folder
	reports *json.Encoder
	program *exec.Cmd
	orders  chan time.Duration // to stop the program within this time
	output  []*os.File         // what the program prints, to discard it

	deadline time.Time // when the program must have ended; zero: no order yet
	kill     <-chan time.Time
}

func init() {
	if len(os.Args) < 2 || os.Args[1] != Argument {
		return
	}
	if code := supervise(os.Args[2:]); Unfinished == nil {
		os.Exit(code)
	}
}

// Unfinished is set in a process that has outlived its guide and is to remove this
// folder, after the sockets that the links in it lead to. Package runner does so, in an
// init of its own; what it needs is not initialized earlier.
var Unfinished *Folder

// supervise runs a supervisor and returns its exit code. The arguments are the run
// folder, the program and the program's arguments. Without a program it is the cleaner:
// it waits until the guide ends, and removes the folder. Only package runner starts
// supervisors.
func supervise(args []string) int {
	// The kernel kills the program when the thread that started it ends.
	runtime.LockOSThread()
	watch, reporter := os.NewFile(3, "lifeline"), os.NewFile(4, "reports")
	if len(args) == 0 || !isPipe(watch) || !isPipe(reporter) {
		fmt.Fprintf(os.Stderr, "%s is only for the guide itself; "+
			"start the guide without it\n", Argument)
		return 2
	}
	// If the program had them open, too, they would not end with their owners.
	unix.CloseOnExec(3)
	unix.CloseOnExec(4)
	s := &supervisor{reports: json.NewEncoder(reporter),
		orders: make(chan time.Duration)}
	var err error
	if s.folder, err = LockFolder(args[0], false); err == nil {
		s.output = holdOutput()
		s.listen(watch)
		err = s.run(args[1:])
	}
	switch {
	case err != nil:
		s.report(Report{Failed: err.Error()})
		return 1
	case s.program != nil: // the cleaner removes the folder
	case s.folder.hasLinks():
		Unfinished = s.folder
	default:
		s.folder.RemoveIfLast()
	}
	return 0
}

func isPipe(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode().Type() == fs.ModeNamedPipe
}

// listen turns signs of the guide into orders. A byte on the lifeline means stop
// the program; the end of the lifeline means that the guide is gone.
func (s *supervisor) listen(watch *os.File) {
	go func() {
		for {
			_, err := watch.Read(make([]byte, 1))
			if err != nil {
				s.orphan()
				return
			}
			s.orders <- StopGrace
		}
	}()
	// The second lifeline is SIGTERM; the others are a precaution.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, unix.SIGTERM, unix.SIGINT, unix.SIGHUP, unix.SIGQUIT)
	go func() {
		for range signals {
			s.orphan()
		}
	}()
}

// orphan stops the program because the guide is gone.
func (s *supervisor) orphan() {
	for _, pipe := range s.output {
		go io.Copy(io.Discard, pipe)
	}
	s.orders <- orphanGrace
}

// run starts the program and returns when it has ended, with everything that it
// started. Without a program it returns at the first order.
func (s *supervisor) run(argv []string) error {
	if len(argv) == 0 {
		s.report(Report{})
		if <-s.orders == orphanGrace {
			s.folder.awaitLast()
		}
		return nil
	}
	adopt()
	s.program = exec.Command(argv[0], argv[1:]...)
	// The same descriptors: nothing is copied, so nothing is delayed.
	s.program.Stdin = os.Stdin
	s.program.Stdout, s.program.Stderr = os.Stdout, os.Stderr
	s.program.SysProcAttr = GroupAttributes(unix.SIGKILL)
	if err := s.program.Start(); err != nil {
		var wrapped *fs.PathError
		if errors.As(err, &wrapped) {
			err = fmt.Errorf("execute %s: %w", argv[0], wrapped.Err)
		}
		return err
	}
	s.report(Report{Started: s.program.Process.Pid})

	s.await()
	SignalGroup(s.program.Process.Pid, unix.SIGKILL)
	killAdopted()
	status := s.program.ProcessState.Sys().(syscall.WaitStatus)
	s.report(Report{Ended: &status})
	return nil
}

// report sends a report to the guide. If the guide is gone, nobody needs it.
func (s *supervisor) report(r Report) {
	_ = s.reports.Encode(r)
}

// await carries out the orders and returns when the program and its process group
// have ended.
func (s *supervisor) await() {
	ended := make(chan struct{})
	go func() {
		_ = s.program.Wait() // its state is in ProcessState
		close(ended)
	}()
	var poll <-chan time.Time
	for {
		select {
		case grace := <-s.orders:
			s.end(grace)
		case <-s.kill:
			SignalGroup(s.program.Process.Pid, unix.SIGKILL)
		case <-ended:
			ended = nil
			poll = time.Tick(groupPoll)
			if s.deadline.IsZero() && s.groupLives() {
				s.end(orphanGrace)
			}
		case <-poll:
		}
		if ended == nil && !s.groupLives() {
			return
		}
	}
}

// end sends SIGTERM to the program, and SIGKILL after grace.
func (s *supervisor) end(grace time.Duration) {
	deadline := time.Now().Add(grace)
	if s.deadline.IsZero() {
		// Only once: at a second signal our servers exit at once, without
		// removing their sockets.
		SignalGroup(s.program.Process.Pid, unix.SIGTERM)
	} else if deadline.After(s.deadline) {
		return
	}
	s.deadline = deadline
	s.kill = time.After(grace)
}

// groupLives reports whether the program's group has a process.
func (s *supervisor) groupLives() bool {
	bury()
	return unix.Kill(-s.program.Process.Pid, 0) == nil
}

// SignalGroup sends a signal to all processes of a group. It ignores errors: they
// mean that there is no process left, or none that we may signal.
func SignalGroup(pid int, signal syscall.Signal) {
	if pid > 1 { // kill(-1) signals all processes of this user
		_ = unix.Kill(-pid, signal)
	}
}
