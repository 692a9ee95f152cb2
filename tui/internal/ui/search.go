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
	for size := 1; len(data) > 0; data = data[size:] {
		b := data[0]
		if size = 1; b < utf8.RuneSelf {
			if 'A' <= b && b <= 'Z' {
				b += 'a' - 'A'
			}
			folded = append(folded, b)
			continue
		}
		var r rune
		if r, size = utf8.DecodeRune(data); r == utf8.RuneError && size == 1 {
			folded = append(folded, b)
		} else {
			folded = utf8.AppendRune(folded, unicode.ToLower(r))
		}
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
		return notify("n: the next message with %q, N: the previous", text)
	}
	return l.nextHit(1)
}

// nextHit selects the next event that matches the search, or the previous one if
// by is -1. From one end it goes on at the other.
func (l *eventList) nextHit(by int) tea.Cmd {
	n := len(l.shown)
	if l.search == nil {
		return notify("/ searches for a text first")
	}
	for i := 1; i <= n; i++ {
		at := ((l.cursor+i*by)%n + n) % n
		if l.search.matches(l.at(at)) {
			l.selectRow(at)
			return notify("n: the next message with %q, N: the previous", l.search.text)
		}
	}
	return notify("no message shown has %q", strings.TrimSpace(l.search.text))
}
