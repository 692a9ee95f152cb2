package check

import (
	"sync"
	"time"
)

// clock is the time of a run. It stands still while the machine is too busy to let
// the programs go on: a program that has to wait for a processor is not slow.
type clock struct {
	begun time.Time

	mu     sync.Mutex
	lost   time.Duration // how long it has stood still
	crawls bool          // it would have stood still longer, but for its limit
}

// The clock may stand still for standTime in all; after that it is slowest times slower
// than real time at most.
const (
	standTime = 10 * time.Second
	slowest   = 20
)

// moment is a time on a run's clock, counted from the run's beginning.
type moment time.Duration

// leastWait is how long a wait takes even if its time is over: what is there already
// is seen.
const leastWait = 5 * time.Millisecond

// now returns the time.
func (c *clock) now() moment {
	c.mu.Lock()
	defer c.mu.Unlock()
	return moment(time.Since(c.begun) - c.lost)
}

// stood notes that the programs could not go on for a time. What happened at the same
// time may be noted twice.
func (c *clock) stood(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	passed := time.Since(c.begun)
	most := passed - max(0, passed-standTime)/slowest
	c.lost += d
	c.crawls = c.lost > most && passed > standTime
	c.lost = min(c.lost, most)
}

// gaveUp reports whether the machine was so busy that the clock does not take all of it
// into account.
func (c *clock) gaveUp() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.crawls
}

// in returns the moment after a time.
func (c *clock) in(d time.Duration) moment { return c.now() + moment(d) }

// passed reports whether it is later than a moment.
func (c *clock) passed(m moment) bool { return c.now() > m }

// left returns how long to wait for a moment, if the clock does not stand still. See
// whether it has passed afterwards.
func (c *clock) left(m moment) time.Duration {
	return max(time.Duration(m-c.now()), leastWait)
}

// await waits until a channel is closed, and reports whether it was before a moment.
func (c *clock) await(done <-chan struct{}, until moment) bool {
	for {
		select {
		case <-done:
			return true
		case <-time.After(c.left(until)):
		}
		if c.passed(until) {
			return false
		}
	}
}
