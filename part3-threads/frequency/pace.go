package frequency

import (
	"runtime"
	"time"
)

// pace is how a loader goes about its work. Each of its goroutines has one.
type pace struct {
	work  time.Duration // at a time, before a rest as long; 0: never rests
	since time.Time
}

var (
	// atOnce is for a server that starts: all cores, no rest.
	atOnce = pace{}
	// gently is for one that has clients, who would wait for a processor
	// otherwise: Go interrupts a busy goroutine only after 10 ms, when an
	// answer takes a hundredth of that.
	gently = pace{work: 50 * time.Microsecond}
)

// workers returns how many goroutines should share the work.
func (p *pace) workers() int {
	if p.work > 0 {
		return 1
	}
	return runtime.GOMAXPROCS(0)
}

// rest rests if it is time to.
func (p *pace) rest() {
	if p.work == 0 {
		return
	}
	if time.Since(p.since) > p.work {
		time.Sleep(p.work)
		p.since = time.Now()
	}
}
