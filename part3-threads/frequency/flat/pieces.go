package flat

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"
)

var errLongLine = fmt.Errorf(
	"the line is longer than %d bytes: is this a word list?", maxLine)

// pieces deals the text of a list out to workers, in pieces of whole lines.
type pieces struct {
	list List

	mu    sync.Mutex
	rest  []byte   // the beginning of a line whose end is in the next piece
	ended error    // why reading ended: io.EOF, or what went wrong
	lines []int    // of each piece so far
	bad   *badLine // the first one known so far
}

// badLine is a line that cannot be parsed.
type badLine struct {
	piece, line int // the piece's number, and the line's number in it, from 1
	err         error
}

// pieceSize is the size of a piece in bytes: small enough to stay in a
// processor's cache while a worker parses it.
const pieceSize = 256 << 10

// next returns the next piece, in buffer's memory, and its number; nil at the
// end of the list, or once reading on is pointless.
func (p *pieces) next(buffer []byte) (piece []byte, number int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended != nil || p.bad != nil {
		return nil, 0
	}
	piece = append(buffer[:0], p.rest...)
	n, err := io.ReadFull(p.list.Text, piece[len(piece):pieceSize+maxLine])
	piece = piece[:len(piece)+n]
	if err == io.ErrUnexpectedEOF && n > 0 {
		// Either the list ends here or its compressed data is cut short: the
		// next read returns io.EOF only in the first case.
		err = nil
	}
	whole := bytes.LastIndexByte(piece, '\n') + 1
	switch {
	case err == io.EOF:
		p.ended, whole = err, len(piece)
	case err != nil:
		p.ended = err // the line that is cut short does not count
	case len(piece)-whole > maxLine:
		p.ended = errLongLine
	}
	p.rest = append(p.rest[:0], piece[whole:]...)
	p.lines = append(p.lines, 0)
	return piece[:whole:cap(piece)], len(p.lines) - 1
}

// done records how many lines a piece had. If err is not nil, the last of them
// was bad.
func (p *pieces) done(number, lines int, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lines[number] = lines
	if err != nil && (p.bad == nil || number < p.bad.piece) {
		p.bad = &badLine{number, lines, err}
	}
}

// err returns what was wrong with the list, once all pieces are done.
func (p *pieces) err() error {
	lines := 0
	for number, n := range p.lines {
		lines += n
		if p.bad != nil && p.bad.piece == number {
			return fmt.Errorf("%s:%d: %w", p.list.Name, lines, p.bad.err)
		}
	}
	switch {
	case p.ended == io.EOF:
		return nil
	case p.ended == errLongLine:
		return fmt.Errorf("%s:%d: %w", p.list.Name, lines+1, p.ended)
	case errors.Is(p.ended, io.ErrUnexpectedEOF):
		return fmt.Errorf("read the word list %s: it is cut short after "+
			"line %d: copy it again", p.list.Name, lines)
	}
	return fmt.Errorf("read the word list %s after line %d: %w",
		p.list.Name, lines, p.ended)
}
