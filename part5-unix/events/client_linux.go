package events

import (
	"bytes"
	"container/list"
	"io"
	"net"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"wallsockets/part4-security/limits"
	"wallsockets/part4-security/protocol"
	"wallsockets/part4-security/protocol/engine"
	"wallsockets/part5-unix/unixsocket"
)

// client is the state of a conversation between two steps.
type client struct {
	*loop
	fd      int // its socket
	peer    net.Addr
	session *protocol.Session
	want    engine.Want   // what is wanted of it; Room: to read its answer
	due     time.Duration // when the time for that is over
	place   *list.Element // in the list of those who have the same to do
	pending []byte        // read, and not yet taken by the session
	unsent  []byte        // answered, and not yet sent; meanwhile nothing is read
	held    int           // bytes of memory that are counted for it
	watched uint32        // the events that epoll reports; 0: none
	linger  bool          // it may still be sending
	over    bool          // the conversation has ended, but for what is unsent
	err     error         // what cut it short
}

// take takes a step of the conversation. A panic in it ends the conversation.
func (c *client) take(step func(*client)) {
	intact := false
	defer func() {
		if !intact && c.clients[c.fd] == c {
			c.forget()
			unix.Close(c.fd)
			c.door.Leave(c.peer)
		}
	}()
	defer limits.Contain(c.peer, c.log)
	step(c)
	if c.over && len(c.unsent) == 0 {
		c.leave()
	} else {
		c.report()
	}
	intact = true
}

// report has epoll report what the client waits for.
func (c *client) report() {
	events, operation := uint32(unix.EPOLLIN), unix.EPOLL_CTL_MOD
	if len(c.unsent) > 0 {
		events = unix.EPOLLOUT
	}
	if c.watched == 0 {
		operation = unix.EPOLL_CTL_ADD
	}
	if events != c.watched {
		c.watch(operation, c.fd, events)
		c.watched = events
	}
}

// proceed is the step of a client whose socket is ready.
func (c *client) proceed() {
	if len(c.unsent) > 0 {
		if c.send(c.unsent, len(c.pending)); len(c.unsent) == 0 && !c.over {
			c.answer(engine.Borrow(c.pending), nil) // it may have more requests
		}
		return
	}
	w := engine.Borrow(c.pending)
	n, err := engine.Receive(c.fd, w.Free(c.limits.Request))
	w.In = w.In[:len(w.In)+max(n, 0)]
	switch {
	case err == unix.EAGAIN || err == unix.EINTR:
		err = nil // epoll reports it again
	case err != nil:
		err = engine.Reason(err)
	case n == 0:
		err = io.EOF
	}
	c.answer(w, err)
}

// expire is the step of a client whose time is over.
func (c *client) expire() {
	switch {
	case len(c.unsent) > 0:
		c.cut(engine.ErrSlow(c.limits))
	case c.ending:
		c.end()
	default:
		c.answer(engine.Borrow(c.pending), os.ErrDeadlineExceeded)
	}
}

// end is the step of a client when the server ends.
func (c *client) end() { c.answer(engine.Borrow(c.pending), engine.ErrEnding) }

// answer gives the session what w.In holds and sends what it answers, until it
// wants more from the client or ends, or the socket is full. Then it gives the
// workspace back, and counts what it keeps for the client.
func (c *client) answer(w *engine.Workspace, end error) {
	taken := 0
	for more := true; more; {
		next := c.session.Answer(w.In[taken:], end, w.Reply[:0])
		w.Reply = next.Reply
		taken += next.Taken
		c.over, c.linger, c.err = next.Want == engine.End, next.Linger, next.Err
		c.send(w.Reply, len(w.In)-taken)
		if c.over || len(c.unsent) > 0 {
			break
		}
		c.wait(next.Want, next.Taken > 0)
		switch {
		case next.Want == engine.Room:
		case end == nil && c.ending && next.Want != engine.FirstByte:
			end = engine.ErrEnding
		case end == nil && c.memory.Exhausted(c.held, len(w.In)-taken):
			end = engine.ErrMemory
		default:
			more = false
		}
	}
	w.In = w.In[:copy(w.In, w.In[taken:])]
	c.pending = w.GiveBack(c.pending)
	c.hold(cap(c.pending) + cap(c.unsent))
}

// wait sets when the client must be heard again. Only a request that was
// answered begins a new time: no byte of an unfinished one makes it longer.
func (c *client) wait(want engine.Want, answered bool) {
	if !answered && want == c.want {
		return
	}
	if c.due = c.now + c.times[want]; want == c.want {
		c.waiting[want].MoveToBack(c.place)
		return
	}
	c.waiting[c.want].Remove(c.place)
	c.want, c.place = want, c.waiting[want].PushBack(c)
}

// send sends a reply, and keeps what the socket does not take. pending bytes of
// the client's input are kept, too.
func (c *client) send(reply []byte, pending int) {
	c.unsent = nil // an idle client holds no memory of its answers
	if len(reply) == 0 {
		return
	}
	sent, err := engine.Send(c.fd, reply)
	switch rest := reply[sent:]; {
	case len(rest) == 0:
	case err != nil && err != unix.EAGAIN && err != unix.EINTR:
		c.cut(err)
	case c.memory.Exhausted(c.held, len(rest)+pending):
		c.cut(engine.ErrUnread)
	default:
		c.unsent = bytes.Clone(rest)
		c.wait(engine.Room, false)
	}
}

// cut ends the conversation without sending anything more.
func (c *client) cut(err error) {
	c.over, c.linger, c.err, c.unsent = true, false, err, nil
}

// hold counts n bytes as held for this client.
func (c *client) hold(n int) {
	if n != c.held {
		c.memory.Add(n - c.held)
		c.held = n
	}
}

// leave ends the conversation and logs it. A client that may still be sending
// gets a moment to read why it is cut off, and keeps its place meanwhile.
func (c *client) leave() {
	c.forget()
	if engine.Reason(c.err) == engine.ErrReset {
		c.err, c.linger = nil, false // that is common, and not worth a log line
	}
	if c.linger {
		// Closing it would not be enough: it lives on under another number.
		if c.watched != 0 {
			c.watch(unix.EPOLL_CTL_DEL, c.fd, 0)
		}
		c.running.Go(c.lingerOn)
	} else {
		unix.Close(c.fd)
		c.door.Leave(c.peer)
	}
	c.log.Conversation(c.peer, c.session.Said(), c.err)
}

func (c *client) lingerOn() {
	defer c.door.Leave(c.peer)
	if conn, err := unixsocket.TakeConn(c.fd); err == nil {
		limits.Linger(conn)
		conn.Close()
	}
}

// forget removes the client from its loop.
func (c *client) forget() {
	c.waiting[c.want].Remove(c.place)
	delete(c.clients, c.fd)
	c.hold(0)
	c.session.Close()
}
