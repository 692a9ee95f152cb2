package protocol

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"

	"wallsockets/part3-threads/frequency"
	"wallsockets/part4-security/limits"
	"wallsockets/part4-security/protocol/engine"
)

// errHTTP cuts off a browser.
var errHTTP = errors.New("cut off: it sent an HTTP request; " +
	"a web page may have sent a browser here")

// answerLine answers one line of words as soon as it is complete; the end of
// the input also ends a line. It returns the line for the log, too, quoted and
// cut at 200 characters, once the conversation is over.
func answerLine(in []byte, end error, reply []byte, table *frequency.Table,
	l *limits.Limits) (next engine.Next, said string) {
	newline := bytes.IndexByte(in, '\n')
	if end == engine.ErrMemory {
		end = nil // a line is short: it may stay
	}
	if newline < 0 && end == nil && len(in) <= l.Line {
		return engine.Next{Reply: reply, Want: engine.RestOfRequest}, ""
	}
	line, surplus := in, false
	if newline >= 0 {
		line, surplus = in[:newline], newline+1 < len(in)
	}
	next = engine.Next{Reply: reply, Want: engine.End}
	switch {
	case isHTTP(line, len(line) > l.Line):
		next.Err = errHTTP
	case len(line) > l.Line:
		next = refuse(reply, plainRefusal, fmt.Errorf(
			"a line has at most %d bytes", l.Line))
	case end == os.ErrDeadlineExceeded:
		next = refuse(reply, plainRefusal, fmt.Errorf(
			"the line did not end within %v", l.RequestTime))
	case end == engine.ErrReset && len(line) > 0:
		next.Err = errors.New("it disconnected in the middle of a line")
	case end != nil && end != io.EOF:
		next.Err = end
	default:
		next.Reply = append(reply, table.Answer(frequency.Words(line))...)
		next.Linger = surplus
	}
	return next, fmt.Sprintf("%.200q", line)
}

// httpStart is what an HTTP request begins with.
var httpStart = regexp.MustCompile(`^[A-Z]+ (/|http)`)

// isHTTP reports whether a line is the first of an HTTP request: METHOD target
// HTTP/version. A web page can make a browser send one to any port of the
// machine it runs on, with a body of the page's choice. None of it may count as
// words, and no answer may reach the page. A line cut off at the limit shows
// only the method and the beginning of the target.
func isHTTP(line []byte, cut bool) bool {
	if cut {
		return httpStart.Match(line)
	}
	fields := bytes.Fields(line)
	return len(fields) == 3 && bytes.HasPrefix(fields[2], []byte("HTTP/"))
}
