// Package quietlog is a log that cannot stop a server. No client waits while a
// line is written, and no flood of clients can fill a disk with lines.
package quietlog

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"sync"
	"time"
)

const (
	// maxQueue is how many bytes of lines may wait to be written.
	maxQueue = 64 << 10
	// flushTime is how long Close waits for the last lines.
	flushTime = time.Second
)

// Log writes lines in the background. Logging never blocks, even if the
// terminal is stopped, nobody reads the pipe or the disk is full: a line that
// does not fit in the queue is lost and counted. One goroutine writes all
// lines that have piled up at once, so a busy server needs few system calls.
//
// Each class of lines has its own pace, so that a flood of one kind cannot
// hide the others.
type Log struct {
	Refused      *Pace // clients that the server turned away
	AcceptErrors *Pace // clients that it could not accept
	Panics       *Pace // its own faults
	served       *Pace // conversations that ended well
	cutOff       *Pace // conversations that did not

	out  io.Writer
	wake chan struct{} // has an element while there are lines to write
	done chan struct{} // closed once the last line is written

	mu    sync.Mutex
	queue []byte // lines to write, at most maxQueue bytes
	lost  int    // lines lost since the last report of it
	ended bool
}

// New returns a log that writes to out. Close it at the end. A program that
// passes it to log.SetOutput must not call log.Fatal afterwards: that exits
// before the line is written.
func New(out io.Writer) *Log {
	l := &Log{
		out:  out,
		wake: make(chan struct{}, 1),
		done: make(chan struct{}),
	}
	lines := log.New(l, "", 0)
	// In a flood, one line a second shows that it lasts and whom it hits.
	l.Refused = newPace(lines, 1, time.Second)
	l.AcceptErrors = newPace(lines, 1, time.Second)
	// A few attackers or faults are all logged, each with its own cause.
	l.Panics = newPace(lines, 10, time.Second)
	l.cutOff = newPace(lines, 10, time.Second)
	// A busy page's clients are all logged; a flood of quick clients, tens of
	// thousands a second, gets 100 lines a second.
	l.served = newPace(lines, 1000, 10*time.Millisecond)
	go l.run()
	return l
}

// Conversation logs the client's address, what the client said, quoted and
// shortened by the caller, and the error that ended the conversation, or nil.
func (l *Log) Conversation(peer net.Addr, said string, err error) {
	if err != nil {
		l.cutOff.Printf("%v: %s: %v", peer, said, err)
		return
	}
	l.served.Printf("%v: %s", peer, said)
}

// Write queues one or more whole lines. It never blocks and never fails.
func (l *Log) Write(lines []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended || len(l.queue)+len(lines) > maxQueue {
		l.lost += bytes.Count(lines, []byte("\n"))
		return len(lines), nil
	}
	l.queue = append(l.queue, lines...)
	select {
	case l.wake <- struct{}{}:
	default: // already awake
	}
	return len(lines), nil
}

// Close writes the lines that are left and how many were lost. It gives up
// after a second, because a blocked log must not keep a server from ending.
func (l *Log) Close() {
	for _, pace := range []*Pace{
		l.served, l.cutOff, l.Panics, l.Refused, l.AcceptErrors,
	} {
		pace.flush()
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

// run writes lines until the log is closed.
func (l *Log) run() {
	defer close(l.done)
	var spare []byte
	for range l.wake {
		spare = l.writeQueue(spare)
	}
	l.writeQueue(spare) // lines may still have been lost
}

// writeQueue writes the queue, while new lines are queued in spare. It returns
// the old queue, whose memory serves as the next spare.
func (l *Log) writeQueue(spare []byte) []byte {
	l.mu.Lock()
	lines, lost := l.queue, l.lost
	l.queue, l.lost = spare[:0], 0
	l.mu.Unlock()
	if lost > 0 {
		lines = fmt.Appendf(lines, "log lines lost here: %d\n", lost)
	}
	if len(lines) == 0 {
		return lines
	}
	n, err := l.out.Write(lines)
	if err != nil {
		unwritten := bytes.Count(lines[n:], []byte("\n"))
		if lost > 0 {
			unwritten += lost - 1 // the report itself is not a lost line
		}
		l.mu.Lock()
		l.lost += unwritten
		l.mu.Unlock()
	}
	return lines
}
