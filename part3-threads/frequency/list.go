package frequency

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"sync"
	"unicode/utf8"
)

const (
	// maxListLine bounds a line of a word list, in bytes.
	maxListLine = 4 << 10
	// maxWord bounds a word, in bytes: with a tab and the largest count behind
	// it, it is a line of a list still.
	maxWord = maxListLine - len("\t18446744073709551615")
	// byteOrderMark is what some programs write in front of a text.
	byteOrderMark = "\ufeff"
)

// ReadFile reads the word list in the named file, as Read does.
func ReadFile(name string) (*Table, error) {
	return readFile(name, atOnce)
}

func readFile(name string, p pace) (*Table, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read the word list: %w", err)
	}
	defer file.Close() // only read: closing it cannot lose anything
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("read the word list: %w", err)
	}
	progress := showProgress(os.Stderr, "reading "+name, info.Size())
	defer progress.end()
	return read(progress.reader(file), info.Size(), name, p)
}

// Read reads a word list: on each line a word and its count, separated by
// tabs, spaces or a comma. It may be compressed by gzip. Empty lines are passed
// over, and so are byte order marks in front of words: a list that was put
// together from files has some inside. Words are folded, and those that become
// the same are added up. The first bad line ends the reading with an error that
// has name, the line's number and its text; a list that is cut short or has no
// words at all is an error too.
func Read(r io.Reader, name string) (*Table, error) {
	return read(r, 0, name, atOnce)
}

// read does the work of Read for a list of about size bytes, on all cores, or
// at a pace.
func read(r io.Reader, size int64, name string, p pace) (*Table, error) {
	plain, err := plainReader(r)
	if err != nil {
		return nil, fmt.Errorf("read the word list %s: %w", name, err)
	}
	list := &listReader{plain: plain, name: name}
	workers := make([]*listWorker, p.workers())
	scatters := make([]*scatter, len(workers))
	var group sync.WaitGroup
	for i := range workers {
		scatters[i] = newScatter(scatterBits(size))
		workers[i] = &listWorker{list: list, scatter: scatters[i], pace: p}
		group.Go(workers[i].run)
	}
	group.Wait()
	if err := list.problem(); err != nil {
		release(scatters)
		return nil, err
	}
	table, err := build(scatters, p)
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the word list %s: %w", name, err)
	case table.Len() == 0:
		return nil, fmt.Errorf("read the word list %s: it has no words", name)
	}
	return table, nil
}

// plainReader returns the text of r, which gzip may have compressed.
func plainReader(r io.Reader) (io.Reader, error) {
	start := make([]byte, 2)
	n, err := io.ReadFull(r, start)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	r = io.MultiReader(bytes.NewReader(start[:n]), r)
	if string(start[:n]) != "\x1f\x8b" {
		return r, nil
	}
	return gzip.NewReader(bufio.NewReaderSize(r, 64<<10))
}

// listReader deals a list out to workers, in pieces of whole lines.
type listReader struct {
	name string

	mu    sync.Mutex
	plain io.Reader
	rest  []byte   // the beginning of a line that the next piece ends
	ended error    // what ended the reading: io.EOF, or a mishap
	lines []int    // of each piece so far
	bad   *badLine // the first one that is known
}

// badLine is a line that is not as it should be.
type badLine struct {
	piece, line int // the piece it is in, and its number there from 1 on
	err         error
}

// pieceSize is small enough for a piece to stay in a processor's cache while
// a worker takes it apart.
const pieceSize = 256 << 10

// next returns the next piece and its number, in buffer's memory; nil at the
// end, or where there is no point in going on.
func (l *listReader) next(buffer []byte) (piece []byte, number int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended != nil || l.bad != nil {
		return nil, 0
	}
	piece = append(buffer[:0], l.rest...)
	n, err := io.ReadFull(l.plain, piece[len(piece):pieceSize+maxListLine])
	piece = piece[:len(piece)+n]
	if err == io.ErrUnexpectedEOF && n > 0 {
		// Whether the list or what it is compressed in ends here, the next
		// read tells.
		err = nil
	}
	whole := bytes.LastIndexByte(piece, '\n') + 1
	switch {
	case err == io.EOF:
		l.ended, whole = err, len(piece)
	case err != nil:
		l.ended = err // and the line that is cut short does not count
	case len(piece)-whole > maxListLine:
		l.ended = bufio.ErrTooLong
	}
	l.rest = append(l.rest[:0], piece[whole:]...)
	l.lines = append(l.lines, 0)
	return piece[:whole:cap(piece)], len(l.lines) - 1
}

// done notes how many lines a piece had, and that one was bad.
func (l *listReader) done(number, lines int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines[number] = lines
	if err != nil && (l.bad == nil || number < l.bad.piece) {
		l.bad = &badLine{number, lines, err}
	}
}

// problem returns what was wrong with the list, once all pieces are done.
func (l *listReader) problem() error {
	lines := 0
	for number, n := range l.lines {
		lines += n
		if l.bad != nil && l.bad.piece == number {
			return fmt.Errorf("%s:%d: %w", l.name, lines, l.bad.err)
		}
	}
	switch {
	case l.ended == io.EOF:
		return nil
	case errors.Is(l.ended, bufio.ErrTooLong):
		return fmt.Errorf("%s:%d: the line is longer than %d bytes: "+
			"is this a word list?", l.name, lines+1, maxListLine)
	case errors.Is(l.ended, io.ErrUnexpectedEOF):
		return fmt.Errorf("read the word list %s: it is cut short behind "+
			"line %d: copy it again", l.name, lines)
	}
	return fmt.Errorf("read the word list %s behind line %d: %w",
		l.name, lines, l.ended)
}

// listWorker takes pieces of a list apart.
type listWorker struct {
	list    *listReader
	scatter *scatter
	pace    pace
	folded  []byte
	digits  []byte
}

// run works until the list ends.
func (w *listWorker) run() {
	buffer := make([]byte, pieceSize+maxListLine+wordSlack)
	for {
		piece, number := w.list.next(buffer)
		if piece == nil {
			return
		}
		lines, err := w.take(piece)
		w.list.done(number, lines, err)
	}
}

// take adds the words of a piece. It returns the number of its lines, up to
// the first bad one.
func (w *listWorker) take(piece []byte) (lines int, err error) {
	for len(piece) > 0 {
		lines++
		if lines&63 == 0 {
			w.pace.rest()
		}
		if word, digits, count, size := simpleLine(piece); size > 0 {
			if err = w.scatter.add(word, digits, count); err == nil {
				piece = piece[size:]
				continue
			}
		}
		line, rest, _ := bytes.Cut(piece, []byte("\n"))
		if len(line) > maxListLine {
			return lines, fmt.Errorf("the line is longer than %d bytes: "+
				"is this a word list?", maxListLine)
		}
		if err == nil {
			err = w.line(line)
		}
		if err != nil {
			return lines, fmt.Errorf("%.80q: %w", line, err)
		}
		piece = rest
	}
	return lines, nil
}

// line adds the word of one line, of whatever shape.
func (w *listWorker) line(line []byte) error {
	if len(bytes.TrimSpace(bytes.TrimLeft(line, byteOrderMark))) == 0 {
		return nil
	}
	word, count, err := parseLine(line)
	if err != nil {
		return err
	}
	w.folded = Fold(w.folded[:0], word)
	w.digits = appendCount(w.digits[:0], count)
	return w.scatter.add(w.folded, w.digits, count)
}

// parseLine takes a line of a word list apart.
func parseLine(line []byte) (word []byte, count uint64, err error) {
	if !utf8.Valid(line) {
		return nil, 0, errors.New("the line is not UTF-8 text")
	}
	fields := bytes.FieldsFunc(line, func(r rune) bool {
		return r == '\t' || r == ' ' || r == ',' || r == '\r'
	})
	if len(fields) > 0 {
		word = bytes.TrimLeft(fields[0], byteOrderMark)
	}
	if len(fields) != 2 || len(word) == 0 {
		return nil, 0, errors.New("want a word and its count, " +
			"separated by a tab, a space or a comma")
	}
	count, err = strconv.ParseUint(string(fields[1]), 10, 64)
	if err != nil {
		return nil, 0, errors.New("the count is not a whole number " +
			"from 0 to 18446744073709551615")
	}
	return word, count, nil
}

// Write writes the table as a word list that Read takes: a word, a tab and
// its count on each line, the most frequent words first and equally frequent
// ones in the order of their bytes.
func (t *Table) Write(w io.Writer) error {
	counts := make(map[string]uint64, t.Len())
	t.each(func(word, digits []byte) { counts[string(word)] = parseCount(digits) })
	words := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	buffered := bufio.NewWriter(w)
	for _, word := range words {
		fmt.Fprintf(buffered, "%s\t%d\n", word, counts[word])
	}
	return buffered.Flush()
}
