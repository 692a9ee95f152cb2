package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

const (
	// stopGrace is how long a program may take to end in good order.
	stopGrace = 2 * time.Second
	// stuckGrace is how much longer Stop waits for the supervisor, which
	// may be stopped (SIGSTOP) itself, before it kills both.
	stuckGrace = time.Second
	// writeTime is how long a program may leave its full input unread.
	writeTime = time.Second
)

// readyPrefix begins a server's first line.
const readyPrefix = "listening on "

// A Process is a program that was started, with all that it starts itself:
// where it ends, they are ended.
type Process struct {
	name    string
	command string
	handle  *handle
	stdin   *os.File
	ring    *ring
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

// Pid returns the process number of the program, which is its process
// group's, too. After the end it may belong to another program.
func (p *Process) Pid() int {
	return p.handle.pid
}

// Output returns the last lines that the program printed and was sent: at
// most 1000, and the beginnings of one more from each source.
func (p *Process) Output() Output {
	return p.ring.output()
}

// News is signalled when Output has changed and when the program has ended.
// One signal may stand for several changes, so look at all. It is for one
// receiver; it is never closed.
func (p *Process) News() <-chan struct{} {
	return p.ring.news
}

// WaitReady waits until a server can be connected to, which its first line on
// standard output says, and returns the address from there: HOST:PORT or a
// path. It fails with the program's own words if that ends before, if its
// first line is another, and when ctx ends.
func (p *Process) WaitReady(ctx context.Context) (address string, err error) {
	select {
	case <-p.ring.firstDone:
	case <-p.done:
	case <-ctx.Done():
	}
	// A server that printed its line and ended was ready all the same.
	select {
	case <-p.ring.firstDone:
		address, found := strings.CutPrefix(p.ring.first, readyPrefix)
		if !found {
			return "", fmt.Errorf("%s: the first line is %q, want %sADDRESS",
				p.name, p.ring.first, readyPrefix)
		}
		return address, nil
	default:
	}
	if ctx.Err() != nil {
		return "", fmt.Errorf("%s: wait for %sADDRESS: %w%s",
			p.name, readyPrefix, ctx.Err(), p.words())
	}
	return "", fmt.Errorf("%s ended before it listened (%s)%s",
		p.name, p.ending.text, p.words())
}

// words returns the last lines that the program printed, for an error.
func (p *Process) words() string {
	lines := p.Output().Lines
	var words strings.Builder
	for _, line := range lines[max(0, len(lines)-20):] {
		if line.Source != Stdin {
			words.WriteString("\n" + line.Text)
		}
	}
	return words.String()
}

// Write sends a line and its newline to the program's standard input. It
// fails if the program has ended, if CloseStdin was called, and if the
// program does not read: what it has not read in a second is lost.
func (p *Process) Write(line string) error {
	// First, because the answer must not stand before the question.
	p.ring.typed(line)
	_ = p.stdin.SetWriteDeadline(time.Now().Add(writeTime))
	if _, err := p.stdin.WriteString(line + "\n"); err != nil {
		return fmt.Errorf("write to %s: %w", p.name, plainError(err))
	}
	return nil
}

// CloseStdin ends the program's standard input, as ctrl+d does in a terminal.
// It fails if it has ended already.
func (p *Process) CloseStdin() error {
	if err := p.stdin.Close(); err != nil {
		return fmt.Errorf("end the input of %s: %w", p.name, plainError(err))
	}
	return nil
}

// plainError leaves out the name of the pipe, which says nothing to anybody.
func plainError(err error) error {
	var wrapped *os.PathError
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// Stop ends the program and waits for its end: it asks for an end in good
// order (SIGTERM to its process group), and 2 seconds later kills what is
// left. On a program that has ended it does nothing.
func (p *Process) Stop() {
	p.handle.stop()
	select {
	case <-p.done:
	case <-time.After(stopGrace + stuckGrace):
		p.handle.kill()
		<-p.done
	}
}

// Done is closed when the program has ended and its output is complete.
func (p *Process) Done() <-chan struct{} {
	return p.done
}

// ExitCode returns the program's exit code, or -1 while it runs and if a
// signal ended it.
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
