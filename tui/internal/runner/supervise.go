//go:build unix

package runner

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

// SupervisorArgument is the first argument of the guide that makes it a
// supervisor. The guide's main must begin with
//
//	if len(os.Args) > 1 && os.Args[1] == runner.SupervisorArgument {
//		os.Exit(runner.Supervise(os.Args[2:]))
//	}
const SupervisorArgument = "supervise"

// supervisorVariable is set for supervisors. A program whose main does not
// begin as it must (a test, for example) would start itself without end.
const supervisorVariable = "WALLSOCKETS_SUPERVISOR"

// orphanGrace is how long a program may take to end in good order when the
// guide is gone and nobody watches.
const orphanGrace = 300 * time.Millisecond

// groupPoll is how often a supervisor looks whether the processes that its
// program has left behind have ended. Nothing tells it.
const groupPoll = 5 * time.Millisecond

// A supervisor starts one program and makes sure that it ends: when the guide
// says so and when the guide is gone.
type supervisor struct {
	folder  *folder
	reports *json.Encoder
	program *exec.Cmd
	orders  chan time.Duration // to end the program, within this time
	output  []*os.File         // what the program prints, to be discarded

	deadline time.Time // for the program to end; zero: no order yet
	kill     <-chan time.Time
}

// Supervise is the whole life of a supervisor, whose arguments are the run
// folder, the program and its arguments; without a program it only waits for
// the end of the guide. It returns the exit code. Only Runner starts it.
func Supervise(args []string) int {
	// The kernel kills the program when the thread that started it ends.
	runtime.LockOSThread()
	watch, tell := os.NewFile(3, "lifeline"), os.NewFile(4, "reports")
	if len(args) == 0 || !isPipe(watch) || !isPipe(tell) {
		fmt.Fprintf(os.Stderr, "%s is how the guide starts its helpers; "+
			"start it without\n", SupervisorArgument)
		return 2
	}
	os.Unsetenv(supervisorVariable) // the program may be a guide, too
	// In the program's hands they would not end with their owners.
	unix.CloseOnExec(3)
	unix.CloseOnExec(4)
	s := &supervisor{reports: json.NewEncoder(tell),
		orders: make(chan time.Duration)}
	var err error
	if s.folder, err = lockFolder(args[0], false); err == nil {
		defer s.folder.removeIfLast()
		s.output = holdOutput()
		s.listen(watch)
		err = s.run(args[1:])
	}
	if err != nil {
		s.report(report{Failed: err.Error()})
		return 1
	}
	return 0
}

func isPipe(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode().Type() == fs.ModeNamedPipe
}

// listen turns what happens to the guide into orders: a byte on the lifeline
// is its wish to end the program, and the end of the lifeline its own end.
func (s *supervisor) listen(watch *os.File) {
	go func() {
		for {
			_, err := watch.Read(make([]byte, 1))
			if err != nil {
				s.orphan()
				return
			}
			s.orders <- stopGrace
		}
	}()
	// The second lifeline is a SIGTERM; the others are for good measure.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, unix.SIGTERM, unix.SIGINT, unix.SIGHUP, unix.SIGQUIT)
	go func() {
		for range signals {
			s.orphan()
		}
	}()
}

// orphan is what follows when the guide is gone.
func (s *supervisor) orphan() {
	for _, pipe := range s.output {
		go io.Copy(io.Discard, pipe)
	}
	s.orders <- orphanGrace
}

// run starts the program and stays until it has ended, with all that it has
// started. Without a program it stays until the first order.
func (s *supervisor) run(argv []string) error {
	if len(argv) == 0 {
		s.report(report{})
		if <-s.orders == orphanGrace {
			s.folder.awaitLast()
		}
		return nil
	}
	adopt()
	s.program = exec.Command(argv[0], argv[1:]...)
	// The very same descriptors: nothing is copied, so nothing is delayed.
	s.program.Stdin = os.Stdin
	s.program.Stdout, s.program.Stderr = os.Stdout, os.Stderr
	s.program.SysProcAttr = groupAttributes(unix.SIGKILL)
	if err := s.program.Start(); err != nil {
		var wrapped *fs.PathError
		if errors.As(err, &wrapped) {
			err = fmt.Errorf("execute %s: %w", argv[0], wrapped.Err)
		}
		return err
	}
	s.report(report{Started: s.program.Process.Pid})

	s.await()
	signalGroup(s.program.Process.Pid, unix.SIGKILL)
	killAdopted()
	status := s.program.ProcessState.Sys().(syscall.WaitStatus)
	s.report(report{Ended: &status})
	return nil
}

// report tells the guide. If that is gone, there is nobody to tell.
func (s *supervisor) report(r report) {
	_ = s.reports.Encode(r)
}

// await returns when the program has ended and its process group, too, or
// when that has had its time.
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
			signalGroup(s.program.Process.Pid, unix.SIGKILL)
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

// end asks the program to end and sees to it that it has within grace.
func (s *supervisor) end(grace time.Duration) {
	deadline := time.Now().Add(grace)
	if s.deadline.IsZero() {
		// Once: a second signal would end a server of ours at once, before
		// it has removed its socket.
		signalGroup(s.program.Process.Pid, unix.SIGTERM)
	} else if deadline.After(s.deadline) {
		return
	}
	s.deadline = deadline
	s.kill = time.After(grace)
}

// groupLives tells whether there is a process in the program's group.
func (s *supervisor) groupLives() bool {
	bury()
	return unix.Kill(-s.program.Process.Pid, 0) == nil
}
