package runner

import (
	"bytes"
	"slices"
	"sync"
	"time"
)

// A program that prints for ever may fill neither the memory nor the screen.
const (
	maxLines = 1000 // lines that a Process keeps
	maxLine  = 4096 // bytes of a line that it keeps
)

// Source is where a line comes from.
type Source int

// Stdin is what Write sent; the others are what the program printed.
const (
	Stdin Source = iota
	Stdout
	Stderr
)

// Line is one line, as raw as the program printed it: whoever shows it must
// make it harmless to the terminal first.
type Line struct {
	Time   time.Time // when its first byte came
	Source Source
	Text   string // without the newline, at most 4096 bytes
	Cut    int    // bytes left out after those
	Open   bool   // no newline came yet: a prompt, for example
}

// Output is what a Process has said, the oldest line first.
type Output struct {
	Lines   []Line
	Dropped int // lines before the first, which have made room
}

// ring keeps the last lines of a program. Adding to it never waits for those
// who read it, so that the program never waits either.
type ring struct {
	mu      sync.Mutex
	lines   []Line // once full, a circle
	oldest  int    // the index in lines
	dropped int
	open    [Stderr + 1]piece // by source
	now     func() time.Time

	first     string        // the first line on standard output,
	firstDone chan struct{} // valid once this is closed
	updates   chan struct{} // has room for one signal
}

// piece is a line that has not ended.
type piece struct {
	begun time.Time
	text  []byte
	cut   int
}

func newRing() *ring {
	return &ring{now: time.Now, firstDone: make(chan struct{}),
		updates: make(chan struct{}, 1)}
}

// write adds what came from source: lines, parts of lines, or both.
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
	r.tell()
}

// typed adds a line that was sent to the program. In a terminal it stands
// behind the prompt and ends the line there; so it does here.
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

// tell signals news. Where a signal waits already, it stands for this, too.
func (r *ring) tell() {
	select {
	case r.updates <- struct{}{}:
	default:
	}
}

// extend appends to the source's open line.
func (r *ring) extend(source Source, part []byte) {
	p := &r.open[source]
	if p.begun.IsZero() {
		p.begun = r.now()
	}
	kept := part[:min(len(part), maxLine-len(p.text))]
	p.text = append(p.text, kept...)
	p.cut += len(part) - len(kept)
}

// end makes the source's open line one of the lines.
func (r *ring) end(source Source, open bool) {
	line := r.open[source].line(source, open)
	r.open[source] = piece{text: r.open[source].text[:0]}
	if source == Stdout && r.isFirst() {
		r.first = line.Text
		close(r.firstDone)
	}
	if len(r.lines) < maxLines {
		r.lines = append(r.lines, line)
		return
	}
	r.lines[r.oldest] = line
	r.oldest = (r.oldest + 1) % maxLines
	r.dropped++
}

func (r *ring) isFirst() bool {
	select {
	case <-r.firstDone:
		return false
	default:
		return true
	}
}

func (p piece) line(source Source, open bool) Line {
	return Line{p.begun, source, string(p.text), p.cut, open}
}

// output returns a copy of all lines, those that have not ended last.
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
