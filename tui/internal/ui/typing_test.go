package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/course"
)

// onRun returns a guide that shows the run of a part, without a server but with
// clients that are starting for ever.
func onRun(t *testing.T, part, clients int) *Model {
	t.Helper()
	m := newModel(t, 100, 24)
	m.open(course.Stages[part-1], "Run")
	for i := range clients {
		m.run.current.clients.open(&client{conn: i + 1})
	}
	return m
}

// sendText has the terminal send a text in one read.
func sendText(m *Model, text string) { m.update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text)}) }

func pasteInto(m *Model, text string) {
	m.update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
}

func pressAll(m *Model, names ...string) {
	for _, name := range names {
		m.update(keyPress(name))
	}
}

// bottom returns the last row of the run screen, where text is typed.
func bottom(m *Model) string {
	rows := m.run.view()
	return strings.TrimRight(ansi.Strip(rows[len(rows)-1]), " ")
}

// Letters that are typed to a client are no commands, whether they come one by one
// or at once, and its line says how to leave.
func TestLettersGoToTheClient(t *testing.T) {
	m := onRun(t, 3, 1)
	pressAll(m, "i")
	for _, key := range strings.Split("q?1sxXvz", "") {
		pressAll(m, key)
	}
	sendText(m, "rabc<>")
	if got, want := bottom(m), " #1 client> q?1sxXvzrabc<>"; !strings.HasPrefix(got, want) ||
		!strings.HasSuffix(got, "esc: commands") {
		t.Errorf("the line is %q, want %q and esc: commands", got, want)
	}
	if m.help.open || m.question != nil || m.stage != 2 || m.run.panes.zoom != zoomBoth || m.run.current.events.lanes {
		t.Error("letters for the client ran commands")
	}
	pressAll(m, "enter")
	if got := m.run.current.clients.current().typed; !slices.Equal(got, []string{"q?1sxXvzrabc<>"}) {
		t.Errorf("%q waits for the client to start", got)
	}
	pressAll(m, "v")
	if !m.run.current.events.lanes {
		t.Error("after enter v is not a command")
	}
	pressAll(m, "i", "v", "esc", "v")
	if m.run.current.events.lanes {
		t.Error("after esc v is not a command")
	}
}

// Two letters that the terminal sends at once are two keys, and the second goes
// where the first leads.
func TestTwoLettersAreTwoKeys(t *testing.T) {
	m := onRun(t, 3, 0)
	sendText(m, "vt")
	if events := m.run.current.events; !events.lanes || !events.hex {
		t.Errorf("after vt lanes are %t and hex is %t", events.lanes, events.hex)
	}
	sendText(m, "/ab")
	if got := m.run.current.events.prompt.field.Value(); got != "ab" {
		t.Errorf("after /ab the search is %q", got)
	}
	pressAll(m, "esc")
	sendText(m, "?v")
	if !m.help.open || m.help.filter != "v" {
		t.Errorf("after ?v the help page is filtered by %q, want v", m.help.filter)
	}
}

// A paste is text: whole in a text field, and nothing elsewhere.
func TestPasteRunsNoCommands(t *testing.T) {
	m := onRun(t, 3, 1)
	pasteInto(m, "v")
	pasteInto(m, "q1")
	if m.run.current.events.lanes || m.stage != 2 || !strings.Contains(m.notice, "pasted") {
		t.Errorf("a paste ran commands: part %d, notice %q", m.stage+1, m.notice)
	}
	talk(m.run.current.events.recording, 1)
	m.run.current.events.refresh()
	pressAll(m, "X")
	pasteInto(m, "y")
	if m.question == nil || len(m.run.current.events.shown) == 0 {
		t.Error("a paste answered the question")
	}
	pressAll(m, "n", "i")
	pasteInto(m, "vq")
	if got := m.run.input.field.Value(); got != "vq" {
		t.Errorf("the text field has %q of the paste vq", got)
	}
}

// X clears the messages only if the next key is y.
func TestClearAsks(t *testing.T) {
	m := onRun(t, 3, 0)
	pressAll(m, "X")
	if m.question != nil {
		t.Errorf("without messages it asks %q", m.question.text)
	}
	events := m.run.current.events
	talk(events.recording, 2)
	events.refresh()
	for _, no := range []string{"n", "esc", "X"} {
		pressAll(m, "X")
		if view := ansi.Strip(m.View()); !strings.Contains(view, "Clear the events, 10 of them? y yes") {
			t.Fatalf("X does not ask in\n%s", view)
		}
		if pressAll(m, no); len(events.shown) != 10 || m.question != nil {
			t.Errorf("after %s there are %d messages, want 10", no, len(events.shown))
		}
	}
	if sendText(m, "Xy"); len(events.shown) != 0 {
		t.Errorf("after Xy there are %d messages", len(events.shown))
	}
}

// Up and down go through what was typed in this part, sent or not, and back to what
// is being typed.
func TestHistory(t *testing.T) {
	m := onRun(t, 3, 1)
	for _, line := range []string{"one", "two", "two", ""} {
		pressAll(m, "i")
		sendText(m, line)
		pressAll(m, "enter")
	}
	pressAll(m, "i")
	sendText(m, "left")
	pressAll(m, "esc", "i")
	sendText(m, "draft")
	for _, step := range []struct{ key, want string }{
		{"down", "draft"}, {"up", "left"}, {"up", "two"}, {"up", "one"}, {"up", "one"},
		{"down", "two"}, {"down", "left"}, {"down", "draft"}, {"down", "draft"},
	} {
		pressAll(m, step.key)
		if got := m.run.input.field.Value(); got != step.want {
			t.Errorf("after %s: %q, want %q", step.key, got, step.want)
		}
	}
	pressAll(m, "esc", "/")
	sendText(m, "a search")
	pressAll(m, "enter")
	m.open(course.Stages[3], "Run")
	m.run.current.clients.open(new(client))
	if pressAll(m, "i", "up"); m.run.input.field.Value() != "" {
		t.Errorf("another part's history has %q", m.run.input.field.Value())
	}
	pressAll(m, "esc")
	m.open(course.Stages[2], "Run")
	if pressAll(m, "i", "up"); m.run.input.field.Value() != "draft" {
		t.Errorf("the last line is %q, want draft", m.run.input.field.Value())
	}
}

// If the client ends while its user is typing, the rest of the line runs no commands,
// and the line is in the history. If nothing was typed yet, there is only a notice.
func TestClientEndsWhileTyping(t *testing.T) {
	m := onRun(t, 3, 2)
	run := m.run.current
	pressAll(m, "i")
	sendText(m, "half a li")
	run.clients.current().failure = "exit code 1"
	give(m, updatedMsg{stage: run.stage})
	sendText(m, "ne v1q")
	pressAll(m, "tab", "up")
	if run.events.lanes || run.clients.chosen != 1 || m.stage != 2 || m.question != nil {
		t.Error("the rest of the line ran commands")
	}
	if got := bottom(m); !strings.Contains(got, "#2 client has ended") || !strings.Contains(got, "esc") {
		t.Errorf("the line is %q", got)
	}
	pressAll(m, "esc", "v", "<", "i", "up")
	if got := bottom(m); !run.events.lanes || !strings.HasPrefix(got, " #1 client> half a li") {
		t.Errorf("lanes %t, and of the line remains %q", run.events.lanes, got)
	}
	pressAll(m, "esc", "i")
	run.clients.current().failure = "exit code 1"
	m.update(updatedMsg{stage: run.stage})
	if m.run.typing() {
		t.Error("the text field is open for a client that has ended")
	}
	if pressAll(m, "i"); m.run.typing() {
		t.Error("i opens the text field for a client that has ended")
	}
}

// Tab and shift+tab go to the next client that is running, and take the text along.
func TestTypeToAnotherClient(t *testing.T) {
	m := onRun(t, 3, 3)
	m.run.current.clients.all[1].failure = "did not start"
	pressAll(m, "i")
	sendText(m, "hello")
	for _, step := range []struct{ key, want string }{
		{"tab", "#1 client> hello"}, {"tab", "#3 client> hello"}, {"shift+tab", "#1 client> hello"},
	} {
		if pressAll(m, step.key); !strings.HasPrefix(bottom(m), " "+step.want) {
			t.Errorf("after %s: %q, want %q", step.key, bottom(m), step.want)
		}
	}
	pressAll(m, "enter")
	if got := m.run.current.clients.all[0].typed; !slices.Equal(got, []string{"hello"}) {
		t.Errorf("client 1 gets %q", got)
	}
}

// A web page takes no input, so typing to it is not offered.
func TestNobodyTypesToAPage(t *testing.T) {
	m := onRun(t, 6, 1)
	m.run.current.clients.open(&client{program: "page"})
	pressAll(m, "i")
	if m.run.typing() {
		t.Error("i opens a text field for the page")
	}
	pressAll(m, "<", "i", "tab")
	if got := bottom(m); !strings.HasPrefix(got, " #1 client> ") {
		t.Errorf("tab goes from the client to %q", got)
	}
}

// Without a server no client is opened.
func TestNoServerNoClient(t *testing.T) {
	m := onRun(t, 6, 0)
	for _, key := range []string{"c", "b"} {
		if pressAll(m, key); len(m.run.current.clients.all) > 0 || m.run.typing() {
			t.Errorf("%s opens a client without a server", key)
		}
	}
}

// A client can be opened while the server is being built: what is typed is for it, and
// runs no commands. If the server does not start, neither does the client.
func TestTypeWhileTheServerStarts(t *testing.T) {
	m := onRun(t, 3, 0)
	pressAll(m, "s", "c")
	sendText(m, "et1")
	pressAll(m, "tab", "enter", "c")
	early := m.run.current.early
	if early == nil || !slices.Equal(early.typed, []string{"et1"}) || m.stage != 2 ||
		m.run.current.events.hex || !m.run.typing() {
		t.Fatalf("the early client is %+v, part %d", early, m.stage+1)
	}
	sendText(m, "vz")
	m.update(serverStartedMsg{stage: course.Stages[2], err: errors.New("no luck")})
	if m.run.current.early != nil || early.ended() != "did not start" || m.run.input.isOpen() {
		t.Errorf("after the failure the client is %q, the field is open: %t", early.ended(),
			m.run.input.isOpen())
	}
	sendText(m, "v")
	if m.run.current.events.lanes {
		t.Error("the rest of the line ran a command")
	}
}

// The text field has exactly the room that the terminal has, however long the text.
func TestTextFieldFits(t *testing.T) {
	m := onRun(t, 3, 1)
	m.update(tea.WindowSizeMsg{Width: 60, Height: 20})
	pressAll(m, "i")
	sendText(m, strings.Repeat("日本語 and more ", 20))
	for range 30 {
		if got := bottom(m); ansi.StringWidth(got) != 60 || !strings.HasSuffix(got, "esc: commands") {
			t.Fatalf("%d cells: %q", ansi.StringWidth(got), got)
		}
		for range 9 {
			m.update(tea.KeyMsg{Type: tea.KeyLeft})
		}
	}
}

// A line that no client reads is not sent, and its user learns why.
func TestLineTooLong(t *testing.T) {
	m := onRun(t, 3, 1)
	client := m.run.current.clients.all[0]
	for size, sent := range map[int]bool{longestLine: true, longestLine + 1: false} {
		client.typed = nil
		pressAll(m, "i")
		m.run.input.set(strings.Repeat("a", size))
		give(m, keyPress("enter"))
		if got := len(client.typed) > 0; got != sent || strings.Contains(m.notice, "reads 65535 at most") == sent {
			t.Errorf("a line of %d bytes is sent: %t; %q", size, got, m.notice)
		}
	}
}
