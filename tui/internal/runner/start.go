package runner

import (
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"wallsockets/tui/internal/guard"
)

// drainTime is how long the rest of the output may take to arrive after the
// end. It is only used up if a process that got away from its supervisor holds
// the pipe open.
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
		done:    make(chan struct{}),
	}
	guard.Go(func() { p.attend(near[1], near[2]) })
	return p, nil
}

// job works out what spec means here.
func (r *Runner) job(spec Spec) (job, error) {
	path, err := exec.LookPath(spec.Path)
	if err != nil {
		return job{}, err
	}
	// A relative path counts from here, not from the program's folder.
	if path, err = filepath.Abs(path); err != nil {
		return job{}, err
	}
	dir := spec.Dir
	if dir == "" {
		dir = r.root
	}
	// A failed fork would not say that it was for the folder.
	if _, err := os.Stat(dir); err != nil {
		return job{}, err
	}
	return job{
		folder: r.folder.path,
		argv:   append([]string{path}, spec.Args...),
		env:    append(os.Environ(), spec.Env...),
		dir:    dir,
	}, nil
}

// standardPipes makes the pipes of standard input, output and error: the ends
// of the guide and those of the program.
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

// attend collects what the program prints, to its end.
func (p *Process) attend(stdout, stderr *os.File) {
	var readers sync.WaitGroup
	readers.Go(guard.Func(func() { p.drain(Stdout, stdout) }))
	readers.Go(guard.Func(func() { p.drain(Stderr, stderr) }))
	p.ending = <-p.handle.ended

	// An error means that there are no deadlines here: then the pipes end
	// with the last process that has them open.
	_ = stdout.SetReadDeadline(time.Now().Add(drainTime))
	_ = stderr.SetReadDeadline(time.Now().Add(drainTime))
	readers.Wait()
	closeAll([]*os.File{p.stdin, stdout, stderr})
	close(p.done)
	p.ring.tell()
}

// drain reads a pipe to its end. Nothing here waits for anybody else.
func (p *Process) drain(source Source, pipe *os.File) {
	buffer := make([]byte, 32*1024)
	for {
		n, err := pipe.Read(buffer)
		if n > 0 {
			p.ring.write(source, buffer[:n])
		}
		if err != nil {
			return
		}
	}
}
