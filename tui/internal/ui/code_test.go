package ui

import (
	"fmt"
	"os"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/wire"
)

// codeRows returns rows of lines without signs.
func codeRows(lines []string) []row {
	var rows []row
	for i, line := range lines {
		rows = append(rows, row{text: line, plain: line, sign: ' ', line: i + 1})
	}
	return rows
}

// openCode returns a guide that shows the code of a part.
func openCode(t *testing.T, stage course.Stage, width, height int) *Model {
	t.Helper()
	m := newModel(t, width, height)
	m.open(stage, "Code")
	play(m, m.code.load())
	if len(m.code.files) == 0 {
		t.Fatal("no code is loaded")
	}
	return m
}

// play runs a command, and hands what it sends to the guide, and so on.
func play(m *Model, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			play(m, cmd)
		}
	default:
		play(m, m.update(msg))
	}
}

// pressKeys presses keys, separated by spaces.
func pressKeys(m *Model, keys string) {
	for _, key := range strings.Fields(keys) {
		play(m, m.update(keyPress(key)))
	}
}

// current returns the screen's line with the cursor.
func current(t *testing.T, m *Model) string {
	t.Helper()
	for _, line := range m.code.view() {
		if plain := ansi.Strip(line); strings.HasPrefix(plain, ">") {
			return plain
		}
	}
	t.Fatalf("no line has the cursor:\n%s", ansi.Strip(m.View()))
	return ""
}

func TestCodeCursor(t *testing.T) {
	m := openCode(t, course.Stages[3], 80, 24)
	for _, test := range []struct{ keys, position, line string }{
		{"", "line 1 of 135", "// Server answers with the frequencies"},
		{"down down", "line 3 of 135", "// cost"},
		{"}", "line 3 of 135", ""}, // no more: the header is one change
		{"home } }", "line ", ""},
		{"end", "line 135 of 135", "}"},
		{"/ D o o r enter", "line 31 of 135", "door "},
		{"n", "line 73 of 135", "door :="},
		{"N N", "line 108 of 135", "door.Leave"},
		{"d", "line 108 of 135", "door.Leave"},
		{"d", "line 108 of 135", "door.Leave"},
		{"pgup", "line 89 of 135", "}"},
	} {
		pressKeys(m, test.keys)
		screen := ansi.Strip(m.View())
		if test.line == "" {
			continue
		}
		if !strings.Contains(screen, test.position) || !strings.Contains(current(t, m), test.line) {
			t.Errorf("after %q the cursor is at %q in\n%s\nwant %q at %s", test.keys, current(t, m),
				screen, test.line, test.position)
		}
	}
}

// The next and the previous change are those that the marks show.
func TestCodeChanges(t *testing.T) {
	m := openCode(t, course.Stages[3], 100, 30)
	for _, diff := range []string{"", "d"} {
		pressKeys(m, "home "+diff)
		rows := m.code.rows()
		var want, got []int
		for i := range rows {
			if i > 0 && beginsChange(rows, i) {
				want = append(want, i)
			}
		}
		for range want {
			pressKeys(m, "}")
			got = append(got, m.code.cursor)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) || len(want) < 5 {
			t.Errorf("the changes are at %v, want %v", got, want)
		}
		pressKeys(m, "}")
		if m.code.cursor != want[len(want)-1] || !strings.Contains(m.notice, "no more changes") {
			t.Errorf("after the last change: row %d, %q", m.code.cursor, m.notice)
		}
		pressKeys(m, "{")
		if m.code.cursor != want[len(want)-2] {
			t.Errorf("before the last change is row %d, want %d", m.code.cursor, want[len(want)-2])
		}
		if !strings.HasPrefix(current(t, m)[1:], "+") && !strings.HasPrefix(current(t, m)[1:], "-") {
			t.Errorf("a change without a mark: %q", current(t, m))
		}
	}
}

func TestCodePicker(t *testing.T) {
	m := openCode(t, course.Stages[4], 60, 20)
	pressKeys(m, "o")
	screen := ansi.Strip(m.View())
	for _, want := range []string{"Choose a file", ">part5-unix/server/main.go", "+", "unixsocket/listen.go"} {
		if !strings.Contains(screen, want) {
			t.Errorf("the list has no %q:\n%s", want, screen)
		}
	}
	pressKeys(m, "down enter")
	if name := m.code.file().name; name != "part5-unix/client/main.go" {
		t.Errorf("enter opens %s", name)
	}
	pressKeys(m, "o end esc")
	if name := m.code.file().name; m.code.picker != nil || name != "part5-unix/client/main.go" {
		t.Errorf("after esc the screen shows %s", name)
	}
	pressKeys(m, "o end enter")
	if m.code.chosen != len(m.code.files)-1 {
		t.Errorf("the last file is %s", m.code.file().name)
	}
}

// Each kind of event has its lines in each stage, for both sides, and none of
// them is far from what it is about. What the guide did itself has none.
func TestEachEventHasItsLines(t *testing.T) {
	for _, stage := range course.Stages {
		r := newStageRun(newModel(t, 80, 24).env, stage)
		for kind := wire.Kind(1); !strings.HasPrefix(kind.String(), "Kind("); kind++ {
			if kind == wire.Started || kind == wire.Interfered {
				continue // the guide did it
			}
			for _, side := range []wire.Side{wire.Client, wire.Server} {
				places, err := r.placesOf(wire.Event{Conn: 1, Kind: kind, From: side})
				programs := make(map[string]bool)
				for _, p := range places {
					programs[p.Step.Program()] = true
					if _, err := os.Stat("../../../" + p.File); err != nil || p.Line < 1 {
						t.Errorf("part %d: %v by the %v is in %s:%d, %v", stage.Number, kind, side,
							p.File, p.Line, err)
					}
				}
				if err != nil || len(programs) != 2 {
					t.Errorf("part %d: %v by the %v has the lines %v, %v; want those of both ends",
						stage.Number, kind, side, places, err)
				}
			}
		}
		for _, kind := range []wire.Kind{wire.Closed, wire.Started, wire.Interfered} {
			if places, err := r.placesOf(wire.Event{Conn: 1, Kind: kind}); places != nil || err != nil {
				t.Errorf("part %d: %v by the guide has the lines %v, %v", stage.Number, kind, places, err)
			}
		}
	}
}

// l on the Run screen opens the line, l again the other end, and esc goes back. A
// line may be in a file of another part.
func TestLineOfAnEvent(t *testing.T) {
	for _, size := range [][2]int{{60, 20}, {80, 24}, {120, 40}} {
		m := newModel(t, size[0], size[1])
		m.open(course.Stages[5], "Run")
		play(m, m.code.load())
		m.run.current.events.recording.Add(wire.Event{Conn: 1, Kind: wire.Data, From: wire.Client,
			Data: []byte("whale\n")})
		m.run.current.events.refresh()
		for i, want := range []struct{ file, step, line string }{
			{"part6-php/server/main.go", "the server's read", "common.service.Converse("},
			{"direct_unix.go", "the server's read", "n, err := Receive("},
			{"part6-php/web/WordClient.php", "the client's write", "@fwrite($socket"},
			{"part6-php/client/main.go", "the client's write", "cmd.Run()"},
			{"part6-php/server/main.go", "the server's read", "common.service.Converse("},
		} {
			pressKeys(m, "l")
			screen := ansi.Strip(m.View())
			of := fmt.Sprintf("%d of 4", i%4+1)
			for _, text := range []string{"[Code]", want.file, want.step, of} {
				if !strings.Contains(screen, text) {
					t.Errorf("%v: after %d times l the screen has no %q:\n%s", size, i+1, text, screen)
				}
			}
			if got := current(t, m); !strings.Contains(got, want.line) || !m.code.marks() {
				t.Errorf("%v: the line is %q, want %q, marked", size, got, want.line)
			}
		}
		pressKeys(m, "esc")
		if screen := ansi.Strip(m.View()); !strings.Contains(screen, "[Run]") || m.code.places != nil {
			t.Errorf("%v: esc leads to\n%s", size, screen)
		}
	}
}

// A line that is gone is said, and nothing is selected in an empty list.
func TestLineThatIsGone(t *testing.T) {
	m := newModel(t, 80, 24)
	play(m, m.open(course.Stages[0], "Run"))
	pressKeys(m, "l")
	if m.notice != "no event is selected" {
		t.Errorf("without a message: %q", m.notice)
	}
	m.env.root = t.TempDir()
	m.run.current.events.recording.Add(wire.Event{Conn: 1, Kind: wire.Closed, From: wire.Client})
	m.run.current.events.refresh()
	for _, key := range []string{"l", "e"} {
		pressKeys(m, key)
		if !strings.Contains(m.notice, "find the code of the server's close") ||
			m.tabs[m.active].title() != "Run" {
			t.Errorf("without the code %s shows %q on %s", key, m.notice, m.tabs[m.active].title())
		}
	}
}

// narrated is what part 2's server prints, with what it prints besides the calls.
const narrated = `
socket(AF_INET, SOCK_STREAM, 0) = 4
    A socket for IPv4.

The address in the kernel's form, a sockaddr_in of 16 bytes:
    02 00                    sin_family  AF_INET (2)

listen(4, 5) = 0
    This makes it the listener.
    The second number is the backlog.

accept waits for a client

accept(4, 127.0.0.1:50014) = 6
    The result is the transfer socket.

read(6, "close(9) = 0\n", 255) = 13

write(6, "I got", 5) = -1 EPIPE (broken pipe)

close(6) = 0
    The client sees the end.

close(4) = 0
    Nobody listens.
`

func TestCalls(t *testing.T) {
	var lines []runner.Line
	for text := range strings.Lines(narrated) {
		lines = append(lines, runner.Line{Source: runner.Stderr, Text: strings.TrimSuffix(text, "\n")})
	}
	lines = append(lines, runner.Line{Source: runner.Stdout, Text: "read(1) = 2"})
	for name, want := range map[string]string{
		"socket": "[[socket(AF_INET, SOCK_STREAM, 0) = 4     A socket for IPv4.]]",
		"listen": "[[listen(4, 5) = 0     This makes it the listener.     The second number is the backlog.]]",
		"accept": "[[accept(4, 127.0.0.1:50014) = 6     The result is the transfer socket.]]",
		"read":   `[[read(6, "close(9) = 0\n", 255) = 13]]`,
		"write":  `[[write(6, "I got", 5) = -1 EPIPE (broken pipe)]]`,
		"close":  "[[close(6) = 0     The client sees the end.] [close(4) = 0     Nobody listens.]]",
		"poll":   "[]",
	} {
		if got := fmt.Sprint(calls(lines, name)); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// Where nothing has changed, no key for changes is offered, and d says why.
func TestNoChangesNoKey(t *testing.T) {
	m := newModel(t, 120, 24)
	m.open(course.Stages[0], "Code")
	m.update(codeLoadedMsg{stage: course.Stages[0], files: []codeFile{{name: "part1-basic/server/main.go",
		rows: []row{{text: "package main", plain: "package main", sign: ' ', line: 1}}}}})
	if got := ansi.Strip(m.footer()); strings.Contains(got, "change") || !strings.Contains(got, "o choose a file") {
		t.Errorf("the keys are %q", got)
	}
	give(m, keyPress("d"))
	if want := "part 1 grows from no other part"; m.notice != want || m.code.diff {
		t.Errorf("after d the notice is %q, want %q", m.notice, want)
	}
}
