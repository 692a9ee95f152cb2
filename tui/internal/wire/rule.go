package wire

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"

	"wallsockets/tui/internal/printable"
)

// maxPause is how long a message is delayed at most, and a byte of a drip.
const maxPause = time.Minute

// maxEdited is how many bytes a message may grow to by an edit. A text can come thousands
// of times in one read, and a second rule can edit what the first one made of it.
const maxEdited = maxHeld

// Rule is what hands do to a message: to one that is held, or to each that comes.
type Rule struct {
	Act      Act           // Edited, Split, Joined, Delayed or Dripped
	Old, New []byte        // for Edited: New replaces each Old, up to 64 KiB; without Old, everything
	At       int           // for Split: after how many bytes
	Count    int           // for Joined, of messages that come: how many become one
	Pause    time.Duration // for Delayed and Dripped
}

// ruled has what a rule can do.
var ruled = []Act{Edited, Split, Joined, Delayed, Dripped}

// check returns an error for a rule that does nothing, or too much.
func (r Rule) check() error {
	switch {
	case !slices.Contains(ruled, r.Act):
		return fmt.Errorf("%v is nothing that can be done to a message", r.Act)
	case r.Act == Split && r.At < 1:
		return fmt.Errorf("split after %d bytes: want 1 or more", r.At)
	case (r.Act == Delayed || r.Act == Dripped) && (r.Pause <= 0 || r.Pause > maxPause):
		return fmt.Errorf("wait %v: want more than 0 and at most %v", r.Pause, maxPause)
	case r.Act == Edited && len(r.New) > maxEdited:
		return fmt.Errorf("edit to %d bytes: want at most %d", len(r.New), maxEdited)
	}
	return nil
}

// checkAlways does the same for a rule about all that comes.
func (r Rule) checkAlways() error {
	switch {
	case r.Act == Edited && len(r.Old) == 0:
		return errors.New("edit all that comes: want the text to replace")
	case r.Act == Joined && (r.Count < 2 || r.Count > maxHeldCount):
		return fmt.Errorf("join %d messages: want 2 to %d", r.Count, maxHeldCount)
	}
	return r.check()
}

// changes reports whether a rule about all that comes does something to a message.
func (r Rule) changes(data []byte) bool {
	switch r.Act {
	case Edited:
		return bytes.Contains(data, r.Old) && !bytes.Equal(r.Old, r.New)
	case Split:
		return r.At < len(data)
	}
	return true
}

// edit returns what Edited makes of a message, or reports that it would grow too long.
func (r Rule) edit(data []byte) (edited []byte, fits bool) {
	if len(r.Old) == 0 {
		return bytes.Clone(r.New), true
	}
	size := len(data) + bytes.Count(data, r.Old)*(len(r.New)-len(r.Old))
	if size > maxEdited && size > len(data) {
		return nil, false
	}
	return bytes.ReplaceAll(data, r.Old, r.New), true
}

// order returns the rule as ParseOrder reads it: "drip server every 200ms".
func (r Rule) order(where Where) string {
	to := ""
	if where.From != Neither {
		to += " " + where.From.String()
	}
	if where.Conn != 0 {
		to += fmt.Sprintf(" #%d", where.Conn)
	}
	switch r.Act {
	case Edited:
		return fmt.Sprintf("edit%s %s to %s", to, printable.Quote(r.Old), printable.Quote(r.New))
	case Split:
		return fmt.Sprintf("split%s at %d", to, r.At)
	case Joined:
		return fmt.Sprintf("join%s %d", to, r.Count)
	case Delayed:
		return fmt.Sprintf("delay%s by %v", to, r.Pause)
	}
	return fmt.Sprintf("drip%s every %v", to, r.Pause)
}

// ErrNothingHeld is about a message that does not wait at the tap, or not any more.
var ErrNothingHeld = errors.New("nothing is held there")

// ErrNoConnection is about an order for a connection that has not come yet, or for the
// newest one when none is open.
var ErrNoConnection = errors.New("there is no open connection")

// apply applies a rule to the message at i of a lane. It returns the index after
// it, or after its pieces, and whether it changed anything. The lock is held.
func (c *conn) apply(from Side, i int, rule Rule) (next int, changed bool) {
	l := c.lane(from)
	m, e := l.queue[i], Event{Act: rule.Act, Of: from, Size: len(l.queue[i].data)}
	next = i + 1
	switch rule.Act {
	case Edited:
		edited, fits := rule.edit(m.data)
		if !fits {
			e.Act = Unedited
			break
		}
		if bytes.Equal(edited, m.data) {
			return next, false
		}
		l.bytes += len(edited) - len(m.data)
		m.data = edited
		e.Data, e.Size = edited, len(edited)
	case Split:
		if rule.At >= len(m.data) {
			return next, false
		}
		rest := *m
		rest.id, rest.events = c.hands.nextID(), slices.Clone(m.events)
		m.data, rest.data = m.data[:rule.At:rule.At], m.data[rule.At:]
		l.queue = slices.Insert(l.queue, next, &rest)
		e.At = rule.At
		next++
	case Joined:
		if !l.join(i, rule.Count) {
			return next, false
		}
		next = i
	case Delayed:
		m.due, e.Pause = time.Now().Add(rule.Pause), rule.Pause
	case Dripped:
		m.drip, e.Pause = rule.Pause, rule.Pause
	}
	number := c.act(e)
	// After a split there are two, and what was joined is in the one before.
	for _, about := range l.queue[min(i, next-1):next] {
		about.events = append(about.events, number)
	}
	if rule.Act == Split { // the second piece gets a row of its own
		rest := l.queue[next-1]
		rest.events = append(rest.events, c.act(Event{Act: SplitOff, Of: from,
			Size: len(rest.data), Data: rest.data}))
	}
	return next, true
}

// join appends the message at i to the one before it, and reports whether it did.
// If count is not 0, only so many become one, and the first waits for the others.
func (l *lane) join(i, count int) bool {
	m := l.queue[i]
	if i == 0 || count > 0 && l.queue[i-1].parts >= l.queue[i-1].want {
		m.parts, m.want = 1, count
		return false
	}
	before := l.queue[i-1]
	before.data = append(before.data, m.data...)
	before.events = append(before.events, m.events...)
	before.parts++
	l.queue = slices.Delete(l.queue, i, i+1)
	return true
}
