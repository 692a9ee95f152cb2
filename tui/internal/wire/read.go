package wire

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"wallsockets/tui/internal/printable"
)

// maxLine is the most bytes in a line of a file: many times what an event of
// a recording takes in any form.
const maxLine = 1 << 20

// Read reads events that were saved in any of the three forms, which it tells
// by the first line: JSON begins with a brace and Markdown with a heading. Of
// Markdown it takes what is between the fences. Empty lines are skipped. An
// error says which line is wrong, and quotes it.
func Read(r io.Reader) ([]Event, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	var f file
	number := 1
	for ; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		if f.read == nil {
			f.begin(line)
		}
		if err := f.read(line); err != nil {
			return nil, fmt.Errorf("line %d, %s: %w", number, excerpt(line), err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", number, err)
	}
	if err := f.end(); err != nil {
		return nil, err
	}
	return f.events, nil
}

// excerpt is the beginning of a line, quoted.
func excerpt(line string) string {
	const enough = 80
	if len(line) > enough {
		return printable.Quote([]byte(line[:enough])) + "..."
	}
	return printable.Quote([]byte(line))
}

// file is what has been read of one.
type file struct {
	read     func(line string) error // takes the next line
	events   []Event
	start    time.Time // the first event's, in a text that says it
	fenced   bool      // inside of a block, in Markdown
	unfenced bool      // in Markdown, before a block
}

// begin finds out by its first line what form a file has.
func (f *file) begin(line string) {
	switch line[0] {
	case '{':
		f.read = f.json
	case '#':
		f.read, f.unfenced = f.markdown, true
	default:
		f.read = f.text
	}
}

// json takes a line of a file of JSON.
func (f *file) json(line string) error {
	e, err := parseJSON(line)
	if err != nil {
		return err
	}
	f.events = append(f.events, e)
	return check(e)
}

// markdown takes a line of Markdown.
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

// text takes a line of a text.
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

// end finds what is missing at the end of a file.
func (f *file) end() error {
	switch {
	case f.fenced:
		return errors.New("the file is cut off: a block of events does not end")
	case f.unfenced:
		return fmt.Errorf("there are no events: want a block that begins with %s",
			openFence)
	}
	return nil
}

// check finds what no event has, in one that was read.
func check(e Event) error {
	year := e.Time.Year()
	switch {
	case e.Number < 1 || e.Conn < 0:
		return errors.New("numbers count from 1, and connections, too")
	case e.Kind == Data && e.From == Neither:
		return errors.New("data is sent by the client or the server")
	case e.Size < len(e.Data):
		return fmt.Errorf("the text has %d bytes, more than were sent", len(e.Data))
	case e.Kind != Data && e.Size > 0,
		e.Kind != Connected && e.Peer != "", e.Kind != Failed && e.Reason != "":
		return fmt.Errorf("%v has bytes, a peer or a reason of another kind", e.Kind)
	case e.Since < 0:
		return errors.New("an event is earlier than the one before")
	case year < 0 || year > 9999:
		return errors.New("the time is beyond the year 9999")
	}
	return nil
}
