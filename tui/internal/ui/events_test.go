package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/wire"
)

// talk records conversations: connect, a question, an answer, the end.
func talk(recording *wire.Recording, conversations int) {
	for range conversations {
		conn := recording.Connection()
		converse(recording, conn, fmt.Sprintf("question %d\n", conn), fmt.Sprintf("answer %d\n", conn))
	}
}

// converse records one conversation.
func converse(recording *wire.Recording, conn int, question, answer string) {
	add := func(kind wire.Kind, from wire.Side, text string) {
		recording.Add(wire.Event{Conn: conn, Kind: kind, From: from, Data: []byte(text)})
	}
	add(wire.Connected, wire.Client, "")
	add(wire.Data, wire.Client, question)
	add(wire.Data, wire.Server, answer)
	add(wire.HalfClosed, wire.Server, "")
	add(wire.Closed, wire.Client, "")
}

// newTalk returns an event list of that size with some conversations.
func newTalk(conversations, width, height int) *eventList {
	m := newEventList(wire.NewRecording())
	m.width, m.height = width, height
	talk(m.recording, conversations)
	m.refresh()
	return m
}

// keys presses keys, given by name or character.
func (l *eventList) keys(names ...string) {
	for _, name := range names {
		l.press(keyPress(name), newKeyMap())
	}
}

// keyPress returns bubbletea's message for a key.
func keyPress(name string) tea.KeyMsg {
	named := map[string]tea.KeyType{
		"up": tea.KeyUp, "down": tea.KeyDown, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
		"home": tea.KeyHome, "end": tea.KeyEnd, "enter": tea.KeyEnter, "esc": tea.KeyEsc,
		"tab": tea.KeyTab, "shift+tab": tea.KeyShiftTab, "space": tea.KeySpace,
	}
	if kind, found := named[name]; found {
		return tea.KeyMsg{Type: kind}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

// text returns what is drawn, cut to the size.
func (l *eventList) text() string {
	var rows []string
	for _, row := range fill(l.view(newStyles(true)), l.width, l.height) {
		rows = append(rows, strings.TrimRight(ansi.Strip(row), " "))
	}
	return strings.Join(rows, "\n")
}

func (l *eventList) mustShow(t *testing.T, when string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(l.text(), text) {
			t.Errorf("%s: no %q in\n%s", when, text, l.text())
		}
	}
}

func (l *eventList) mustNotShow(t *testing.T, when string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(l.text(), text) {
			t.Errorf("%s: %q in\n%s", when, text, l.text())
		}
	}
}

// In each form the newest message is visible until the user scrolls, and again
// after G.
func TestMessagesFollow(t *testing.T) {
	for _, form := range [][]string{{}, {"t"}, {"v"}} {
		t.Run(fmt.Sprint("keys ", form), func(t *testing.T) {
			m := newTalk(10, 80, 8)
			m.keys(form...)
			talk(m.recording, 1)
			m.refresh()
			if !strings.Contains(lastRow(m), "closed") {
				t.Errorf("the last row is %q, want the newest message", lastRow(m))
			}
			m.keys("home")
			talk(m.recording, 1)
			m.refresh()
			m.mustNotShow(t, "after home", "question 12")
			m.keys("end")
			talk(m.recording, 1)
			m.refresh()
			if !m.follow || !strings.Contains(lastRow(m), "closed") {
				t.Errorf("after end: follow %t, last row %q", m.follow, lastRow(m))
			}
		})
	}
}

// lastRow returns the last row that is not empty.
func lastRow(m *eventList) string {
	rows := strings.Split(strings.TrimRight(m.text(), "\n"), "\n")
	return rows[len(rows)-1]
}

// The user can scroll to each message, however high the others are.
func TestMessagesScrollToEach(t *testing.T) {
	for _, form := range [][]string{{}, {"t"}, {"v"}} {
		for _, step := range []string{"down", "pgdown"} {
			t.Run(fmt.Sprint("keys ", form, step), func(t *testing.T) {
				m := newTalk(6, 80, 8)
				m.keys(form...)
				m.keys("home")
				seen := m.text()
				for range m.shown {
					m.keys(step)
					seen += m.text()
				}
				for conn := 1; conn <= 6; conn++ {
					for _, text := range []string{"question", "answer"} {
						if want := fmt.Sprintf("%s %d", text, conn); !strings.Contains(seen, want) {
							t.Errorf("scrolling does not reach %q", want)
						}
					}
				}
				m.mustShow(t, "at the end", "closed")
			})
		}
	}
}

// A message higher than the screen is shown from its beginning.
func TestMessagesHigherThanTheScreen(t *testing.T) {
	m := newTalk(1, 80, 8)
	m.recording.Add(wire.Event{Conn: 1, Kind: wire.Data, From: wire.Client,
		Data: slices.Repeat([]byte("0123456789abcdef"), 100)})
	m.refresh()
	m.keys("t")
	m.mustShow(t, "hex", "1600", "00000000  30 31 32")
}

func TestMessagesFilters(t *testing.T) {
	m := newTalk(2, 80, 20)
	m.keys("f")
	m.mustShow(t, "the client's", "question 1", "question 2")
	m.mustNotShow(t, "the client's", "answer", "S>")
	m.keys("f")
	m.mustShow(t, "the server's", "answer 1", "answer 2")
	m.mustNotShow(t, "the server's", "question", "C>")
	m.keys("f", "o")
	m.mustShow(t, "connection 1", "question 1", "answer 1")
	m.mustNotShow(t, "connection 1", "#2")
	m.keys("o", "f")
	m.mustShow(t, "connection 2, the client's", "question 2")
	m.mustNotShow(t, "connection 2, the client's", "answer 2", "#1")
	m.keys("f", "f", "o")
	if got := len(m.shown); got != 10 {
		t.Errorf("without filters %d messages, want 10", got)
	}
}

func TestMessagesSearch(t *testing.T) {
	m := newTalk(20, 80, 5)
	m.keys("home")
	for _, conn := range []int{1, 10, 11, 12} { // "question 1" begins them
		if conn == 1 {
			m.find("QUESTION 1")
		} else {
			m.keys("n")
		}
		row, _, _ := strings.Cut(m.text(), "\n")
		if want := fmt.Sprintf(`"question %d\n"`, conn); !strings.Contains(row, want) ||
			!strings.HasPrefix(row, "*") {
			t.Errorf("the first row is %q, want * and %s", row, want)
		}
	}
	top := m.first()
	if m.find("not there"); m.first() != top {
		t.Errorf("a search without a match has scrolled from message %d to %d", top, m.first())
	}
	m.find(`answer 20\n`)
	m.find(`question 2\n`) // from the start again
	m.mustShow(t, "after the last", `"question 2\n"`)
	m.find("")
	if m.mustNotShow(t, "after a search for nothing", "*"); m.search != "" {
		t.Errorf("search %q, want none", m.search)
	}
}

func TestMessagesClear(t *testing.T) {
	m := newTalk(3, 80, 20)
	m.keys("o", "X")
	m.mustShow(t, "cleared", "no messages yet")
	m.keys("f", "f", "f")
	m.mustShow(t, "cleared and filtered", "no messages yet")
	talk(m.recording, 1)
	m.refresh()
	m.mustShow(t, "after it", "question 4", "answer 4")
	m.mustNotShow(t, "after it", "question 3")
}

// Events that the recording has dropped are no longer shown.
func TestMessagesDropped(t *testing.T) {
	m := newTalk(1, 80, 20)
	talk(m.recording, wire.MaxEvents/5)
	m.keys("home")
	m.refresh()
	m.mustNotShow(t, "after five more than fit", "question 1\\")
	if got := len(m.shown); got != wire.MaxEvents {
		t.Errorf("%d messages, want %d", got, wire.MaxEvents)
	}
}
