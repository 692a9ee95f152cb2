// Package message is what the clients of parts 4 to 6 have in common: what they
// send for a line of words, and whether the answer is a refusal. WordClient of part
// 6 does the same in PHP.
package message

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
)

// Line turns text into exactly one plain line. A line break in it would begin
// another one, and a leading '*' would begin the server's other protocol.
func Line(text string) string {
	if strings.HasPrefix(text, "*") {
		text = " " + text[1:]
	}
	return strings.NewReplacer("\r", " ", "\n", " ", "\x00", " ").
		Replace(text) + "\n"
}

// Answer judges an answer that is written to it piece by piece.
type Answer struct {
	line    []byte // the beginning of the line that is being written
	any     bool   // something was written
	refused bool   // by a line before this one
}

// enough is how many bytes of a line it takes to judge it.
const enough = 64

// Write notes a piece. Its error is always nil.
func (a *Answer) Write(piece []byte) (int, error) {
	for part := range bytes.Lines(piece) {
		a.any = true
		room := enough - len(a.line)
		a.line = append(a.line, part[:min(len(part), room)]...)
		if bytes.HasSuffix(part, []byte("\n")) {
			a.refused = a.refused || isRefusal(a.line)
			a.line = a.line[:0]
		}
	}
	return len(piece), nil
}

// Err returns what is wrong with the answer, once it is complete: it is empty,
// or it refuses the request.
func (a *Answer) Err() error {
	if !a.any {
		return errors.New("the server closed without an answer")
	}
	if a.refused || isRefusal(a.line) {
		return errors.New("the server refused; its answer says why")
	}
	return nil
}

// summary is how the line begins that follows the words.
var summary = regexp.MustCompile(`^# \d+ words?\b`)

// isRefusal reports whether a line is an error in RESP, or begins with "# " and
// is not the summary.
func isRefusal(line []byte) bool {
	return bytes.HasPrefix(line, []byte("-ERR")) ||
		bytes.HasPrefix(line, []byte("# ")) && !summary.Match(line)
}
