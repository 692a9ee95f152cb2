package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"early/supervise"
)

const (
	// stuckGrace is how much longer Stop waits for the supervisor before it
	// kills both: a SIGSTOP may have stopped the supervisor itself.
	stuckGrace = time.Second
	// writeTime is how long Write waits for a program that does not read.
	writeTime = time.Second
)

// readyPrefix begins the line on standard output with which a server is ready.
const readyPrefix = "listening on "

// A Process is a program that was started. When it ends, the processes that it
// has started are ended, too.
type Process struct {
	name    string
	command string
	handle  *handle
	stdin   *os.File
	ring    *ring
	output  func(Source, []byte) // see Spec; may be nil
	done    chan struct{}
	ending  ending // valid once done is closed
}

// ending is how a program ended.
type ending struct {
	code int // -1 for a signal
	text string
}

// Name returns the Name of the Spec.
func (p *Process) Name() string {
	return p.name
}

// Command returns what a person would type into a shell, at the root of the
// checkout, to start the same program: "go run ./part5-unix/server /tmp/s".
func (p *Process) Command() string {
	return p.command
}

// Pid returns the program's process ID, which is also its process group's.
// After the end it may belong to another program.
func (p *Process) Pid() int {
	return p.handle.pid
}

// Output returns the last lines that the program printed or received: at most
// 1000, and the open line of each source.
func (p *Process) Output() Output {
	return p.ring.output()
}

// Question returns the prompt that the program is waiting at: a last line without
// a newline. It returns "" if there is none.
func (p *Process) Question() string {
	lines := p.Output().Lines
	if len(lines) == 0 || !lines[len(lines)-1].Open {
		return ""
	}
	return lines[len(lines)-1].Text
}

// Updates receives a signal when Output has changed and when the program has
// ended. One signal may stand for several updates. The channel is for one receiver
// and is never closed.
func (p *Process) Updates() <-chan struct{} {
	return p.ring.updates
}

// WaitReady waits until a server is ready, which a line on standard output says, and
// returns the address from that line: HOST:PORT or a path. Lines before it are output like
// any other: a learner may have added them. If the program ends first, or if ctx ends, the
// error has the program's output.
func (p *Process) WaitReady(ctx context.Context) (address string, err error) {
	select {
	case <-p.ring.readyDone:
	case <-p.done:
	case <-ctx.Done():
	}
	// A server that printed its line and then ended was ready.
	select {
	case <-p.ring.readyDone:
		return p.ring.address, nil
	default:
	}
	if ctx.Err() != nil {
		return "", fmt.Errorf("%s does not listen: it has not printed %sADDRESS in time (%w)%s",
			p.name, readyPrefix, ctx.Err(), p.lastLines())
	}
	return "", fmt.Errorf("%s ended before it listened (%s)%s",
		p.name, p.ending.text, p.lastLines())
}

// lastLines returns the last lines that the program printed, for an error.
func (p *Process) lastLines() string {
	lines := p.Output().Lines
	var text strings.Builder
	for _, line := range lines[max(0, len(lines)-20):] {
		if line.Source != Stdin {
			text.WriteString("\n" + line.Text)
		}
	}
	return text.String()
}

// Write sends a line and a newline to the program's standard input. It fails if
// the program has ended, if CloseStdin was called, and if the program does not
// read: what it has not read within a second is lost.
func (p *Process) Write(line string) error {
	// First, so that the answer cannot come before the question.
	p.ring.typed(line)
	_ = p.stdin.SetWriteDeadline(time.Now().Add(writeTime))
	if _, err := p.stdin.WriteString(line + "\n"); err != nil {
		return fmt.Errorf("write to %s: %w", p.name, plainError(err))
	}
	return nil
}

// CloseStdin ends the program's standard input, as ctrl+d does in a terminal. It
// fails if the input has ended already.
func (p *Process) CloseStdin() error {
	if err := p.stdin.Close(); err != nil {
		return fmt.Errorf("end the input of %s: %w", p.name, plainError(err))
	}
	return nil
}

// plainError strips the name of the pipe, which helps nobody.
func plainError(err error) error {
	var wrapped *os.PathError
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// Stop stops the program and waits until it has ended. It sends SIGTERM to the
// process group, and 2 seconds later it kills what is left. If the program has
// ended already, it does nothing.
func (p *Process) Stop() {
	p.handle.stop()
	select {
	case <-p.done:
	case <-time.After(supervise.StopGrace + stuckGrace):
		p.handle.kill()
		<-p.done
	}
}

// Done returns a channel that is closed when the program has ended and its output
// is complete.
func (p *Process) Done() <-chan struct{} {
	return p.done
}

// ExitCode returns the program's exit code. It is -1 while the program is running
// and if a signal ended it.
func (p *Process) ExitCode() int {
	if !p.hasEnded() {
		return -1
	}
	return p.ending.code
}

// Ended returns how the program ended: "exit code 1", "killed by SIGKILL",
// "stopped" if it did so by the signal that Stop sends, or "" while it runs.
func (p *Process) Ended() string {
	if !p.hasEnded() {
		return ""
	}
	return p.ending.text
}

func (p *Process) hasEnded() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}
