package ui

import (
	"fmt"
	"strings"
	"testing"

	"wallsockets/tui/internal/wire"
)

func mustFilter(t *testing.T, text string) filter {
	t.Helper()
	f, wrong := parseFilter(text)
	if wrong != "" {
		t.Fatalf("%q is wrong in %q", wrong, text)
	}
	return f
}

// All conditions of a filter must hold, and only messages with bytes have a size.
func TestFilter(t *testing.T) {
	m := newTalk(12, 80, 20)
	for text, want := range map[string]int{
		"": 60, " ": 60, "client": 36, "server": 24, "#3": 5, "#3 client": 3, " client   #3 ": 3,
		"#3 #4": 0, "size>8": 24, "size>9 client": 12, "size>11": 3, "size<10": 9, "size<0": 0,
		"/question": 12, "/QUESTION": 12, `/"question 1"`: 4, `/question\x201`: 4, `/"question 1`: 4,
		"/half-closed server": 12, "/": 60, `/1\n`: 4, "#99": 0,
		"question": 12, `"question 1"`: 4, "answer #3": 1, "clint": 0, "/client": 0, "size": 0, "/the quick": 0,
	} {
		m.setFilter(mustFilter(t, text))
		if got := len(m.shown); got != want {
			t.Errorf("filter %q shows %d messages, want %d", text, got, want)
		}
	}
}

func TestFilterRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"#": "#", "#0": "#0", "#3 #x": "#x",
		"size=3": "size=3", "size>": "size>", "size><3": "size><3", "size>-3": "size>-3",
	} {
		if _, wrong := parseFilter(text); wrong != want {
			t.Errorf("filter %q: %q is wrong, want %q", text, wrong, want)
		}
	}
}

// The filter works as one types; what is wrong is shown and changes nothing. Enter
// keeps it, esc clears it.
func TestFilterLine(t *testing.T) {
	m := newTalk(12, 80, 12)
	m.keys("f")
	m.mustShow(t, "f", " filter:", filterWords)
	m.typeKeys("#3 ")
	m.mustShow(t, "#3", " filter: #3", "question 3")
	m.mustNotShow(t, "#3", "question 4")
	if got := m.summary(); !strings.Contains(got, "5 of 60 shown") {
		t.Errorf("the heading is %q, want 5 of 60", got)
	}
	m.typeKeys("size>")
	m.mustShow(t, "a wrong word", `wrong: "size>"`, " want #3 client")
	m.keys("enter")
	m.mustShow(t, "enter after a wrong word", " filter: #3 size>")
	m.typeKeys("9")
	m.mustNotShow(t, "the whole word", "wrong", "answer 3")
	m.keys("enter")
	m.mustNotShow(t, "enter", " filter:", "answer 3")
	if got := m.summary(); !strings.Contains(got, "1 of 60 shown") || !strings.Contains(got, "only #3 size>9") {
		t.Errorf("the heading is %q, want 1 of 60, only #3 size>9", got)
	}
	m.keys("f", "esc")
	if got := m.summary(); !strings.Contains(got, "events: 60") || m.typing() {
		t.Errorf("after esc the heading is %q, typing %t", got, m.typing())
	}
}

// typeKeys types text, a character a key.
func (l *eventList) typeKeys(text string) {
	for _, r := range text {
		l.keys(string(r))
	}
}

// A filter keeps the selected message selected, and what comes later is filtered.
func TestFilterKeepsTheSelected(t *testing.T) {
	m := newTalk(12, 80, 12)
	m.keys("home", "down", "down", "down")
	selected, _ := m.selected()
	m.setFilter(mustFilter(t, "server"))
	if got, _ := m.selected(); got.Number != selected.Number {
		t.Errorf("message %d is selected, want %d", got.Number, selected.Number)
	}
	m.setFilter(mustFilter(t, "/question client"))
	talk(m.recording, 1)
	m.refresh()
	if got := len(m.shown); got != 13 {
		t.Errorf("%d messages, want 13", got)
	}
	m.setFilter(mustFilter(t, "#99"))
	m.mustShow(t, "nothing passes", "no event passes the filter")
	m.keys("up", "down", "pgdown", "home", "end", "enter", "y", "F", "v", "o", "n")
}

// o and O show one connection, the selected one first, and then its neighbours.
func TestOneConnection(t *testing.T) {
	m := newTalk(3, 80, 20)
	m.setFilter(mustFilter(t, "client"))
	m.keys("home")
	for _, step := range []struct{ key, want string }{
		{"o", "#1 client"}, {"o", "#2 client"}, {"o", "#3 client"}, {"O", "#2 client"}, {"O", "#1 client"},
		{"O", "client"},
	} {
		m.keys(step.key)
		if got := m.filter.String(); got != step.want {
			t.Errorf("%s: the filter is %q, want %q", step.key, got, step.want)
		}
	}
	m.setFilter(mustFilter(t, "#3"))
	if m.keys("o"); m.filter.String() != "" {
		t.Errorf("after the last connection the filter is %q, want none", m.filter)
	}
}

// n and N go from match to match and from one end to the other.
func TestMessagesSearch(t *testing.T) {
	m := newTalk(20, 80, 8)
	m.keys("home", "/")
	m.mustShow(t, "/", " search:")
	m.typeKeys("QUESTION 1")
	m.keys("enter")
	for _, step := range []struct {
		key  string
		conn int
	}{{"", 1}, {"n", 10}, {"n", 11}, {"N", 10}, {"N", 1}, {"N", 19}, {"n", 1}} {
		if step.key != "" {
			m.keys(step.key)
		}
		m.mustShow(t, "after "+step.key, fmt.Sprintf(`"question %d\n"`, step.conn))
		event, _ := m.selected()
		if event.Conn != step.conn || !strings.Contains(m.text(), ">*") {
			t.Errorf("after %q: #%d is selected, want %d, with >* in\n%s", step.key, event.Conn, step.conn, m.text())
		}
	}
	before := m.cursor
	if m.find("not there"); m.cursor != before {
		t.Errorf("a search without a match selects message %d instead of %d", m.cursor, before)
	}
	m.find(`answer 20\n`)
	m.find("half-closed") // an event is searched as it is shown
	if event, _ := m.selected(); event.Kind != wire.HalfClosed {
		t.Errorf("a search for half-closed selects %v", event)
	}
	m.find("")
	if m.mustNotShow(t, "after a search for nothing", "*"); m.search != nil {
		t.Errorf("search %v, want none", m.search)
	}
}

func TestMessagesClear(t *testing.T) {
	m := newTalk(3, 80, 20)
	m.setFilter(mustFilter(t, "#2"))
	m.clear()
	m.mustShow(t, "cleared", "no events yet")
	m.setFilter(mustFilter(t, "client"))
	m.mustShow(t, "cleared and filtered", "no events yet")
	m.setFilter(filter{})
	talk(m.recording, 1)
	m.refresh()
	m.mustShow(t, "after it", "question 4", "answer 4")
	m.mustNotShow(t, "after it", "question 3")
}

// A search finds bytes that are not text, and letters of any script in any case.
func TestSearchBytes(t *testing.T) {
	for _, test := range []struct {
		text, data string
		want       bool
	}{
		{`\x00`, "a\x00b", true}, {`\xe9`, "caf\xe9", true}, {`\xe9`, "caf\xe8", false},
		{"É", "café", true}, {`a\nb`, "A\nB", true}, {`a"b`, `a"b`, true}, {`a\"b`, `a"b`, true},
		{`\`, `a\b`, true}, {`\`, "ab", false},
	} {
		event := wire.Event{Kind: wire.Data, Data: []byte(test.data)}
		if got := newSearch(test.text).matches(event); got != test.want {
			t.Errorf("search %q in %q: %t, want %t", test.text, test.data, got, test.want)
		}
	}
}
