package flat

import (
	"runtime"
	"time"
)

// Pace says how hard a loader works. Each goroutine of it has its own copy.
type Pace struct {
	work  time.Duration // before a rest; 0: no rests
	rest  time.Duration
	since time.Time
}

var (
	// AtOnce is for a server that starts: all cores, no rests.
	AtOnce = Pace{}
	// Gently is for a server that has clients: one core, a quarter of the
	// time. Go interrupts a busy goroutine only after 10 ms, a hundred times
	// as long as an answer takes, and clients would wait for that.
	Gently = Pace{work: 50 * time.Microsecond, rest: 150 * time.Microsecond}
)

// workers returns how many goroutines should share the work.
func (p *Pace) workers() int {
	if p.work > 0 {
		return 1
	}
	return runtime.GOMAXPROCS(0)
}

// Rest rests if it is time to. It must be called every few microseconds.
func (p *Pace) Rest() {
	if p.work == 0 {
		return
	}
	if time.Since(p.since) > p.work {
		time.Sleep(p.rest)
		p.since = time.Now()
	}
}
