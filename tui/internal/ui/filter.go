package ui

import (
	"fmt"
	"strconv"
	"strings"

	"wallsockets/tui/internal/wire"
)

// filterWords says what a filter may consist of. A word that means something else, such
// as client, is text with a slash before it.
const filterWords = `#3 client server size>100 size<10 word "two words"`

// filter selects events: all of its conditions must hold. The zero value selects
// all events.
type filter struct{ conditions []condition }

// condition is one word of a filter.
type condition struct {
	word   string
	conn   int // for #3: the connection; 0: the word is another
	passes func(event wire.Event) bool
}

// parseFilter reads a filter as the user types it: words between spaces. Wrong is the
// first word that is none of filterWords; without one it is empty.
func parseFilter(text string) (f filter, wrong string) {
	for _, word := range splitFilter(text) {
		condition, ok := parseCondition(word)
		if !ok {
			return filter{}, word
		}
		f.conditions = append(f.conditions, condition)
	}
	return f, ""
}

// splitFilter splits a filter at spaces, except those in "two words".
func splitFilter(text string) []string {
	var words []string
	for text = strings.TrimLeft(text, " "); text != ""; text = strings.TrimLeft(text, " ") {
		end := strings.IndexByte(text, ' ')
		if begin := strings.TrimPrefix(text, "/"); strings.HasPrefix(begin, `"`) {
			if end = strings.IndexByte(begin[1:], '"'); end >= 0 {
				end += len(text) - len(begin) + len(`""`)
			}
		}
		if end < 0 {
			end = len(text)
		}
		words = append(words, text[:end])
		text = text[end:]
	}
	return words
}

// parseCondition reads one word, and reports whether it is one of filterWords.
func parseCondition(word string) (c condition, ok bool) {
	c.word = word
	number, isConn := strings.CutPrefix(word, "#")
	switch {
	case word == "client" || word == "server":
		c.passes = func(event wire.Event) bool { return event.From.String() == word }
	case isConn:
		conn, err := strconv.Atoi(number)
		if err != nil || conn < 1 {
			return c, false
		}
		c.conn = conn
		c.passes = func(event wire.Event) bool { return event.Conn == conn }
	case len(word) > len("size") && strings.HasPrefix(word, "size") && strings.ContainsAny(word[4:5], "<=>"):
		return parseSize(c)
	default:
		search := newSearch(strings.Trim(strings.TrimPrefix(word, "/"), `"`))
		c.passes = func(event wire.Event) bool { return search == nil || search.matches(event) }
	}
	return c, true
}

// parseSize reads size>100 or size<10. Only events with bytes have a size.
func parseSize(c condition) (condition, bool) {
	rest := strings.TrimPrefix(c.word, "size")
	limit, err := strconv.Atoi(strings.TrimLeft(rest, "<>"))
	if err != nil || limit < 0 || len(strings.TrimLeft(rest, "<>")) != len(rest)-1 {
		return c, false
	}
	c.passes = func(event wire.Event) bool {
		above := event.Size > limit
		if rest[0] == '<' {
			above = event.Size < limit
		}
		return event.Kind == wire.Data && above
	}
	return c, true
}

func (f filter) passes(event wire.Event) bool {
	for _, c := range f.conditions {
		if !c.passes(event) {
			return false
		}
	}
	return true
}

// conn returns the connection that the filter selects, or 0.
func (f filter) conn() int {
	for _, c := range f.conditions {
		if c.conn > 0 {
			return c.conn
		}
	}
	return 0
}

// withConn returns the filter for another connection, or for all if conn is 0.
func (f filter) withConn(conn int) filter {
	var changed filter
	if conn > 0 {
		c, _ := parseCondition(fmt.Sprintf("#%d", conn))
		changed.conditions = append(changed.conditions, c)
	}
	for _, c := range f.conditions {
		if c.conn == 0 {
			changed.conditions = append(changed.conditions, c)
		}
	}
	return changed
}

// String returns the filter as one types it: "#3 client".
func (f filter) String() string {
	var words []string
	for _, c := range f.conditions {
		words = append(words, c.word)
	}
	return strings.Join(words, " ")
}
