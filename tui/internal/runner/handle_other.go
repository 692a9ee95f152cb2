//go:build !unix

package runner

import (
	"fmt"
	"os/exec"
)

// There are no supervisors on this system, which has no process groups: a program is
// a child of the guide, and killing it is the only way to stop it.

// handle is how the guide controls a program.
type handle struct {
	command *exec.Cmd
	pid     int
	ended   chan ending
}

// startCleaner starts nothing.
func startCleaner(string) (*handle, error) {
	return &handle{}, nil
}

// startHandle starts a program.
func startHandle(j job) (*handle, error) {
	command := exec.Command(j.argv[0], j.argv[1:]...)
	command.Env, command.Dir = j.env, j.dir
	command.Stdin, command.Stdout, command.Stderr = j.files[0], j.files[1], j.files[2]
	if err := command.Start(); err != nil {
		return nil, err
	}
	h := &handle{command, command.Process.Pid, make(chan ending, 1)}
	go func() {
		_ = command.Wait() // its state is in ProcessState
		code := command.ProcessState.ExitCode()
		h.ended <- ending{code, fmt.Sprint("exit code ", code)}
	}()
	return h, nil
}

// stop kills the program: there is no way to ask it to end.
func (h *handle) stop() {
	h.kill()
}

func (h *handle) kill() {
	if h.command != nil {
		_ = h.command.Process.Kill() // fails if it has ended
	}
}
