package wire

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Conn is a connection as a person should see it named: by its number and by what
// is known of its client. What is unknown is zero.
type Conn struct {
	Number  int
	Program string // the client's: "nc"
	Process int    // the client's
	group   int    // the process group that it was in: its parent's in part 6
	User    string // the client's: "user 1000 (pete)"
	Address string // the client's: "127.0.0.1:51234"
	// Relay is what the server sees in the client's place, for the tap is its
	// peer: "127.0.0.1:50014" or, on a unix socket, "process 26213".
	Relay string

	// Numbers of its events in the recording; 0: there is none.
	connected, queued, accepted int
	since                       time.Time // when it connected
}

// String returns the connection's name: "#4 nc, process 30761".
func (c Conn) String() string {
	return strings.TrimRight(fmt.Sprintf("#%d %s", c.Number, c.Client()), " ")
}

// Client returns the client's name: "nc, process 30761", or its address if its
// process is unknown, or "".
func (c Conn) Client() string {
	switch {
	case c.Process == 0:
		return c.Address
	case c.Program == "":
		return fmt.Sprintf("process %d", c.Process)
	}
	return fmt.Sprintf("%s, process %d", c.Program, c.Process)
}

// Waits reports whether the connection is in the queue of the listener when the
// event with that number happens.
func (c Conn) Waits(number int) bool {
	return c.queued > 0 && number >= c.queued &&
		(c.accepted == 0 || number < c.accepted)
}

const servers = "; the server sees "

// peer returns all that is known, as Event.Peer has it:
//
//	nc, user 0 (root), process 30761, 127.0.0.1:51234; the server sees 127.0.0.1:50014
func (c Conn) peer() string {
	process := ""
	if c.Process > 0 {
		process = fmt.Sprintf("process %d", c.Process)
	}
	parts := []string{c.Program, c.User, process, c.Address}
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	text := strings.Join(parts, ", ")
	if c.Relay != "" {
		text += servers + c.Relay
	}
	return clean(text)
}

// known matches a peer whose user is known.
var known = regexp.MustCompile(
	`^(?:(.+), )?(user \d+(?: \([^()]*\))?)(?:, process (\d+))?(?:, (\S+))?$`)

// parsePeer reads what peer returned, or any other text as the address.
func parsePeer(text string) Conn {
	var c Conn
	if at := strings.LastIndex(text, servers); at >= 0 {
		text, c.Relay = text[:at], text[at+len(servers):]
	}
	parts := known.FindStringSubmatch(text)
	if parts == nil {
		c.Address = text
		return c
	}
	c.Program, c.User, c.Address = parts[1], parts[2], parts[4]
	c.Process, _ = strconv.Atoi(parts[3]) // 0 if there is none, or far too many digits
	return c
}

// Who returns what a Connected event says of its connection.
func (e Event) Who() Conn {
	c := parsePeer(e.Peer)
	c.Number = e.Conn
	return c
}

// Conn returns a connection. Of one without events in the recording it knows only
// the number.
func (r *Recording) Conn(number int) Conn {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c := r.table[number]; c != nil {
		return *c
	}
	return Conn{Number: number}
}

// Of returns the newest connection of a client's process or of one in its group, as
// of a program that it started, or reports that there is none.
func (r *Recording) Of(process int) (newest Conn, found bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for number, c := range r.table {
		if (c.Process == process || c.group == process) && number > newest.Number {
			newest, found = *c, true
		}
	}
	return newest, found
}

// Seen returns the connection in whose place the server saw a peer, a relay's
// address or process, at that time, or reports that there was none.
func (r *Recording) Seen(relay string, at time.Time) (c Conn, found bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, number := range slices.Backward(r.relays[relay]) {
		if c := r.table[number]; !c.since.After(at) {
			return *c, true
		}
	}
	return Conn{}, false
}

// Identify changes what is known of a connection, and its Connected event with it.
// It does nothing if the connection has no events any more.
func (r *Recording) Identify(number int, change func(c *Conn)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.table[number]
	if c == nil {
		return
	}
	r.forgetRelay(c)
	change(c)
	r.keepRelay(c)
	if c.connected >= r.first {
		r.at(c.connected).Peer = c.peer()
	}
	select {
	case r.identified <- struct{}{}:
	default: // the receiver has not taken the last signal yet
	}
}

// Identified receives a signal when more has become known of a connection. One
// signal may stand for several. The channel is for one receiver.
func (r *Recording) Identified() <-chan struct{} { return r.identified }

// enter keeps the table of connections when an event is added. The table has the
// connections that are open, and those whose end is among the events, so it is as
// bounded as they are. The lock is held.
func (r *Recording) enter(e Event) {
	c := r.table[e.Conn]
	switch {
	case e.Kind == Connected:
		made := parsePeer(e.Peer)
		made.Number, made.connected, made.since = e.Conn, e.Number, e.Time
		r.table[e.Conn] = &made
		r.keepRelay(&made)
	case c != nil && e.Kind == Queued:
		c.queued = e.Number
	case c != nil && e.Kind == Accepted:
		c.accepted = e.Number
	}
}

// leave keeps the table when an event is dropped. The lock is held.
func (r *Recording) leave(e Event) {
	c := r.table[e.Conn]
	if c != nil && (e.Kind == Closed || e.Kind == Reset || e.Kind == Failed) {
		r.forgetRelay(c)
		delete(r.table, e.Conn)
	}
}

func (r *Recording) keepRelay(c *Conn) {
	if c.Relay != "" {
		r.relays[c.Relay] = append(r.relays[c.Relay], c.Number)
	}
}

func (r *Recording) forgetRelay(c *Conn) {
	numbers := r.relays[c.Relay]
	if at := slices.Index(numbers, c.Number); at >= 0 {
		numbers = slices.Delete(numbers, at, at+1)
	}
	if len(numbers) == 0 {
		delete(r.relays, c.Relay)
	} else {
		r.relays[c.Relay] = numbers
	}
}
