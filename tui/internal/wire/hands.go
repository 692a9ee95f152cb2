package wire

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
)

// Hands interferes with what passes a tap: it holds messages, steps them, changes
// them, and breaks connections. Everything it does is an event of kind Interfered.
// Several goroutines may call its methods at the same time.
type Hands struct {
	ids atomic.Int64

	mu    sync.Mutex
	conns map[int]*conn // those that are open
	last  int           // the highest number of a connection so far
	next  [2]lane       // how the lanes of a new connection begin
}

// Where selects directions: those in which From sends on connection Conn. Zero
// fields select all.
type Where struct {
	Conn int
	From Side
}

// Message is what waits at the tap.
type Message struct {
	ID     int // of this tap
	Conn   int
	Events []int // numbers of those in the recording that are about it
	From   Side
	Data   []byte // must not be changed; empty for an end
	End    bool   // the side sends no more
	First  bool   // nothing waits before it in its direction
	Held   bool   // it waits for a hand or to be joined, not for time or for the message before it
}

func (h *Hands) nextID() int { return int(h.ids.Add(1)) }

// open begins a connection with the rules for new ones.
func (h *Hands) open(c *conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c.hands, c.wake.L = h, &c.mu
	for i := range h.next {
		c.lanes[i].holding, c.lanes[i].rules = h.next[i].holding, slices.Clone(h.next[i].rules)
	}
	h.conns[c.number] = c
	h.last = max(h.last, c.number)
}

// closed forgets a connection.
func (h *Hands) closed(c *conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.conns, c.number)
}

// each calls do for each lane that where selects, in order. Unless where names a
// connection, it also calls do without one, for connections to come.
func (h *Hands) each(where Where, do func(c *conn, from Side, l *lane)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var conns []*conn
	for number, c := range h.conns {
		if where.Conn == 0 || where.Conn == number {
			conns = append(conns, c)
		}
	}
	slices.SortFunc(conns, func(a, b *conn) int { return cmp.Compare(a.number, b.number) })
	for _, from := range []Side{Client, Server} {
		if where.From != Neither && where.From != from {
			continue
		}
		if where.Conn == 0 {
			do(nil, from, &h.next[from-1])
		}
		for _, c := range conns {
			c.mu.Lock()
			do(c, from, c.lane(from))
			c.wake.Broadcast()
			c.mu.Unlock()
		}
	}
}

// Hold stops what comes there: it waits at the tap, in order, also the end of what
// a side sends. Of each direction the tap holds at most 64 KiB and one read more, or
// 256 messages; then it stops reading, and the side that sends blocks.
func (h *Hands) Hold(where Where) {
	h.each(where, func(_ *conn, _ Side, l *lane) { l.holding = true })
}

// LetGo ends Hold there. What was held is delivered at once, and what waits to be joined.
func (h *Hands) LetGo(where Where) {
	h.each(where, func(_ *conn, _ Side, l *lane) { l.letGo() })
}

// Held returns the numbers of the connections there on which what comes is held, with
// 0 for those to come.
func (h *Hands) Held(where Where) (conns []int) {
	h.each(where, func(c *conn, _ Side, l *lane) {
		number := 0
		if c != nil {
			number = c.number
		}
		if l.holding && !slices.Contains(conns, number) {
			conns = append(conns, number)
		}
	})
	return conns
}

// Always applies a rule to all that comes there, after the rules that it has.
func (h *Hands) Always(where Where, rule Rule) error {
	if err := rule.checkAlways(); err != nil {
		return err
	}
	h.each(where, func(_ *conn, _ Side, l *lane) { l.rules = append(l.rules, rule) })
	return nil
}

// Rules returns the rules that there are, as one types them, each once:
//
//	drip server every 200ms
//	join #2 2
func (h *Hands) Rules() (orders []string) {
	h.each(Where{}, func(c *conn, from Side, l *lane) {
		number := 0
		if c != nil {
			number = c.number
		}
		for _, rule := range l.rules {
			text := func(conn int, from Side) string { return rule.order(Where{conn, from}) }
			switch i := slices.Index(orders, text(number, Client)); {
			case slices.Contains(orders, text(0, from)), slices.Contains(orders, text(0, Neither)):
				// it is one for all
			case from == Server && i >= 0:
				orders[i] = text(number, Neither) // it is one for both sides
			default:
				orders = append(orders, text(number, from))
			}
		}
	})
	return orders
}

// Clear ends the rules there, and Hold.
func (h *Hands) Clear(where Where) {
	h.each(where, func(_ *conn, _ Side, l *lane) {
		l.rules = nil
		l.letGo()
	})
}

// Waiting returns what waits at the tap there, by connection and direction, in the
// order in which it will be delivered.
func (h *Hands) Waiting(where Where) (all []Message) {
	h.each(where, func(c *conn, from Side, l *lane) {
		for i, m := range l.queue {
			all = append(all, Message{ID: m.id, Conn: c.number, Events: slices.Clone(m.events),
				From: from, Data: m.data, End: m.end, First: i == 0, Held: l.holds(m)})
		}
	})
	return all
}

// find calls do with the lane and the index of a message. It returns ErrNothingHeld
// if the message does not wait any more.
func (h *Hands) find(id int, do func(c *conn, from Side, l *lane, i int) error) error {
	err := ErrNothingHeld
	h.each(Where{}, func(c *conn, from Side, l *lane) {
		i := slices.IndexFunc(l.queue, func(m *message) bool { return m.id == id })
		if i >= 0 {
			err = do(c, from, l, i)
		}
	})
	return err
}

// Step delivers a message that is held, after those before it in its direction.
func (h *Hands) Step(id int) error {
	return h.find(id, func(_ *conn, _ Side, l *lane, i int) error {
		for _, m := range l.queue[:i+1] {
			m.released = true
		}
		return nil
	})
}

// Change does to a message that waits what the rule says. Joined appends the next
// message to it.
func (h *Hands) Change(id int, rule Rule) error {
	if err := rule.check(); err != nil {
		return err
	}
	return h.find(id, func(c *conn, from Side, l *lane, i int) error {
		if rule.Act == Joined {
			i, rule.Count = i+1, 0
			if i == len(l.queue) {
				return ErrNothingHeld
			}
		}
		if l.queue[i].end {
			return fmt.Errorf("%v: the end of what a side sends has no bytes", rule.Act)
		}
		if _, changed := c.apply(from, i, rule); !changed {
			return fmt.Errorf("%v: it would not change the message", rule.Act)
		}
		if rule.Act == Split {
			c.noteHeld(from, l.queue[i]) // so that the newest row is of what a step delivers
		}
		return nil
	})
}

// conn calls do with an open connection. The error is ErrNoConnection if there may be one
// later.
func (h *Hands) conn(number int, do func(c *conn)) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.conns[number]
	switch {
	case number == 0:
		return ErrNoConnection
	case c == nil && number > h.last:
		return fmt.Errorf("%w #%d", ErrNoConnection, number)
	case c == nil:
		return fmt.Errorf("connection #%d is not open", number)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over {
		return fmt.Errorf("connection #%d is not open", number)
	}
	do(c)
	return nil
}

// Drop resets a connection towards a side and closes it towards the other; with
// Neither it resets both. Unix sockets have no reset and are closed.
func (h *Hands) Drop(number int, to Side) error {
	return h.conn(number, func(c *conn) {
		c.act(Event{Act: Dropped, Of: to})
		if !c.finish(Closed, Neither) {
			return
		}
		for _, side := range []Side{Client, Server} {
			if to == Neither || to == side {
				abort(c.end(side))
			} else {
				c.end(side).Close()
			}
		}
	})
}

// ShutDown tells the other side that this side sends no more, after what waits. What
// the side still sends is discarded.
func (h *Hands) ShutDown(number int, side Side) error {
	return h.conn(number, func(c *conn) {
		l := c.lane(side)
		if last := len(l.queue) - 1; l.done || l.cut || last >= 0 && l.queue[last].end {
			return // it has ended by itself
		}
		c.act(Event{Act: ShutDown, Of: side})
		l.cut = true
		c.put(side, &message{end: true})
	})
}
