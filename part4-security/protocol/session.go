package protocol

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"wallsockets/part4-security/protocol/engine"
)

// Session is the conversation with one client. It has no socket: the engine
// passes it the bytes that arrive and sends the bytes that it returns.
type Session struct {
	*Service
	id       int64
	kind     kind
	line     string // of a plain client, for the log
	answered int64  // requests of a RESP client

	// What a RESP client asked for:
	resp3 bool   // RESP3; else RESP2
	name  string // its own
	mute  int    // how many replies to leave out; alwaysMute: all
}

// kind is the protocol, which the first bytes show.
type kind byte

const (
	silent kind = iota // no first byte yet
	plain
	resp
)

// kindOf returns the protocol of a client that begins with in. RESP begins with
// a '*', or with the inline PING of redis-benchmark and of telnet users. A plain
// line of this series ends with a bare newline, so the word PING can still be
// asked for.
func kindOf(in []byte) kind {
	if bytes.HasPrefix(in, []byte("*")) ||
		bytes.HasPrefix(in, []byte("PING\r\n")) {
		return resp
	}
	return plain
}

// How each protocol says which limit or rule its client broke.
const (
	plainRefusal = "# %v\n"
	respRefusal  = "-ERR Protocol error: %v\r\n"
	busyRefusal  = "-ERR busy: %v\r\n"
)

// maxReply is how many bytes of answers may pile up before they are sent: a
// pipeline of short requests can ask for a lot.
const maxReply = 64 << 10

// errBusy is engine.ErrMemory with what the client can do about it.
var errBusy = fmt.Errorf("%w; send shorter requests, or each in one piece",
	engine.ErrMemory)

// Answer implements engine.Session.
func (s *Session) Answer(in []byte, end error, reply []byte) engine.Next {
	if s.kind != resp && (len(in) > 0 || end == io.EOF) {
		s.kind = kindOf(in)
	}
	switch {
	case s.kind == resp && end == nil:
		return s.answerRequests(in, reply)
	case end == engine.ErrEnding:
		end = nil // half a request gets no answer
	case s.kind == resp:
		return s.endRequests(in, end, reply)
	case s.kind == plain:
		return s.answerPlain(in, end, reply)
	case end == os.ErrDeadlineExceeded:
		end = fmt.Errorf("cut off: it sent nothing within %v",
			s.limits.FirstByteTime)
	case end == nil:
		return engine.Next{Reply: reply, Want: engine.FirstByte}
	}
	return engine.Next{Reply: reply, Want: engine.End, Err: end}
}

// answerPlain answers a plain line once it is complete.
func (s *Session) answerPlain(in []byte, end error, reply []byte) engine.Next {
	next, said := answerLine(in, end, reply, s.table.Load(), s.limits)
	s.line = said
	if next.Want == engine.End && next.Err == nil {
		s.requests.Add(1)
	}
	return next
}

// answerRequests answers the complete requests that in begins with.
func (s *Session) answerRequests(in, reply []byte) engine.Next {
	c := calls.Get().(*call)
	c.Session, c.reply, c.leaving = s, reply, false
	next := engine.Next{Want: engine.NextRequest}
	for next.Taken < len(in) && next.Want == engine.NextRequest {
		name, words, size, err := parse(in[next.Taken:], c.words, s.limits)
		switch {
		case err != nil:
			c.lookUp()
			return refuse(c.reply, respRefusal, err)
		case size == 0:
			next.Want = engine.RestOfRequest
		default:
			arguments := words[len(c.words):]
			c.words = words
			next.Taken += size
			next.Want = c.run(name, arguments)
		}
	}
	c.lookUp()
	next.Reply = c.reply
	c.Session, c.reply = nil, nil
	calls.Put(c)
	return next
}

// endRequests ends a session in RESP, in the middle of a request if rest is not
// empty.
func (s *Session) endRequests(rest []byte, end error,
	reply []byte) engine.Next {
	unfinished := len(rest) > 0
	expired := end == os.ErrDeadlineExceeded
	switch {
	case end == engine.ErrMemory:
		return refuse(reply, busyRefusal, errBusy)
	case expired && unfinished:
		return refuse(reply, respRefusal, fmt.Errorf(
			"the request was not complete within %v", s.limits.RequestTime))
	case expired:
		end = fmt.Errorf("ended: idle for %v", s.limits.IdleTime)
	case unfinished && (end == io.EOF || end == engine.ErrReset):
		end = errors.New("it disconnected in the middle of a request")
	case end == io.EOF:
		end = nil
	}
	return engine.Next{Reply: reply, Want: engine.End, Err: end}
}

// refuse ends a conversation and says why, in the form that the protocol has
// for it. The client may still be sending.
func refuse(reply []byte, form string, why error) engine.Next {
	return engine.Next{
		Reply: fmt.Appendf(reply, form, why), Want: engine.End,
		Err: fmt.Errorf("cut off: %w", why), Linger: true,
	}
}

// Said returns what the client said, in a form that is fit for a log.
func (s *Session) Said() string {
	switch s.kind {
	case plain:
		return s.line
	case resp:
		return "RESP, requests: " + strconv.FormatInt(s.answered, 10)
	}
	return "nothing"
}

// Close ends the session.
func (s *Session) Close() { s.clients.Add(-1) }
