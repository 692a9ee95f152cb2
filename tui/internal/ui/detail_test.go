package ui

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"wallsockets/tui/internal/wire"
)

// The detail has the whole text and all bytes, and what is known of the message.
func TestDetail(t *testing.T) {
	m := newTalk(1, 80, 30)
	m.recording.Add(wire.Event{Conn: m.recording.Connection(), Kind: wire.Connected, From: wire.Client, Peer: "127.0.0.1:5555"})
	say := func(from wire.Side, text string) {
		m.recording.Add(wire.Event{Conn: 2, Kind: wire.Data, From: from, Data: []byte(text)})
	}
	say(wire.Client, "one\ntw")
	talk(m.recording, 1)
	say(wire.Client, "o\x00\n")
	say(wire.Server, strings.Repeat("long ", 1000))
	m.refresh()
	m.setFilter(mustFilter(t, "#2"))
	m.keys("home", "enter")
	m.mustShow(t, "connected", "event 1 of 4", "the client of connection #2", "connected: 127.0.0.1:5555",
		"client     127.0.0.1:5555", "state now")
	m.keys("down")
	m.mustShow(t, "the first half", "event 2 of 4", "6 bytes", "read 1 of 2 in a row without an answer between; "+
		"9 bytes", " \"one\\n\n tw\"\n", "0000 6f 6e 65 0a 74 77")
	m.keys("down")
	m.mustShow(t, "the second half", "read 2 of 2 in a row", `"o\x00\n"`, "before on #2")
	m.keys("down")
	m.mustShow(t, "a cut one", "5000 bytes; only the first 4096 were kept", "one read")
	m.mustNotShow(t, "a cut one", "0ff0")
	for range 20 {
		m.keys("pgdown")
	}
	m.mustShow(t, "its end", "0ff0")
	m.keys("up", "down")
	m.mustShow(t, "another message begins at its top", "event 4 of 4")
	m.keys("esc")
	m.mustShow(t, "esc", ">")
	m.mustNotShow(t, "esc", "event 4 of 4")
}

// While the detail is open the next message does not take its place; when it is closed
// at the end, the list follows again.
func TestDetailStays(t *testing.T) {
	m := newTalk(2, 80, 30)
	m.keys("enter")
	talk(m.recording, 1)
	m.refresh()
	m.mustShow(t, "after another conversation", "event 10 of 15")
	m.keys("end")
	talk(m.recording, 1)
	m.refresh()
	m.mustShow(t, "after yet another", "event 15 of 20")
	m.keys("end", "esc")
	talk(m.recording, 1)
	m.refresh()
	if got, _ := m.selected(); got.Number != 25 || m.missed() != 0 {
		t.Errorf("closed at the end, message %d is selected and %d are new; want 25 and 0", got.Number, m.missed())
	}
}

// A wide list keeps its rows beside the detail.
func TestDetailBeside(t *testing.T) {
	m := newTalk(2, 120, 20)
	m.keys("enter")
	m.mustShow(t, "at 120", "event 10 of 10", `"question 1\n"`, "│")
	m.setSize(80, 20)
	m.mustShow(t, "at 80", "event 10 of 10")
	m.mustNotShow(t, "at 80", `"question 1\n"`)
}

// Every line of the detail and of a conversation fits, whatever the bytes.
func TestDetailFits(t *testing.T) {
	m := newTalk(0, 60, 16)
	m.recording.Add(wire.Event{Conn: 1, Kind: wire.Data, From: wire.Client,
		Data: []byte(strings.Repeat("日本語 e\u0301 \x1b[2J\xff \t", 100))})
	m.refresh()
	m.keys("enter")
	for _, lines := range [][]string{m.detailLines(60, newStyles(true)), textLines([]byte("a  b"), 2)} {
		for _, line := range lines {
			if got := lipgloss.Width(line); got > 60 {
				t.Errorf("a line is %d wide: %q", got, line)
			}
		}
	}
	if got := strings.Join(textLines([]byte("a   b\nc"), 3), "|"); got != `"a |  b|\n|c"` {
		t.Errorf("text is laid out as %s, want every space", got)
	}
}

// F shows what both sides sent as one text, whatever the reads, without the other
// connections.
func TestStream(t *testing.T) {
	m := newTalk(1, 60, 12)
	conn := m.recording.Connection()
	for _, piece := range []struct {
		from wire.Side
		text string
	}{{wire.Client, "the qu"}, {wire.Client, "ick\nfox"}, {wire.Server, "an answer\nand more\n"},
		{wire.Client, "\x1b[2J\n"}} {
		m.recording.Add(wire.Event{Conn: conn, Kind: wire.Data, From: piece.from, Data: []byte(piece.text)})
		talk(m.recording, 1)
	}
	m.refresh()
	m.setFilter(mustFilter(t, "#2"))
	m.keys("F")
	want := []string{`C> the quick\n`, "C> fox", `S> an answer\n`, `S> and more\n`, `C> \x1b[2J\n`}
	if got := strings.TrimSpace(m.text()); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	if got := m.summary(); !strings.Contains(got, "conversation #2") || !strings.Contains(got, "C> 18 bytes") {
		t.Errorf("the heading is %q", got)
	}
	m.recording.Add(wire.Event{Conn: conn, Kind: wire.Data, From: wire.Client, Data: []byte("later")})
	m.recording.Add(wire.Event{Conn: conn, Kind: wire.Closed, From: wire.Client})
	m.refresh()
	m.mustShow(t, "what comes later", "C> later", "-- client closed")
	m.keys("t")
	m.mustShow(t, "hex", "C> 74 68 65 20 71 75 69 63 the quic", "C> 6b 0a 66 6f 78", "S> 61 6e")
	m.keys("esc")
	m.mustNotShow(t, "esc", "S> 61 6e")
}

// F has and counts what arrived: what stops at the relay is a remark, and what the relay
// delivers counts instead.
func TestStreamOfWhatArrives(t *testing.T) {
	m := newTalk(1, 70, 12)
	conn := m.recording.Connection()
	stops := func(text string) {
		m.recording.Add(wire.Event{Conn: conn, Kind: wire.Data, From: wire.Client, Data: []byte(text),
			Stopped: true})
	}
	act := func(act wire.Act, text string) {
		m.recording.Add(wire.Event{Conn: conn, Kind: wire.Interfered, Act: act, Of: wire.Client,
			Data: []byte(text), Size: len(text)})
	}
	m.recording.Add(wire.Event{Conn: conn, Kind: wire.Data, From: wire.Client, Data: []byte("the")})
	stops("quick\n")
	act(wire.Edited, "whale\n")
	act(wire.Delivered, "wha")
	act(wire.Delivered, "le\n")
	stops("gone\n")
	act(wire.Edited, "")
	act(wire.Delivered, "")
	m.refresh()
	m.setFilter(mustFilter(t, "#2"))
	m.keys("F")
	want := []string{"C> the", `-- stops at the relay: C>    6 "quick\n"`,
		`-- relay edited 6 bytes from the client: "whale\n"`, `C> whale\n`,
		`-- stops at the relay: C>    5 "gone\n"`, `-- relay edited 0 bytes from the client: ""`,
		"-- relay delivered nothing from the client"}
	if got := strings.TrimSpace(m.text()); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	if got := m.summary(); !strings.Contains(got, "C> 14 bytes sent, 9 delivered, S> 0 bytes") {
		t.Errorf("the heading is %q", got)
	}
	if got := string(m.copyStream()().(copyMsg).text); got != "thewhale\n" {
		t.Errorf("copied is %q", got)
	}
	m.keys("F", "home", "down", "enter") // what stops
	m.mustShow(t, "the detail of what stops", "by the relay, where they stop")
	m.keys("enter", "home", "enter")
	m.mustShow(t, "the detail of what arrives", "read 1 of 3 in a row")
}

// A conversation that is laid out piece by piece is the same as one laid out at once.
func TestStreamGrows(t *testing.T) {
	for _, hex := range []bool{false, true} {
		m := newTalk(1, 60, 12)
		m.keys("F")
		if hex {
			m.keys("t")
		}
		for i := range 200 {
			m.recording.Add(wire.Event{Conn: 1, Kind: wire.Data, From: wire.Client + wire.Side(i/30%2),
				Data: bytes.Repeat([]byte{'a', byte(i), '\n'}, i%7)})
			m.refresh()
		}
		grown := m.stream.lines
		m.layOutStream()
		if len(grown) != len(m.stream.lines) {
			t.Fatalf("hex %t: %d lines piece by piece, %d at once", hex, len(grown), len(m.stream.lines))
		}
		for i, line := range grown {
			if line != m.stream.lines[i] {
				t.Errorf("hex %t: line %d is %v, at once %v", hex, i, line, m.stream.lines[i])
			}
		}
	}
}

// y writes the bytes to the terminal's clipboard and to a file that only this user may
// read.
func TestCopy(t *testing.T) {
	runtime := t.TempDir()
	t.Setenv("XDG_RUNTIME_DIR", runtime)
	t.Setenv("STY", "")
	path := filepath.Join(runtime, "wallsockets", "copied")
	m := newModel(t, 120, 40)
	m.open(m.run.current.stage, "Run")
	var terminal bytes.Buffer
	m.terminal = &terminal
	talk(m.run.current.events.recording, 1)
	m.run.current.events.refresh()
	for _, step := range []struct{ keys, file, notice, clipboard string }{
		{"y", "  #1   client> closed", "the event copied to the clipboard and to " + path, ""},
		{"up up y", "answer 1\n", "9 bytes copied to the clipboard and to " + path, "\x1b]52;c;YW5zd2VyIDEK\a"},
		{"enter up y", "question 1\n", "11 bytes copied", "\x1b]52;c;cXVlc3Rpb24gMQo=\a"},
		{"F y", "question 1\nanswer 1\n", "20 bytes of both sides copied", "\x1b]52;c;cXVlc3Rpb24gMQphbnN3ZXIgMQo=\a"},
	} {
		terminal.Reset()
		for _, key := range strings.Fields(step.keys) {
			follow(m, m.update(keyPress(key)))
		}
		text, err := os.ReadFile(path)
		if got := string(text); err != nil || !strings.HasSuffix(got, step.file) {
			t.Errorf("%s: the file has %q, %v; want %q", step.keys, got, err, step.file)
		}
		if !strings.HasPrefix(m.notice, step.notice) || !strings.Contains(terminal.String(), step.clipboard) {
			t.Errorf("%s: notice %q, terminal %q; want %q and %q", step.keys, m.notice, terminal.String(),
				step.notice, step.clipboard)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v; want one for this user only", info, err)
	}
	follow(m, m.copy(copyMsg{make([]byte, clipboardMost+1), "a lot"}))
	if want := "too long for the clipboard"; !strings.Contains(m.notice, want) {
		t.Errorf("notice %q, want %q", m.notice, want)
	}
}

// follow runs a command and those that follow from it.
func follow(m *Model, command tea.Cmd) {
	for command != nil {
		command = m.update(command())
	}
}

// The detail says who did it: a program, the relay that stands between, or the guide.
func TestDetailSaysWho(t *testing.T) {
	for _, test := range []struct {
		event wire.Event
		want  string
	}{
		{wire.Event{Conn: 2, Kind: wire.Data, From: wire.Server}, "the server of connection #2"},
		{wire.Event{Conn: 2, Kind: wire.Interfered, Act: wire.Held, Of: wire.Client}, "the relay of connection #2"},
		{wire.Event{Kind: wire.Failed}, "the relay"},
		{wire.Event{Kind: wire.Started}, "the guide"},
	} {
		if got := whose(test.event); got != test.want {
			t.Errorf("%v is from %q, want %q", test.event.Kind, got, test.want)
		}
	}
}

// The detail of each kind of event, and of each act of hands, says what it means.
func TestDetailSaysWhatItMeans(t *testing.T) {
	for kind := wire.Connected; !strings.HasPrefix(kind.String(), "Kind("); kind++ {
		if meaning(wire.Event{Kind: kind, Act: wire.Held}) == "" {
			t.Errorf("%v means nothing", kind)
		}
	}
	for act := wire.Held; !strings.HasPrefix(act.String(), "Act("); act++ {
		if meaning(wire.Event{Kind: wire.Interfered, Act: act, Of: wire.Client}) == "" {
			t.Errorf("%v means nothing", act)
		}
	}
	m := newTalk(0, 80, 20)
	m.recording.Add(wire.Event{Conn: 1, Kind: wire.HalfClosed, From: wire.Server})
	m.refresh()
	m.keys("enter")
	m.mustShow(t, "enter", "means      The server has closed its socket, or only its sending half.",
		"the client reads the end of the stream")
}
