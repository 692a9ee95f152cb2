//go:build linux

package peer

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	readyTime = 5 * time.Minute  // for a server to load its words and answer
	stopTime  = 10 * time.Second // for a process to end after SIGTERM
)

// Process is a process that a host has started.
type Process struct {
	host   *Host
	name   string
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	stdout *os.File      // nil if it goes to the log
	log    string        // name of the file with its other output
	ended  chan struct{} // closed when it has ended
}

// prepare makes a process that is not yet started.
func (h *Host) prepare(name string, arguments ...string) (*Process, error) {
	h.started++
	p := &Process{host: h, name: filepath.Base(name), ended: make(chan struct{}),
		cmd: exec.Command(name, arguments...),
		log: h.path(fmt.Sprintf("%d.log", h.started))}
	// In a group of its own it does not get the terminal's ctrl+c: the host stops it.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	p.cmd.Env = append(os.Environ(), "LC_ALL=C")
	var err error
	p.stdin, err = p.cmd.StdinPipe()
	return p, err
}

// listen starts a server that prints "listening on ADDRESS" and waits for that
// line.
func (h *Host) listen(ctx context.Context, cpu int, name string, arguments ...string) (
	_ *Process, address string, _ error) {
	p, err := h.prepare(name, arguments...)
	if err != nil {
		return nil, "", err
	}
	if err := p.startTalking(cpu); err != nil {
		return nil, "", err
	}
	address, err = p.address(ctx)
	if err != nil {
		p.Stop()
		return nil, "", err
	}
	return p, address, nil
}

// startTalking starts the process with its standard output to read.
func (p *Process) startTalking(cpu int) error {
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	defer write.Close() // the process has a copy
	p.stdout, p.cmd.Stdout = read, write
	return p.start(cpu)
}

// start starts the process on a processor.
func (p *Process) start(cpu int) error {
	log, err := os.Create(p.log)
	if err != nil {
		return err
	}
	defer log.Close() // the process has a copy
	p.cmd.Stderr = log
	if p.cmd.Stdout == nil {
		p.cmd.Stdout = log
	}
	if err := p.host.starter.start(cpu, p.cmd.Start); err != nil {
		return fmt.Errorf("start %s: %w", p.name, err)
	}
	go func() {
		p.cmd.Wait() // the log says why it ended
		close(p.ended)
	}()
	return nil
}

// address waits for the line that says where a server listens.
func (p *Process) address(ctx context.Context) (string, error) {
	first := make(chan string, 1)
	go func() {
		lines := bufio.NewReaderSize(p.stdout, 64<<10)
		line, _ := lines.ReadString('\n')
		first <- line
		io.Copy(io.Discard, lines) // a full pipe would block the server
	}()
	select {
	case line := <-first:
		address, ok := strings.CutPrefix(line, "listening on ")
		if !ok {
			return "", p.fail(errors.New("does not listen"))
		}
		return strings.TrimSpace(address), nil
	case <-ctx.Done():
		return "", ctx.Err()
	case <-time.After(readyTime):
		return "", p.fail(fmt.Errorf("not ready after %v", readyTime))
	}
}

// Until calls try until it returns nil. It gives up when the process has ended,
// when ctx is done, and after five minutes.
func (p *Process) Until(ctx context.Context, try func() error) error {
	ctx, cancel := context.WithTimeout(ctx, readyTime)
	defer cancel()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-p.ended:
			return p.fail(errors.New("ended"))
		case <-ctx.Done():
			return p.fail(errors.Join(err, ctx.Err()))
		}
	}
}

// fail adds the end of the process's log to an error.
func (p *Process) fail(err error) error {
	text, _ := p.Log()
	text = bytes.TrimSpace(text[max(0, len(text)-500):])
	return fmt.Errorf("%s: %w: %s", p.name, err, text)
}

// Log returns what the process has printed: all of its standard error, and its
// standard output unless that is read for an address or for results.
func (p *Process) Log() ([]byte, error) { return os.ReadFile(p.log) }

// PID returns the process ID.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Signal sends a signal to the process.
func (p *Process) Signal(signal os.Signal) error { return p.cmd.Process.Signal(signal) }

// Unpin lets the process run on all processors.
func (p *Process) Unpin() error { return p.pin(anywhere) }

// pin moves the process to a processor.
func (p *Process) pin(cpu int) error { return p.host.cpus.pin(p.PID(), cpu) }

// Stop sends SIGTERM, after ten seconds SIGKILL, and waits for the end.
func (p *Process) Stop() {
	p.stdin.Close()
	p.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(stopTime):
		p.cmd.Process.Kill()
		<-p.ended
	}
	if p.stdout != nil {
		p.stdout.Close()
	}
}

// resident returns the resident memory of the process in bytes.
func (p *Process) resident() (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.PID()))
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	kilobytes, err := strconv.Atoi(strings.Fields(after + " ?")[0])
	return kilobytes << 10, err
}

// Settled waits until the resident memory has changed by at most one percent in
// each tenth of a second for half a second, but no longer than five seconds. It
// returns the resident memory in bytes.
func (p *Process) Settled(ctx context.Context) (int, error) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	last, err := p.resident()
	for same, tries := 0, 0; same < 5 && tries < 50 && err == nil; tries++ {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
		var now int
		now, err = p.resident()
		if same++; now > last+last/100 || now < last-last/100 {
			same = 0
		}
		last = now
	}
	return last, err
}
