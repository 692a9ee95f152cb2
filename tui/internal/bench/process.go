//go:build linux

package main

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
	readyTime = 5 * time.Minute  // for a server to load and answer
	stopTime  = 10 * time.Second // for it to end when told to
)

// process is one that this program has started and will stop.
type process struct {
	name   string
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	stdout *os.File      // where it is started talking
	log    string        // file of what else it says
	ended  chan struct{} // closed when it has
}

// start runs a program on a processor, or anywhere. What it has to say goes to
// a file.
func (b *bench) start(cpu int, name string, arguments ...string) (*process, error) {
	p, err := b.prepare(name, arguments)
	if err != nil {
		return nil, err
	}
	return p, p.launch(cpu)
}

// startTalking runs a program of ours and keeps its standard output to read.
func (b *bench) startTalking(cpu int, name string, arguments ...string) (
	*process, error) {
	p, err := b.prepare(name, arguments)
	if err != nil {
		return nil, err
	}
	return p, p.launchTalking(cpu)
}

// prepare makes what is to be started.
func (b *bench) prepare(name string, arguments []string) (*process, error) {
	b.started++
	p := &process{name: filepath.Base(name), ended: make(chan struct{}),
		cmd: exec.Command(name, arguments...),
		log: filepath.Join(b.folder, fmt.Sprintf("%d.log", b.started))}
	// ctrl+c in the terminal is for this program, which stops the others.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	p.cmd.Env = append(os.Environ(), "LC_ALL=C")
	var err error
	p.stdin, err = p.cmd.StdinPipe()
	return p, err
}

// launchTalking starts what is prepared and keeps its standard output.
func (p *process) launchTalking(cpu int) error {
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	defer write.Close() // the process has it
	p.stdout, p.cmd.Stdout = read, write
	return p.launch(cpu)
}

// launch starts what is prepared.
func (p *process) launch(cpu int) error {
	log, err := os.Create(p.log)
	if err != nil {
		return err
	}
	defer log.Close() // the process has it
	p.cmd.Stderr = log
	if p.cmd.Stdout == nil {
		p.cmd.Stdout = log
	}
	if err := pinned(cpu, p.cmd.Start); err != nil {
		return fmt.Errorf("start %s: %w", p.name, err)
	}
	go func() {
		p.cmd.Wait() // how it ended tells nothing that its log does not
		close(p.ended)
	}()
	return nil
}

// address waits for the line with which a server of ours says where it
// listens.
func (p *process) address(ctx context.Context) (string, error) {
	first := make(chan string, 1)
	go func() {
		lines := bufio.NewReaderSize(p.stdout, 64<<10)
		line, _ := lines.ReadString('\n')
		first <- line
		io.Copy(io.Discard, lines) // so that it never waits to be heard
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

// until tries to do something with a server until it can be done.
func (p *process) until(ctx context.Context, try func() error) error {
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

// fail adds the last of a process's complaints to an error.
func (p *process) fail(err error) error {
	text, _ := os.ReadFile(p.log)
	text = bytes.TrimSpace(text[max(0, len(text)-500):])
	return fmt.Errorf("%s: %w: %s", p.name, err, text)
}

// stop ends a process: asked first, then made to.
func (p *process) stop() {
	p.stdin.Close()
	p.cmd.Process.Signal(syscall.SIGTERM)
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

// pid returns the process's number.
func (p *process) pid() int { return p.cmd.Process.Pid }

// resident returns how many bytes of memory a process has.
func (p *process) resident() (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.pid()))
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	kilobytes, err := strconv.Atoi(strings.Fields(after + " ?")[0])
	return kilobytes << 10, err
}

// settled waits until a process has taken or given back no memory to speak of
// for a while, and returns how many bytes it has then.
func (p *process) settled(ctx context.Context) (int, error) {
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
