package flat

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"
)

// List is a word list to read.
type List struct {
	Name string    // for errors
	Text io.Reader // lines, not compressed
	Size int64     // of the text in bytes, or roughly that; 0 if unknown
	// Parse parses a line, given without its newline. It appends the line's
	// word, in the form in which it will be looked up, to dst, and returns it
	// with its count. An empty word means that the line has none. Several
	// goroutines call it at once.
	//
	// It is not called for plain lines: a word of lower-case ASCII letters
	// and digits, with single apostrophes and hyphens between two of them;
	// one tab, space or comma; and a count of up to 18 digits. They must mean
	// what they seem to.
	Parse func(dst, line []byte) (word []byte, count uint64, err error)
	// SkipBad passes over lines that Parse returns an error for.
	SkipBad bool
}

// Read makes a table of the words of a list, on all cores or at the pace of p.
// It adds up the counts of a word that is there more than once. It returns what
// it has passed over. At the first bad line that it does not pass over it
// returns a *BadLine. A list that is cut short or has no words is an error,
// too.
func Read(list List, p Pace) (*Table, Skipped, error) {
	pieces := &pieces{list: list}
	scatters := make([]*scatter, p.workers())
	var group sync.WaitGroup
	for i := range scatters {
		scatters[i] = newScatter(scatterBits(list.Size))
		w := &worker{pieces: pieces, scatter: scatters[i], pace: p}
		group.Go(w.run)
	}
	group.Wait()
	skipped := pieces.skipped()
	if err := pieces.err(); err != nil {
		release(scatters)
		return nil, skipped, err
	}
	table, err := build(scatters, p)
	if err == nil && table.Len() == 0 {
		err = errors.New("it has no words")
		if skipped.Lines > 0 {
			err = fmt.Errorf("it has only bad lines, the first is %w",
				skipped.First)
		}
	}
	if err != nil {
		return nil, skipped, fmt.Errorf("read the word list %s: %w",
			list.Name, err)
	}
	return table, skipped, nil
}

// worker parses pieces of a list.
type worker struct {
	pieces  *pieces
	scatter *scatter
	pace    Pace
	word    []byte // memory of one line's word
	digits  []byte // and of its count
}

// run works until the list ends.
func (w *worker) run() {
	buffer := make([]byte, pieceSize+maxLine+wordSlack)
	for {
		piece, number := w.pieces.next(buffer)
		if piece == nil {
			return
		}
		w.pieces.done(number, w.addPiece(piece))
	}
}

// addPiece adds the words of a piece, up to the first bad line that it may not
// pass over.
func (w *worker) addPiece(piece []byte) (found result) {
	for len(piece) > 0 {
		found.lines++
		if found.lines&63 == 0 {
			w.pace.Rest()
		}
		var err error
		if word, digits, count, size := plainLine(piece); size > 0 {
			if err = w.scatter.add(word, digits, count); err == nil {
				piece = piece[size:]
				continue
			}
		}
		line, rest, _ := bytes.Cut(piece, []byte("\n"))
		if err == nil {
			err = w.addLine(line)
		}
		if err != nil && !found.pass(w.pieces.list, line, err) {
			return found
		}
		piece = rest
	}
	return found
}

// addLine adds the word of a line of any shape.
func (w *worker) addLine(line []byte) error {
	if len(line) > maxLine {
		return ErrLongLine
	}
	word, count, err := w.pieces.list.Parse(w.word[:0], line)
	if err != nil || len(word) == 0 {
		return err
	}
	w.word = word
	w.digits = appendCount(w.digits[:0], count)
	return w.scatter.add(word, w.digits, count)
}
