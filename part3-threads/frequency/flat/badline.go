package flat

import (
	"bytes"
	"errors"
	"fmt"
)

// maxLine bounds a line of a list, in bytes.
const maxLine = 4 << 10

// ErrLongLine is the error in a line that is too long. No list passes over it.
var ErrLongLine = fmt.Errorf(
	"the line is longer than %d bytes: is this a word list?", maxLine)

// BadLine is the error for a line of a list.
type BadLine struct {
	List string // its name
	Line int    // the line's number, from 1
	Text []byte // the line, up to maxLine bytes of it
	Err  error  // what is wrong with it
}

// Error returns the list's name, the line's number, its text and what is wrong.
func (b *BadLine) Error() string {
	if b.Err == ErrLongLine {
		return fmt.Sprintf("%s:%d: %v", b.List, b.Line, b.Err)
	}
	return fmt.Sprintf("%s:%d: %.80q: %v", b.List, b.Line, b.Text, b.Err)
}

// Unwrap returns what is wrong with the line.
func (b *BadLine) Unwrap() error { return b.Err }

// Skippable reports whether a list can be read without the line.
func (b *BadLine) Skippable() bool {
	return !errors.Is(b.Err, ErrLongLine) && !errors.Is(b.Err, errOverflow)
}

// Skipped is what Read has passed over.
type Skipped struct {
	Lines int      // how many
	First *BadLine // nil if there are none
}

// result is what a worker has found in a piece.
type result struct {
	lines   int // up to a line that ended the work
	skipped int // of these lines
	// The first line that was skipped, and the one that ended the work; nil if
	// there is none. Line is counted in the piece.
	first, bad *BadLine
}

// pass records that the last line so far is bad, and reports whether to pass
// over it.
func (r *result) pass(list List, line []byte, err error) bool {
	bad := &BadLine{List: list.Name, Line: r.lines, Err: err}
	skip := list.SkipBad && bad.Skippable()
	if skip {
		r.skipped++
		if r.first != nil {
			return true
		}
		r.first = bad
	} else {
		r.bad = bad
	}
	bad.Text = bytes.Clone(line[:min(len(line), maxLine)])
	return skip
}
