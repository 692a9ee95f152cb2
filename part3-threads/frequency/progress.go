package frequency

import (
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// progress shows on a terminal how much of the files has been read.
type progress struct {
	what  string
	size  int64        // of all files together, in bytes
	read  atomic.Int64 // of these bytes
	ended chan struct{}
	shown sync.WaitGroup
}

const (
	// progressDelay is how long reading may take without showing progress.
	progressDelay = 500 * time.Millisecond
	progressPause = 100 * time.Millisecond // between two updates
)

// showProgress shows on out how much of size bytes has been read through the
// progress, if that takes longer than progressDelay. It shows nothing if out is
// not a terminal. The caller must call end.
func showProgress(out *os.File, what string, size int64) *progress {
	info, err := out.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return newProgress(nil, what, size)
	}
	return newProgress(out, what, size)
}

func newProgress(out io.Writer, what string, size int64) *progress {
	p := &progress{what: what, size: size, ended: make(chan struct{})}
	if out != nil {
		p.shown.Go(func() { p.show(out) })
	}
	return p
}

// show keeps a line up to date until end is called, and then removes it.
func (p *progress) show(out io.Writer) {
	wait := time.NewTimer(progressDelay)
	defer wait.Stop()
	const removeLine = "\r\x1b[K"
	for shown := false; ; shown = true {
		select {
		case <-p.ended:
			if shown {
				io.WriteString(out, removeLine)
			}
			return
		case <-wait.C:
			fmt.Fprintf(out, removeLine+"%s: %d %%", p.what,
				min(100, p.read.Load()*100/max(1, p.size)))
			wait.Reset(progressPause)
		}
	}
}

// end removes the line from the terminal.
func (p *progress) end() {
	close(p.ended)
	p.shown.Wait()
}

// reader returns a reader of r that counts the bytes it reads.
func (p *progress) reader(r io.Reader) io.Reader { return progressReader{p, r} }

type progressReader struct {
	progress *progress
	r        io.Reader
}

func (r progressReader) Read(data []byte) (int, error) {
	n, err := r.r.Read(data)
	r.progress.read.Add(int64(n))
	return n, err
}
