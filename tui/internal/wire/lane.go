package wire

import (
	"bytes"
	"slices"
	"sync/atomic"
	"time"

	"wallsockets/tui/internal/guard"
)

// What one direction of a connection holds at most. Above either the tap stops
// reading, and the side that sends blocks as it would if nobody read.
const (
	maxHeld      = 64 << 10 // bytes, and one read more
	maxHeldCount = 256      // messages
)

// message is what waits in a lane: the bytes of one read, a piece of them, or the
// end of what its side sends.
type message struct {
	id       int
	events   []int // numbers of those that are about it
	data     []byte
	end      bool
	released bool          // stepped: holding does not stop it
	due      time.Time     // not delivered before
	drip     time.Duration // between its bytes; 0: they go at once
	parts    int           // messages joined in it, by a rule
	want     int           // so many parts are to be joined; 0: none
}

// lane is one direction of a connection. Without hands it stays empty and the tap
// forwards each read itself. The lock of the connection guards it.
type lane struct {
	holding bool
	rules   []Rule
	queue   []*message
	bytes   int  // in the queue
	busy    bool // a goroutine delivers the queue
	cut     bool // shut down by hand: what still comes is discarded
	done    bool // the direction has ended

	// direct is 1 while pass forwards a read itself, and 2 if deliver waits for that.
	// It is changed without the lock, which would cost each message some time.
	direct atomic.Int32
}

// idle reports whether what comes passes, unless a rule changes it.
func (l *lane) idle() bool { return !l.holding && len(l.queue) == 0 && !l.busy }

// passes reports whether the tap may forward a read itself.
func (l *lane) passes(data []byte) bool {
	return l.idle() && !slices.ContainsFunc(l.rules,
		func(rule Rule) bool { return rule.changes(data) })
}

func (l *lane) full() bool {
	return l.bytes >= maxHeld || len(l.queue) >= maxHeldCount
}

// holds reports whether a message waits for a hand, or as the newest one for others that
// are to be joined to it.
func (l *lane) holds(m *message) bool {
	if m.released {
		return false
	}
	return l.holding || m.parts < m.want && m == l.queue[len(l.queue)-1]
}

// letGo ends holding and what waits to be joined.
func (l *lane) letGo() {
	l.holding = false
	for _, m := range l.queue {
		m.want = 0 // nothing more will be joined to it
	}
}

// lane returns the direction in which a side sends.
func (c *conn) lane(from Side) *lane { return &c.lanes[from-1] }

// arrived records what a side has sent. If direct, the caller forwards it; then it
// calls forwarded. Otherwise it stops and waits in the lane. It returns alive = false if the
// direction is over.
func (c *conn) arrived(from Side, data []byte) (direct, alive bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.lane(from)
	if l.done && !l.cut {
		return false, false
	}
	direct = !l.cut && l.passes(data)
	number := c.add(Event{Kind: Data, From: from, Data: data, Stopped: !direct})
	if number == 0 {
		return false, false
	}
	switch {
	case l.cut:
		c.act(Event{Act: Discarded, Of: from, Size: len(data)})
		return false, true
	case direct:
		l.direct.Store(1)
		return true, true
	}
	c.put(from, &message{data: bytes.Clone(data), events: []int{number}})
	for l.full() && !c.over && !l.done {
		c.wake.Wait()
	}
	return false, !c.over
}

// forwarded notes that pass has forwarded what arrived, or could not. It reports
// whether the direction goes on.
func (c *conn) forwarded(from Side, err error) bool {
	if c.lane(from).direct.Swap(0) == 1 && err == nil {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wake.Broadcast()
	if err != nil {
		c.refused(from.other())
	}
	return err == nil
}

// ending ends a direction behind what waits in its lane.
func (c *conn) ending(from Side) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.lane(from)
	if l.cut || c.over {
		return // the other side was told
	}
	if l.idle() {
		c.ended(from)
		return
	}
	c.put(from, &message{end: true})
}

// put appends a message to its lane and applies the lane's rules. The lock is held.
func (c *conn) put(from Side, m *message) {
	l := c.lane(from)
	first := len(l.queue)
	m.id = c.hands.nextID()
	l.queue = append(l.queue, m)
	l.bytes += len(m.data)
	for _, rule := range l.rules {
		for i := first; i < len(l.queue) && !m.end; {
			i, _ = c.apply(from, i, rule)
		}
	}
	for _, waits := range l.queue[first:] { // none if it was joined
		c.noteHeld(from, waits)
	}
	c.attend(from)
}

// noteHeld records that a message waits for a hand, if it does. The lock is held.
func (c *conn) noteHeld(from Side, m *message) {
	if c.lane(from).holds(m) {
		m.events = append(m.events, c.act(Event{Act: Held, Of: from, Size: len(m.data)}))
	}
}

// attend has a goroutine deliver what waits in a lane. The lock is held.
func (c *conn) attend(from Side) {
	if l := c.lane(from); !l.busy {
		l.busy = true
		c.tasks.Go(guard.Func(func() { c.deliver(from) }))
	}
	c.wake.Broadcast()
}

// deliver sends what waits in a lane, in order, until nothing does.
func (c *conn) deliver(from Side) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l, sink := c.lane(from), c.end(from.other())
	defer func() { l.busy = false }()
	for {
		m := c.due(l)
		if m == nil {
			return
		}
		if m.end {
			l.remove(0)
			c.ended(from)
			return
		}
		piece := l.take(m)
		c.wake.Broadcast() // there is room
		c.act(Event{Act: Delivered, Of: from, Size: len(piece), Data: piece})
		if len(piece) == 0 {
			continue // it was edited to nothing
		}
		c.mu.Unlock()
		_, err := sink.Write(piece)
		c.mu.Lock()
		if err != nil {
			c.refused(from.other())
			return
		}
	}
}

// due waits until the first message of a lane may be delivered. It returns nil if
// there is none left or the connection is over. The lock is held.
func (c *conn) due(l *lane) *message {
	for !c.over && len(l.queue) > 0 {
		m := l.queue[0]
		direct := l.direct.CompareAndSwap(1, 2) || l.direct.Load() == 2
		free := !direct && (!l.holds(m) || l.full() && !l.holding)
		pause := time.Until(m.due)
		if free && pause <= 0 {
			return m
		}
		var timer *time.Timer
		if free {
			timer = time.AfterFunc(pause, func() {
				c.mu.Lock() // so that the signal comes after the Wait below
				defer c.mu.Unlock()
				c.wake.Broadcast()
			})
		}
		c.wake.Wait()
		if timer != nil {
			timer.Stop()
		}
	}
	return nil
}

// take removes from the first message what is to be sent now.
func (l *lane) take(m *message) []byte {
	if m.drip == 0 || len(m.data) <= 1 {
		l.remove(0)
		return m.data
	}
	piece := m.data[:1]
	m.data = m.data[1:]
	l.bytes--
	m.due = time.Now().Add(m.drip)
	return piece
}

// remove removes a message from the queue.
func (l *lane) remove(i int) {
	l.bytes -= len(l.queue[i].data)
	l.queue = slices.Delete(l.queue, i, i+1)
}

// discard empties a lane and records what is lost. The lock is held.
func (c *conn) discard(from Side) {
	l := c.lane(from)
	if l.bytes > 0 {
		c.act(Event{Act: Discarded, Of: from, Size: l.bytes})
	}
	l.queue, l.bytes = nil, 0
	c.wake.Broadcast()
}

// act records what hands did, and returns the event's number. The lock is held.
func (c *conn) act(e Event) int {
	e.Kind = Interfered
	return c.add(e)
}
