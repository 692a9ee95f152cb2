package ui

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/wire"
)

// search is a text to look for, whatever its case. A nil search matches nothing.
type search struct {
	text   string // as typed
	wanted []byte // in lower case
	folded []byte // the event in lower case; kept to allocate nothing for each
}

// newSearch returns a search for text, in which \n and \x00 mean those bytes. It
// returns nil for no text.
func newSearch(text string) *search {
	if text == "" {
		return nil
	}
	wanted, err := printable.Unquote(`"` + text + `"`)
	if err != nil {
		wanted = []byte(text)
	}
	return &search{text: text, wanted: appendFolded(nil, wanted)}
}

// matches reports whether an event has the text: in the bytes that were sent, or
// in the words for any other event.
func (s *search) matches(event wire.Event) bool {
	if s == nil {
		return false
	}
	if event.Kind == wire.Data {
		s.folded = appendFolded(s.folded[:0], event.Data)
	} else {
		s.folded = appendFolded(s.folded[:0], []byte(happened(event)))
	}
	return bytes.Contains(s.folded, s.wanted)
}

// appendFolded appends data in lower case. Unlike bytes.ToLower it keeps bytes that
// are not UTF-8.
func appendFolded(folded, data []byte) []byte {
	start := len(folded)
	folded = append(folded, data...)
	for i, b := range folded[start:] {
		if b >= utf8.RuneSelf {
			return appendFoldedRunes(folded[:start+i], data[i:])
		}
		if 'A' <= b && b <= 'Z' {
			folded[start+i] = b + 'a' - 'A'
		}
	}
	return folded
}

// appendFoldedRunes does the same for text that is not only ASCII.
func appendFoldedRunes(folded, data []byte) []byte {
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			folded = append(folded, data[0])
		} else {
			folded = utf8.AppendRune(folded, unicode.ToLower(r))
		}
		data = data[size:]
	}
	return folded
}

// find searches for text from the selected event on, which may have it.
func (l *eventList) find(text string) tea.Cmd {
	l.search = newSearch(text)
	if l.search == nil {
		return nil
	}
	if l.cursor < len(l.shown) && l.search.matches(l.at(l.cursor)) {
		return notify("n: the next event with %q, N: the previous", text)
	}
	return l.nextHit(1)
}

// searchSlice is how many events are searched between two frames, which takes a few
// milliseconds. So the guide answers to keys while it searches.
const searchSlice = 10_000

// hunt is a search that is under way. The next key or click ends it, on any screen.
type hunt struct {
	at   int // index in shown of the event that was searched last
	by   int // 1: forwards, -1: backwards; from one end it goes on at the other
	left int // how many events are still to be searched
}

// huntMsg goes on with a search.
type huntMsg struct {
	list *eventList
	hunt *hunt
}

// stopSearch ends the search that is under way in the events, if there is one.
func (r *runTab) stopSearch() {
	if r.current != nil {
		r.current.events.hunt = nil
	}
}

// nextHit selects the next event that matches the search, or the previous one if
// by is -1.
func (l *eventList) nextHit(by int) tea.Cmd {
	if l.search == nil {
		return notify("/ searches for a text first")
	}
	l.hunt = &hunt{at: l.cursor, by: by, left: len(l.shown)}
	return l.goOn(l.hunt)
}

// goOn searches a slice of the events, if the search is still wanted.
func (l *eventList) goOn(h *hunt) tea.Cmd {
	if h != l.hunt {
		return nil
	}
	n := len(l.shown)
	for range min(h.left, searchSlice, n) {
		h.at = ((h.at+h.by)%n + n) % n
		if l.search.matches(l.at(h.at)) {
			l.hunt = nil
			l.selectRow(h.at)
			return notify("n: the next event with %q, N: the previous", l.search.text)
		}
	}
	if h.left -= searchSlice; h.left <= 0 || n == 0 {
		l.hunt = nil
		return notify("no event shown has %q", strings.TrimSpace(l.search.text))
	}
	return func() tea.Msg { return huntMsg{l, h} }
}
