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

	mu    sync.Mutex
	next  time.Time // when a line more would be written at an even pace
	held  int       // lines held back since the last one written
	print func()    // prints the last of them
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
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	earliest := now.Add(-time.Duration(p.burst-1) * p.interval)
	if p.next.Before(earliest) {
		p.next = earliest
	}
	if p.held == 0 && !p.next.After(now) {
		p.next = p.next.Add(p.interval)
		log.Printf(format, args...)
		return
	}
	if p.held == 0 {
		time.AfterFunc(p.next.Sub(now), p.tell)
	}
	p.held++
	p.print = func() {
		if p.held > 1 {
			format += " (and %d more like it)"
			args = append(args, p.held-1)
		}
		log.Printf(format, args...)
	}
}

// tell writes the last line that was held back, if any was.
func (p *pace) tell() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held == 0 {
		return
	}
	p.print()
	p.held, p.print = 0, nil
	p.next = p.next.Add(p.interval)
}
