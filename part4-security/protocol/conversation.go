package protocol

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"time"
)

// conversation is the state of one connection, kept small: it is all that a
// client at rest costs here besides its goroutine.
type conversation struct {
	*Service
	ctx      context.Context
	conn     net.Conn
	id       int64
	kind     kind
	rest     []byte        // read and not yet taken as a request
	held     int           // bytes of memory that are counted for it
	due      time.Duration // when the limit that holds now is over
	armed    time.Duration // the deadline of conn; 0 if there is none
	woken    time.Duration // when the client was last heard
	look     time.Duration // when to look for its end; 0 if that was done
	answered int64         // requests so far
	begun    bool          // a request has begun and is not complete
	quit     bool          // the client has said goodbye
	line     string        // of a plain conversation, for the log
	socket   int           // to write to at once, or none
	linger   bool          // the client may still be sending
	err      error         // what ended it; io.EOF is a good end
}

// kind is what the first byte told of the protocol.
type kind byte

const (
	silent kind = iota // there was no first byte yet
	plain
	resp
)

// none stands for no descriptor.
const none = -1

// interrupt ends a read that waits for the client.
func (c *conversation) interrupt() { c.conn.SetReadDeadline(time.Now()) }

// step answers what a read brought: w.in holds all that is not yet taken, and
// err is what the read ended with: nil, io.EOF at the end of what the client
// sends, os.ErrDeadlineExceeded when the limit in force is over, or the fault
// of the connection. It returns nil if the conversation goes on.
func (w *workspace) step(err error) error {
	if w.kind == silent && (len(w.in) > 0 || err == io.EOF) {
		w.kind = plain
		if len(w.in) > 0 && w.in[0] == '*' {
			w.kind = resp
		}
		w.begun = true
		w.due = w.woken + w.limits.Whole
	}
	switch w.kind {
	case plain:
		return w.plain(err)
	case resp:
		return w.session(err)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("cut off: it did not begin within %v", w.limits.FirstByte)
	}
	return err
}

// said is what the client said, in a form that is fit for a log.
func (c *conversation) said() string {
	switch c.kind {
	case plain:
		return c.line
	case resp:
		return "RESP, requests: " + strconv.FormatInt(c.answered, 10)
	}
	return "nothing"
}

// write sends an answer, which the client must take in time. Most answers fit
// into the socket's buffer at once; only one that does not needs a deadline.
func (w *workspace) write(answer []byte) error {
	sent := 0
	if w.socket != none {
		sent = send(w.socket, answer)
	}
	if sent == len(answer) {
		return nil
	}
	size := cap(w.rest) + cap(w.in) + cap(answer)
	if w.tooMuch(size) {
		return errUnread
	}
	w.hold(size)
	w.conn.SetWriteDeadline(time.Now().Add(w.limits.Write))
	_, err := w.conn.Write(answer[sent:])
	w.woken = w.now() // the client may have taken its time
	w.hold(cap(w.rest))
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("cut off: it did not take its answer within %v",
			w.limits.Write)
	}
	return err
}

// refuse tells the client which limit or rule it broke, in the words that its
// protocol has for it, and returns that as the error which ends the talk.
func (w *workspace) refuse(format string, why error) error {
	if err := w.write(fmt.Appendf(nil, format, why)); err != nil {
		return err
	}
	w.linger = true
	return fmt.Errorf("cut off: %w", why)
}
