package flat

import (
	"bytes"
	"fmt"
	"io"
	"sync"
)

// maxLine bounds a line of a list, in bytes.
const maxLine = 4 << 10

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
	// It is not called for plain lines: a lower-case ASCII word, one tab,
	// space or comma, and a count of up to 18 digits. They must mean what
	// they seem to.
	Parse func(dst, line []byte) (word []byte, count uint64, err error)
}

// Read makes a table of the words of a list, on all cores or at the pace of p.
// It adds up the counts of a word that is there more than once. At the first
// bad line it returns an error with the list's name, the line's number and its
// text. A list that is cut short or has no words is an error, too.
func Read(list List, p Pace) (*Table, error) {
	pieces := &pieces{list: list}
	scatters := make([]*scatter, p.workers())
	var group sync.WaitGroup
	for i := range scatters {
		scatters[i] = newScatter(scatterBits(list.Size))
		w := &worker{pieces: pieces, scatter: scatters[i], pace: p}
		group.Go(w.run)
	}
	group.Wait()
	if err := pieces.err(); err != nil {
		release(scatters)
		return nil, err
	}
	table, err := build(scatters, p)
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the word list %s: %w", list.Name, err)
	case table.Len() == 0:
		return nil, fmt.Errorf("read the word list %s: it has no words",
			list.Name)
	}
	return table, nil
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
		lines, err := w.addPiece(piece)
		w.pieces.done(number, lines, err)
	}
}

// addPiece adds the words of a piece. It returns the number of its lines, up to
// the first bad one.
func (w *worker) addPiece(piece []byte) (lines int, err error) {
	for len(piece) > 0 {
		lines++
		if lines&63 == 0 {
			w.pace.Rest()
		}
		if word, digits, count, size := plainLine(piece); size > 0 {
			if err = w.scatter.add(word, digits, count); err == nil {
				piece = piece[size:]
				continue
			}
		}
		line, rest, _ := bytes.Cut(piece, []byte("\n"))
		if len(line) > maxLine {
			return lines, errLongLine
		}
		if err == nil {
			err = w.addLine(line)
		}
		if err != nil {
			return lines, fmt.Errorf("%.80q: %w", line, err)
		}
		piece = rest
	}
	return lines, nil
}

// addLine adds the word of a line of any shape.
func (w *worker) addLine(line []byte) error {
	word, count, err := w.pieces.list.Parse(w.word[:0], line)
	if err != nil || len(word) == 0 {
		return err
	}
	w.word = word
	w.digits = appendCount(w.digits[:0], count)
	return w.scatter.add(word, w.digits, count)
}
