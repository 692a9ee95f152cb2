package frequency

import (
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// progress shows on a terminal how far the reading of files has come.
type progress struct {
	what  string
	size  int64 // of all that there is to read, in bytes
	read  atomic.Int64
	ended chan struct{}
	shown sync.WaitGroup
}

const (
	// progressDelay is how long a person is left to wait without a word.
	progressDelay = 500 * time.Millisecond
	progressPause = 100 * time.Millisecond // between two updates
)

// showProgress begins to show, once it has taken a while, how much of size
// bytes has been read through the progress. It does nothing where out is not a
// terminal. At the end, end must be called.
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

// show writes a line and writes it again, until the end, and then removes it.
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

// end ends the showing.
func (p *progress) end() {
	close(p.ended)
	p.shown.Wait()
}

// reader returns r, and what is read of it counts.
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
