package limits

import (
	"log"
	"net"
	"sync"
	"time"
)

// pace keeps a class of lines from flooding the log: so many are written at
// once, and then one each interval, which tells how many it stands for. What
// clients do cannot then fill a disk, or bury what matters.
type pace struct {
	burst    int
	interval time.Duration

	mu   sync.Mutex
	next time.Time // when a line more would be written at an even pace
	held int       // lines held back since the last one written
	last line      // the last of them
}

// line is one that is still to be put into words. That is done while no lock is
// held, for it may take long: the name of a user may be asked of a directory.
type line struct {
	format string
	args   []any
}

// The classes of lines, each with a pace of its own: a flood of one kind hides
// none of the others.
var (
	served  = &pace{burst: 1000, interval: 10 * time.Millisecond}
	cutOff  = &pace{burst: 10, interval: time.Second}
	panics  = &pace{burst: 10, interval: time.Second}
	refused = &pace{burst: 1, interval: time.Second}
	accepts = &pace{burst: 1, interval: time.Second}

	classes = []*pace{served, cutOff, panics, refused, accepts}
)

// Tell logs a conversation: who the client was, what it said, in a form fit
// for a log, and the error that cut it short, or nil.
func Tell(peer net.Addr, said string, err error) {
	if err != nil {
		cutOff.printf("%v: %s: %v", peer, said, err)
		return
	}
	served.printf("%v: %s", peer, said)
}

// printf logs a line if there is room for it, or keeps it for later: the last
// one kept is written when there is room again.
func (p *pace) printf(format string, args ...any) {
	if p.admit(line{format, args}) {
		log.Printf(format, args...)
	}
}

// admit tells whether a line may be written now; if not, it is held back.
func (p *pace) admit(l line) bool {
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
		time.AfterFunc(p.next.Sub(now), p.tell)
	}
	p.held++
	p.last = l
	return false
}

// tell writes the last line that was held back, if any was.
func (p *pace) tell() {
	p.mu.Lock()
	held, last := p.held, p.last
	if held > 0 {
		p.held, p.last = 0, line{}
		p.next = p.next.Add(p.interval)
	}
	p.mu.Unlock()
	switch {
	case held > 1:
		log.Printf(last.format+" (and %d more like it)", append(last.args, held-1)...)
	case held == 1:
		log.Printf(last.format, last.args...)
	}
}
