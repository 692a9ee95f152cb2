package quietlog

import (
	"log"
	"sync"
	"time"
)

// Pace logs one class of lines without flooding the log: a burst at first,
// then one line per interval, which says how many lines it stands for.
type Pace struct {
	lines    *log.Logger
	burst    int
	interval time.Duration

	mu   sync.Mutex
	next time.Time // when the next line is due at an even pace
	held int       // lines held back since the last one written
	last line      // the last of them
}

// line is a line that is not formatted yet. Formatting can be slow, for
// instance if a user's name comes from a directory, so no lock is held then.
type line struct {
	format string
	args   []any
}

func newPace(lines *log.Logger, burst int, interval time.Duration) *Pace {
	return &Pace{lines: lines, burst: burst, interval: interval}
}

// Printf logs a line, or holds it back if it comes too soon. Of the lines held
// back, the last one is logged as soon as the pace allows.
func (p *Pace) Printf(format string, args ...any) {
	if p.admit(line{format, args}) {
		p.lines.Printf(format, args...)
	}
}

// admit reports whether a line may be logged now; if not, it holds it back.
func (p *Pace) admit(l line) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	earliest := now.Add(-time.Duration(p.burst-1) * p.interval)
	if p.next.Before(earliest) {
		p.next = earliest
	}
	if p.held == 0 && !p.next.After(now) {
		p.next = p.next.Add(p.interval)
		return true
	}
	if p.held == 0 {
		time.AfterFunc(p.next.Sub(now), p.flush)
	}
	p.held++
	p.last = l
	return false
}

// flush logs the last line that was held back, if there is one.
func (p *Pace) flush() {
	p.mu.Lock()
	held, last := p.held, p.last
	if held > 0 {
		p.held, p.last = 0, line{}
		p.next = p.next.Add(p.interval)
	}
	p.mu.Unlock()
	switch {
	case held > 1:
		p.lines.Printf(last.format+" (and %d more like it)",
			append(last.args, held-1)...)
	case held == 1:
		p.lines.Printf(last.format, last.args...)
	}
}
