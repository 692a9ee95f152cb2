package limits

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"sync"
	"time"
)

const (
	// maxQueue is how many bytes of lines may wait for a slow reader.
	maxQueue = 64 << 10
	// flushTime bounds how long the last lines may hold up the end.
	flushTime = time.Second
)

// Log passes lines on without making anybody wait: not for a terminal that
// was stopped, a pipe that nobody reads or a disk that is full. A line that
// finds no room is lost and counted. One goroutine writes, all lines that have
// piled up at once, so that a busy server makes one system call for many.
type Log struct {
	to   io.Writer
	wake chan struct{} // has an element when there are lines to write
	done chan struct{} // closed when the last line has been written

	mu    sync.Mutex
	lines []byte // still to be written, maxQueue bytes at most
	lost  int    // lines that were not written, and not told yet
	ended bool
}

// LogTo sends what package log prints to w by way of a Log. Call it when the
// server is about to serve: log.Fatal does not wait for such lines. Close the
// log at the end.
func LogTo(w io.Writer) *Log {
	l := &Log{to: w, wake: make(chan struct{}, 1), done: make(chan struct{})}
	log.SetOutput(l)
	go l.pass()
	return l
}

// Write takes one line, or a few. It never waits and never fails.
func (l *Log) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended || len(l.lines)+len(line) > maxQueue {
		l.lost += bytes.Count(line, []byte("\n"))
		return len(line), nil
	}
	l.lines = append(l.lines, line...)
	select {
	case l.wake <- struct{}{}:
	default: // it knows
	}
	return len(line), nil
}

// Close has the lines written that are left, and tells how many were lost. It
// gives up after a second, for a server that is told to end must end.
func (l *Log) Close() {
	for _, class := range classes {
		class.tell()
	}
	l.mu.Lock()
	ended := l.ended
	l.ended = true
	l.mu.Unlock()
	if !ended {
		close(l.wake)
	}
	select {
	case <-l.done:
	case <-time.After(flushTime):
	}
}

// pass writes lines until the log is closed.
func (l *Log) pass() {
	defer close(l.done)
	var spare []byte // is used again for the next lines
	for range l.wake {
		spare = l.write(spare)
	}
	l.write(spare) // nothing, or how many were lost
}

// write writes what has piled up, and lets the next lines pile up in spare. It
// returns the memory that it is done with.
func (l *Log) write(spare []byte) []byte {
	l.mu.Lock()
	lines, lost := l.lines, l.lost
	l.lines, l.lost = spare[:0], 0
	l.mu.Unlock()

	if lost > 0 {
		lines = fmt.Appendf(lines, "lines of the log lost here: %d\n", lost)
	}
	if len(lines) == 0 {
		return lines
	}
	n, err := l.to.Write(lines)
	if err != nil {
		unwritten := bytes.Count(lines[n:], []byte("\n"))
		if lost > 0 {
			unwritten += lost - 1 // the line that tells is none of them
		}
		l.mu.Lock()
		l.lost += unwritten
		l.mu.Unlock()
	}
	return lines
}
