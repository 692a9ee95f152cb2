package runner

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"time"
)

// The limits of a Process's output: a program that prints for ever must not fill
// the memory.
const (
	maxLines = 1000 // lines kept
	maxLine  = 4096 // bytes kept of a line
)

// Source is where a line comes from.
type Source int

// Stdin is what Write sent; the other two are what the program printed.
const (
	Stdin Source = iota
	Stdout
	Stderr
)

// Line is one line, raw as the program printed it. Make it printable before you
// show it on a terminal.
type Line struct {
	Time   time.Time // when its first byte arrived
	Source Source
	Text   string // without the newline, at most 4096 bytes
	Cut    int    // bytes left out after those
	Open   bool   // without a newline so far, like a prompt
}

// Output is what a Process has printed and received, the oldest line first.
type Output struct {
	Lines   []Line
	Dropped int // older lines that were dropped
}

// ring keeps the last lines of a program. Adding a line never blocks, whether the
// lines are read or not, so the program never blocks either.
type ring struct {
	mu      sync.Mutex
	lines   []Line // once full, a circle
	oldest  int    // the index in lines
	dropped int
	open    [Stderr + 1]piece // the open line of each source
	now     func() time.Time

	address   string        // from the line that says that a server is ready,
	readyDone chan struct{} // valid once this is closed
	updates   chan struct{} // has room for one signal
}

// piece is a line that has not ended.
type piece struct {
	begun time.Time
	text  []byte
	cut   int
}

func newRing() *ring {
	return &ring{now: time.Now, readyDone: make(chan struct{}),
		updates: make(chan struct{}, 1)}
}

// write adds output of a source: lines, parts of lines, or both.
func (r *ring) write(source Source, chunk []byte) {
	r.mu.Lock()
	for len(chunk) > 0 {
		part, rest, ended := bytes.Cut(chunk, []byte{'\n'})
		r.extend(source, part)
		if ended {
			r.end(source, false)
		}
		chunk = rest
	}
	r.mu.Unlock()
	r.signal()
}

// typed adds a line that was sent to the program. As in a terminal it comes after
// the prompt and ends the prompt's line.
func (r *ring) typed(line string) {
	r.mu.Lock()
	for source := range r.open {
		if !r.open[source].begun.IsZero() {
			r.end(Source(source), true)
		}
	}
	r.mu.Unlock()
	r.write(Stdin, []byte(line+"\n"))
}

// signal signals an update. A signal that nobody has taken yet stands for both.
func (r *ring) signal() {
	select {
	case r.updates <- struct{}{}:
	default:
	}
}

// extend appends to a source's open line.
func (r *ring) extend(source Source, part []byte) {
	p := &r.open[source]
	if p.begun.IsZero() {
		p.begun = r.now()
	}
	kept := part[:min(len(part), maxLine-len(p.text))]
	p.text = append(p.text, kept...)
	p.cut += len(part) - len(kept)
}

// end adds a source's open line to the lines.
func (r *ring) end(source Source, open bool) {
	line := r.open[source].line(source, open)
	r.open[source] = piece{text: r.open[source].text[:0]}
	if address, found := strings.CutPrefix(line.Text, readyPrefix); found && source == Stdout &&
		!open && !r.isReady() {
		r.address = address
		close(r.readyDone)
	}
	if len(r.lines) < maxLines {
		r.lines = append(r.lines, line)
		return
	}
	r.lines[r.oldest] = line
	r.oldest = (r.oldest + 1) % maxLines
	r.dropped++
}

func (r *ring) isReady() bool {
	select {
	case <-r.readyDone:
		return true
	default:
		return false
	}
}

func (p piece) line(source Source, open bool) Line {
	return Line{p.begun, source, string(p.text), p.cut, open}
}

// output returns a copy of all lines, the open ones last.
func (r *ring) output() Output {
	r.mu.Lock()
	defer r.mu.Unlock()
	lines := slices.Concat(r.lines[r.oldest:], r.lines[:r.oldest])
	ended := len(lines)
	for source, p := range r.open {
		if !p.begun.IsZero() {
			lines = append(lines, p.line(Source(source), true))
		}
	}
	slices.SortStableFunc(lines[ended:], func(a, b Line) int {
		return a.Time.Compare(b.Time)
	})
	return Output{lines, r.dropped}
}
