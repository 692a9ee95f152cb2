package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
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
	m.setSize(width, height)
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
		"backspace": tea.KeyBackspace, "ctrl+g": tea.KeyCtrlG,
		"left": tea.KeyLeft, "right": tea.KeyRight,
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
	m.mustShow(t, "hex", "1600", "0000 30 31 32")
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

// What has come while the user was reading older messages is counted, and the
// selected message stays selected.
func TestMessagesMissed(t *testing.T) {
	m := newTalk(3, 80, 6)
	m.keys("home", "down")
	talk(m.recording, 2)
	m.refresh()
	if got := m.summary(); !strings.Contains(got, "10 new: G") {
		t.Errorf("the heading is %q, want 10 new messages", got)
	}
	if got, _ := m.selected(); got.Number != 2 {
		t.Errorf("message %d is selected, want 2", got.Number)
	}
	m.keys("end")
	if got := m.summary(); strings.Contains(got, "new") || !m.follow {
		t.Errorf("at the end the heading is %q and follow %t", got, m.follow)
	}
}

// The selected message is marked, also without colours, and always on the screen.
func TestMessagesCursor(t *testing.T) {
	for _, form := range [][]string{{}, {"t"}, {"v"}} {
		m := newTalk(10, 80, 8)
		m.keys(form...)
		for _, key := range []string{"home", "down", "down", "pgdown", "down", "pgup", "up", "end", "up", "pgup", "up"} {
			m.keys(key)
			event, _ := m.selected()
			row := ""
			for _, line := range strings.Split(m.text(), "\n") {
				if strings.HasPrefix(line, ">") {
					row += line
				}
			}
			want := fmt.Sprintf("%d\\n", event.Conn)
			if event.Kind != wire.Data {
				want = event.Kind.String()[:6]
			}
			if !strings.Contains(row, want) {
				t.Fatalf("keys %v %s: message %d is selected, the marked row is %q in\n%s", form, key,
					event.Number, row, m.text())
			}
		}
	}
}

// A click selects the message in that row, whatever the form.
func TestMessagesClick(t *testing.T) {
	for _, form := range [][]string{{}, {"t"}, {"v"}} {
		m := newTalk(10, 80, 12)
		m.keys(form...)
		m.keys("home")
		rows := strings.Split(m.text(), "\n")
		y := slices.IndexFunc(rows, func(row string) bool { return strings.Contains(row, "answer 1") })
		m.click(3, y)
		if got, _ := m.selected(); string(got.Data) != "answer 1\n" {
			t.Errorf("keys %v: a click on %q selects message %d", form, rows[y], got.Number)
		}
		m.click(3, 99)
		if got, _ := m.selected(); string(got.Data) != "answer 1\n" {
			t.Errorf("keys %v: a click below the rows selects message %d", form, got.Number)
		}
	}
}

// Time, connection, side and size have the same columns whatever their values.
func TestMessagesColumns(t *testing.T) {
	m := newTalk(0, 100, 20)
	for _, conn := range []int{1, 99999} {
		for _, size := range []int{1, 9999, 10_000, 1 << 20, 30 << 20} {
			m.recording.Add(wire.Event{Conn: conn, Kind: wire.Data, From: wire.Client,
				Data: []byte("x" + strings.Repeat("y", size-1))})
		}
		m.recording.Add(wire.Event{Conn: conn, Kind: wire.Reset, From: wire.Server})
	}
	m.refresh()
	for _, row := range strings.Split(m.text(), "\n") {
		before, _, found := strings.Cut(row, `"x`)
		if !found {
			before, _, found = strings.Cut(row, "reset")
		}
		column := lipgloss.Width(before)
		if !found {
			continue
		}
		if want := lipgloss.Width("> 15:04:05.000     +0µs #1     C> 9999 "); column != want {
			t.Errorf("the text begins in column %d, want %d: %s", column, want, row)
		}
	}
}

// A ruled line separates two runs of the server.
func TestMessagesOfTwoRuns(t *testing.T) {
	for _, form := range [][]string{{}, {"v"}} {
		m := newTalk(1, 80, 20)
		m.recording.Add(wire.Event{Kind: wire.Started})
		talk(m.recording, 1)
		m.refresh()
		m.keys(form...)
		m.mustShow(t, "two runs", "the server was started ───")
	}
}

// A kind of event that the screen does not know is shown by its name.
func TestMessagesOfUnknownKind(t *testing.T) {
	for _, form := range [][]string{{}, {"v"}} {
		m := newTalk(1, 80, 20)
		m.recording.Add(wire.Event{Conn: 1, Kind: 200, From: wire.Client})
		m.refresh()
		m.keys(form...)
		m.mustShow(t, "an unknown kind", "Kind(200)")
	}
}

// A long path loses its middle in the list, and is whole in the detail.
func TestMessagesLongPath(t *testing.T) {
	path := "dial unix /tmp/" + strings.Repeat("deep/", 20) + "socket: connect: connection refused"
	m := newTalk(0, 80, 20)
	m.recording.Add(wire.Event{Conn: 1, Kind: wire.Failed, From: wire.Server, Reason: path})
	m.refresh()
	m.mustShow(t, "the list", "no server: dial unix /", "…", "connection refused")
	m.keys("enter")
	whole := strings.ReplaceAll(strings.ReplaceAll(m.text(), "\n", ""), " ", "")
	if !strings.Contains(whole, strings.ReplaceAll(path, " ", "")) {
		t.Errorf("the path is not whole in the detail\n%s", m.text())
	}
}
