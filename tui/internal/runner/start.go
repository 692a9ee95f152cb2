package runner

import (
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"wallsockets/tui/internal/guard"
)

// drainTime is how long to read the rest of the output after the program's end. It
// takes that long only if a process has escaped its supervisor and holds the pipe
// open.
const drainTime = time.Second

// job is what a handle starts.
type job struct {
	folder string     // the run folder
	argv   []string   // the program's path and arguments
	env    []string   // all of it
	dir    string     // the working folder
	files  []*os.File // standard input, output and error; nil: none
}

// start does the work of Start.
func (r *Runner) start(spec Spec) (*Process, error) {
	j, err := r.job(spec)
	if err != nil {
		return nil, err
	}
	near, far, err := standardPipes()
	if err != nil {
		return nil, err
	}
	defer closeAll(far)
	j.files = far
	handle, err := startHandle(j)
	if err != nil {
		closeAll(near)
		return nil, err
	}
	p := &Process{
		name:    spec.Name,
		command: spec.command(r.packageOf(spec.Path)),
		handle:  handle,
		stdin:   near[0],
		ring:    newRing(),
		output:  spec.Output,
		done:    make(chan struct{}),
	}
	guard.Go(func() { p.attend(near[1], near[2]) })
	return p, nil
}

// job resolves a spec for this machine.
func (r *Runner) job(spec Spec) (job, error) {
	path, err := exec.LookPath(spec.Path)
	if err != nil {
		return job{}, err
	}
	// A relative path is relative to this process, not to the program's folder.
	if path, err = filepath.Abs(path); err != nil {
		return job{}, err
	}
	dir := spec.Dir
	if dir == "" {
		dir = r.root
	}
	// The error of a failed fork would not name the folder.
	if _, err := os.Stat(dir); err != nil {
		return job{}, err
	}
	return job{
		folder: r.folder.Path,
		argv:   append([]string{path}, spec.Args...),
		env:    append(os.Environ(), spec.Env...),
		dir:    dir,
	}, nil
}

// standardPipes makes the pipes for standard input, output and error: near are the
// guide's ends and far the program's.
func standardPipes() (near, far []*os.File, err error) {
	for descriptor := range 3 {
		read, write, err := os.Pipe()
		if err != nil {
			closeAll(near)
			closeAll(far)
			return nil, nil, err
		}
		if descriptor == 0 {
			read, write = write, read
		}
		near, far = append(near, read), append(far, write)
	}
	return near, far, nil
}

func closeAll(files []*os.File) {
	for _, file := range files {
		file.Close()
	}
}

// attend collects what the program prints until it ends.
func (p *Process) attend(stdout, stderr *os.File) {
	var readers sync.WaitGroup
	readers.Go(guard.Func(func() { p.drain(Stdout, stdout) }))
	readers.Go(guard.Func(func() { p.drain(Stderr, stderr) }))
	p.ending = <-p.handle.ended

	// An error means that these pipes have no deadlines. Then they end with the
	// last process that has them open.
	_ = stdout.SetReadDeadline(time.Now().Add(drainTime))
	_ = stderr.SetReadDeadline(time.Now().Add(drainTime))
	readers.Wait()
	closeAll([]*os.File{p.stdin, stdout, stderr})
	close(p.done)
	p.ring.signal()
}

// drain reads a pipe to its end, and never blocks on anything else.
func (p *Process) drain(source Source, pipe *os.File) {
	buffer := make([]byte, 32*1024)
	for {
		n, err := pipe.Read(buffer)
		if n > 0 {
			p.ring.write(source, buffer[:n])
			if p.output != nil {
				p.output(source, buffer[:n])
			}
		}
		if err != nil {
			return
		}
	}
}
