package protocol

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"

	"wallsockets/part3-threads/frequency"
)

// plainRefusal is how a plain client is told that it went too far.
const plainRefusal = "# %v\n"

// plain answers one line of words as soon as it is all there; the end of the
// input ends a line, too. Its time began with its first byte.
func (w *workspace) plain(err error) error {
	end := bytes.IndexByte(w.in, '\n')
	if end < 0 && err == nil && len(w.in) <= w.limits.Line {
		return nil // there will be more
	}
	line := w.in
	if end >= 0 {
		line = line[:end]
		w.linger = end+1 < len(w.in)
	}
	w.line = fmt.Sprintf("%.200q", line)
	switch {
	case isHTTP(line, len(line) > w.limits.Line):
		w.linger = false
		return errHTTP
	case len(line) > w.limits.Line:
		return w.refuse(plainRefusal, fmt.Errorf(
			"a line has at most %d bytes", w.limits.Line))
	case errors.Is(err, os.ErrDeadlineExceeded):
		return w.refuse(plainRefusal, fmt.Errorf(
			"the line did not end within %v", w.limits.Whole))
	case gone(err) && len(line) > 0:
		return errors.New("it ended in the middle of a line")
	case err != nil && err != io.EOF:
		return err
	}
	w.requests.Add(1)
	err = w.write(w.table.Load().Answer(frequency.Words(line)))
	if err != nil {
		w.linger = false
		if len(w.in) == 0 {
			return io.EOF // it came and went; that is not worth a complaint
		}
		return err
	}
	return io.EOF
}

// httpStart is what an HTTP request begins with.
var httpStart = regexp.MustCompile(`^[A-Z]+ (/|http)`)

// isHTTP tells whether a line is the first of an HTTP request: METHOD target
// HTTP/version. A web page can make a browser send one to any port of the
// machine it runs on, with a body of the page's choice; none of it may count
// as words, and no answer may reach the page. Of a line that is cut off, for it
// is too long, only the method and where the target begins can be seen.
func isHTTP(line []byte, cut bool) bool {
	if cut {
		return httpStart.Match(line)
	}
	fields := bytes.Fields(line)
	return len(fields) == 3 && bytes.HasPrefix(fields[2], []byte("HTTP/"))
}
