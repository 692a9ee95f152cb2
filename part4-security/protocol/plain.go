package protocol

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"wallsockets/part3-threads/frequency"
	"wallsockets/part4-security/limits"
)

// plainRefusal is how a plain client is told that it went too far.
const plainRefusal = "# %v\n"

// plain answers one line of words. Its first bytes, or the end of the input,
// have been read already; the end of the input ends a line, too.
func (c *conversation) plain(err error) (said string, _ error) {
	deadline := time.Now().Add(c.limits.Whole)
	end := bytes.IndexByte(c.buffer, '\n')
	for end < 0 && err == nil && len(c.buffer) <= c.limits.Line {
		searched := len(c.buffer)
		if err = c.read(deadline); err == nil {
			end = bytes.IndexByte(c.buffer[searched:], '\n')
			if end >= 0 {
				end += searched
			}
		}
	}
	line, more := c.buffer, false
	if end >= 0 {
		line, more = c.buffer[:end], end+1 < len(c.buffer)
	}
	said = fmt.Sprintf("%.200q", line)
	switch {
	case len(line) > c.limits.Line:
		return said, c.refuse(plainRefusal, fmt.Errorf(
			"a line has at most %d bytes", c.limits.Line))
	case errors.Is(err, os.ErrDeadlineExceeded):
		return said, c.refuse(plainRefusal, fmt.Errorf(
			"the line did not end within %v", c.limits.Whole))
	case err != nil && err != io.EOF:
		return said, err
	case isHTTP(line):
		return said, errHTTP
	}
	c.requests.Add(1)
	err = c.write(c.table.Load().Answer(frequency.Words(line)))
	if err == nil && more {
		limits.Linger(c.conn)
	}
	return said, err
}

// isHTTP tells whether a line is the first of an HTTP request: METHOD target
// HTTP/version. A web page can make a browser send one to any port of the
// machine it runs on, with a body of the page's choice; none of it may count
// as words, and no answer may reach the page.
func isHTTP(line []byte) bool {
	fields := bytes.Fields(line)
	return len(fields) == 3 && bytes.HasPrefix(fields[2], []byte("HTTP/"))
}
