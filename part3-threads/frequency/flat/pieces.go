package flat

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"
)

// pieces deals the text of a list out to workers, in pieces of whole lines.
type pieces struct {
	list List

	mu    sync.Mutex
	rest  []byte   // the beginning of a line whose end is in the next piece
	ended error    // why reading ended: io.EOF, or what went wrong
	found []result // in each piece so far
	bad   bool     // whether a line has ended the work
}

// pieceSize is the size of a piece in bytes: small enough to stay in a
// processor's cache while a worker parses it.
const pieceSize = 64 << 10

// next returns the next piece, in buffer's memory, and its number; nil at the
// end of the list, or once reading on is pointless.
func (p *pieces) next(buffer []byte) (piece []byte, number int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended != nil || p.bad {
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
		p.ended = ErrLongLine
	}
	p.rest = append(p.rest[:0], piece[whole:]...)
	p.found = append(p.found, result{})
	return piece[:whole:cap(piece)], len(p.found) - 1
}

// done records what was found in a piece.
func (p *pieces) done(number int, found result) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.found[number] = found
	p.bad = p.bad || found.bad != nil
}

// skipped returns what was passed over, once all pieces are done.
func (p *pieces) skipped() (skipped Skipped) {
	lines := 0
	for _, found := range p.found {
		skipped.Lines += found.skipped
		if skipped.First == nil && found.first != nil {
			skipped.First = found.first
			skipped.First.Line += lines
		}
		lines += found.lines
	}
	return skipped
}

// err returns what was wrong with the list, once all pieces are done.
func (p *pieces) err() error {
	lines := 0
	for _, found := range p.found {
		if found.bad != nil {
			found.bad.Line += lines
			return found.bad
		}
		lines += found.lines
	}
	switch {
	case p.ended == io.EOF:
		return nil
	case p.ended == ErrLongLine:
		return &BadLine{p.list.Name, lines + 1, p.rest, ErrLongLine}
	case errors.Is(p.ended, io.ErrUnexpectedEOF):
		return fmt.Errorf("read the word list %s: it is cut short after "+
			"line %d: copy it again", p.list.Name, lines)
	}
	return fmt.Errorf("read the word list %s after line %d: %w",
		p.list.Name, lines, p.ended)
}
