package wire

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"wallsockets/tui/internal/printable"
)

// maxLine is the maximum length of a line in a file, many times what an event
// takes in any form.
const maxLine = 1 << 20

// These errors say why a file cannot be read as a whole.
var (
	ErrCut     = errors.New("the file is cut off") // its end is missing
	ErrDamaged = errors.New("lines that are not events")
)

// Read reads events that were saved in any of the three forms. It detects the
// form by the first line: JSON begins with a brace and Markdown with a heading.
// In Markdown it reads what is between the fences. It skips empty lines. An error
// gives the number of the first wrong line and shows its beginning. If it is ErrCut or
// ErrDamaged, the events that are whole are beside it.
func Read(r io.Reader) ([]Event, error) {
	lines := lineReader{from: bufio.NewReader(r)}
	var f file
	var damage error // in the first wrong line
	wrong := 0
	for lines.next() {
		line := strings.TrimSpace(lines.text)
		if line == "" {
			continue
		}
		if f.read == nil {
			f.begin(line)
		}
		whole := len(f.events)
		err := lines.tooLong
		if err == nil {
			err = f.read(line)
		}
		if err == nil && !lines.ended && !f.braces && len(f.events) > whole {
			err = errors.New("want a newline at its end") // half a line can look whole
		}
		if err == nil {
			continue
		}
		f.events = f.events[:whole]
		err = fmt.Errorf("line %d, %s: %w", lines.number, excerpt(line), err)
		if !lines.ended && whole > 0 && wrong == 0 {
			return f.events, fmt.Errorf("%w in %w", ErrCut, err)
		}
		if wrong++; wrong == 1 {
			damage = err
		}
	}
	err := lines.err
	if err != nil {
		err = fmt.Errorf("line %d: %w", lines.number, err)
	}
	return f.finish(wrong, cmp.Or(damage, err, f.end()))
}

// lineReader reads lines one by one, and of one that is too long only the beginning.
type lineReader struct {
	from    *bufio.Reader
	number  int
	text    string // without the newline
	ended   bool   // the line has a newline
	tooLong error  // the line is longer than text; nil: it is not
	err     error  // why there is no next line; nil at the end of the file
}

// next reads the next line and reports whether there was one.
func (l *lineReader) next() bool {
	var text []byte
	l.ended, l.tooLong = false, nil
	l.number++
	for !l.ended {
		piece, err := l.from.ReadSlice('\n')
		l.ended = err == nil
		kept := min(len(piece), maxLine-len(text))
		if text = append(text, piece[:kept]...); kept < len(piece) {
			l.tooLong = fmt.Errorf("it has more than %d bytes", maxLine)
		}
		if err != nil && err != bufio.ErrBufferFull {
			if err != io.EOF {
				l.err = err
			}
			break
		}
	}
	l.text = string(text)
	return l.err == nil && (len(text) > 0 || l.ended)
}

// finish returns the events that are whole, with what is wrong with the file: the first
// error, and in how many lines there is one.
func (f *file) finish(wrong int, err error) ([]Event, error) {
	switch {
	case err == nil, errors.Is(err, ErrCut):
		return f.events, err
	case len(f.events) == 0:
		return nil, err
	}
	return f.events, fmt.Errorf("%w: %d; the first is %w", ErrDamaged, max(1, wrong), err)
}

// excerpt returns the beginning of a line, quoted unless it has quotes of its own, such
// as JSON: twice quoted it could not be read.
func excerpt(line string) string {
	const enough = 80
	more := ""
	if len(line) > enough {
		line, more = line[:enough], "..."
	}
	if strings.Contains(line, `"`) {
		return printable.Text([]byte(line)) + more
	}
	return printable.Quote([]byte(line)) + more
}

// file is what has been read of a file.
type file struct {
	read     func(line string) error // takes the next line
	events   []Event
	start    time.Time // the time of the first event, if a text has it
	braces   bool      // it is JSON
	fenced   bool      // in Markdown: inside a block
	unfenced bool      // in Markdown: before the first block
}

// begin detects the form of a file by its first line.
func (f *file) begin(line string) {
	switch line[0] {
	case '{':
		f.read, f.braces = f.json, true
	case '#':
		f.read, f.unfenced = f.markdown, true
	default:
		f.read = f.text
	}
}

// json reads a line of JSON.
func (f *file) json(line string) error {
	e, err := parseJSON(line)
	if err != nil {
		return err
	}
	f.events = append(f.events, e)
	return check(e)
}

// markdown reads a line of Markdown.
func (f *file) markdown(line string) error {
	switch {
	case f.fenced && line == closeFence:
		f.fenced = false
	case f.fenced:
		return f.text(line)
	case line == openFence:
		f.fenced, f.unfenced = true, false
	}
	return nil
}

// text reads a line of text.
func (f *file) text(line string) (err error) {
	start, ok := strings.CutPrefix(line, recorded)
	if ok && len(f.events) == 0 && f.start.IsZero() {
		f.start, err = time.Parse(time.RFC3339Nano, start)
		return err
	}
	e, err := parseLine(line)
	if err != nil {
		return err
	}
	e.Number, e.Time = len(f.events)+1, f.start
	if e.Number > 1 && !f.start.IsZero() {
		e.Time = f.events[e.Number-2].Time.Add(e.Since)
	}
	f.events = append(f.events, e)
	return check(e)
}

// end checks that the file is complete.
func (f *file) end() error {
	switch {
	case f.fenced:
		return fmt.Errorf("%w: a block of events has no end", ErrCut)
	case f.unfenced:
		return fmt.Errorf("there are no events: want a block that begins with %s",
			openFence)
	}
	return nil
}

// check returns an error for an event that no recording can have.
func check(e Event) error {
	year := e.Time.Year()
	switch {
	case e.Number < 1, e.Conn < 0, e.Conn == 0 && e.Kind == Data:
		return errors.New("numbers and connections count from 1")
	case e.Kind == Data && e.From == Neither:
		return errors.New("data is sent by the client or the server")
	case e.Size < len(e.Data):
		return fmt.Errorf("the text has %d bytes, more than were sent", len(e.Data))
	case e.Kind == Interfered && checkInterference(e) != nil:
		return checkInterference(e)
	case e.Kind != Interfered && isInterference(e),
		e.Kind != Data && (e.Stopped || e.Kind != Interfered && e.Size > 0),
		e.Kind != Connected && e.Peer != "",
		e.Kind != Failed && e.Kind != Started && e.Reason != "":
		return fmt.Errorf("%v has the bytes, peer or reason of another kind", e.Kind)
	case e.Since < 0:
		return errors.New("the event is earlier than the previous one")
	case year < 0 || year > 9999:
		return errors.New("the time is after the year 9999")
	}
	return nil
}
