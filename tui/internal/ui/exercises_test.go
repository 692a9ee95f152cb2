package ui

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/check"
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/wire"
	"wallsockets/tui/internal/workspace"
)

// newExercises returns a guide that shows the exercises of this checkout, none of
// which was started.
func newExercises(t *testing.T, width, height int) *Model {
	t.Helper()
	t.Setenv(workspace.FolderVariable, t.TempDir())
	m := newModel(t, width, height)
	m.open(course.Stages[0], "Exercises")
	all, err := course.Exercises(m.root)
	if err != nil {
		t.Fatal(err)
	}
	m.update(exercisesMsg{all: all})
	return m
}

// failed is the result of a check with a finding.
func failed() check.Report {
	return check.Report{Exercise: "1.1", Steps: []check.Step{
		{Title: "it answers", State: check.Failed}, {Title: "it ends", State: check.NotReached}},
		Finding: &check.Finding{Name: "one-read", Happened: "Only a third came.", Conn: 1,
			Sent: `"quick\n"`, Want: `"a\x00b"`, Got: `"a"`, WantBytes: []byte("a\x00b"),
			GotBytes: []byte("a"), Cause: "It reads once.", Next: "Read in a loop.",
			Events: []wire.Event{{Conn: 1, Kind: wire.Connected, From: wire.Client},
				{Conn: 1, Kind: wire.Data, From: wire.Client, Size: 6, Data: []byte("quick\n")}}}}
}

func mustSee(t *testing.T, m *Model, after string, want ...string) {
	t.Helper()
	screen := ansi.Strip(m.View())
	for _, text := range want {
		if !strings.Contains(screen, text) {
			t.Errorf("after %s there is no %q in\n%s", after, text, screen)
		}
	}
}

// Keys lead from the list to a page, to the conversation of a finding, and back.
func TestExerciseKeys(t *testing.T) {
	m := newExercises(t, 100, 30)
	mustSee(t, m, "the start", "You have passed 0 of", "> 1.1", "· open", "s start")
	give(m, keyPress("down"))
	mustSee(t, m, "down", "> 1.2")
	give(m, keyPress("home"))
	give(m, keyPress("c"))
	mustSee(t, m, "c", "you have no program for 1.1 yet")
	give(m, keyPress("a"))
	mustSee(t, m, "a", "s starts 1.1 in c")
	give(m, keyPress("enter"))
	mustSee(t, m, "enter", "s copies the starter in c; a: go, c, python", "Write a client.")
	give(m, keyPress("h"))
	mustSee(t, m, "h", "Hint 1 of 3")
	give(m, keyPress("s"))
	give(m, keyPress("d"))
	mustSee(t, m, "s and d", "your program is still the starter")
	m.tasks.running = &checking{exercise: m.tasks.all[0], news: make(chan tea.Msg)}
	m.update(checkStepMsg{m.tasks.running, "it answers"})
	give(m, keyPress("home"))
	mustSee(t, m, "a step", "Checking: it answers...", "c stop")
	m.update(checkedMsg{m.tasks.running, failed()})
	mustSee(t, m, "a finding", "Not passed", "✗ it answers: failed", "Only a third came.", `sent: "quick\n"`,
		"61 00 62", "≠ 0000 61", "one-read: It reads once.", "Next: Read in a loop.")
	if got := m.progress.Exercises["1.1"]; got.Passed || got.Checks != 1 || got.Finding != "one-read" {
		t.Errorf("the progress has %+v", got)
	}
	give(m, keyPress("enter"))
	mustSee(t, m, "enter", "1.1 one-read: Only a third came.", "events: 2", `C>    6 "quick\n"`,
		"your code", "61 00 62")
	give(m, keyPress("v"))
	mustSee(t, m, "v", ", lanes")
	give(m, keyPress("esc"))
	mustSee(t, m, "esc", "Not passed")
	m.update(checkedMsg{&checking{exercise: m.tasks.all[0], news: make(chan tea.Msg)},
		check.Report{Exercise: "1.1", Passed: true}})
	give(m, keyPress("esc"))
	mustSee(t, m, "a pass", "You have passed 1 of", "✓ passed", "Next: 1.2")
}

// The solution opens after a pass and closes by the key that has opened it; beginning
// again asks first, and keeps what was there.
func TestExerciseSolutionAndReset(t *testing.T) {
	m := newExercises(t, 100, 30)
	for _, key := range []string{"x", "D"} {
		give(m, keyPress(key))
		mustSee(t, m, key, "you have no program for 1.1 yet")
	}
	give(m, keyPress("s"))
	give(m, keyPress("S"))
	mustSee(t, m, "S before a pass", "closed until your program has passed")
	m.progress.Checked("1.1", true, "")
	give(m, keyPress("D"))
	mustSee(t, m, "D", "--- yours/main.go", "+++ solution/main.go")
	give(m, keyPress("S"))
	mustSee(t, m, "S", "// Solution prints everything", "S solution")
	give(m, keyPress("S"))
	mustSee(t, m, "S again", "Write a client.")
	give(m, keyPress("d"))
	mustSee(t, m, "d", "your program is still the starter")
	mine := filepath.Join(m.tasks.desk.Folder(m.tasks.all[0]), "main.go")
	if err := os.WriteFile(mine, []byte("package mine\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	give(m, keyPress("D"))
	give(m, keyPress("esc"))
	mustSee(t, m, "D and esc", "Write a client.")
	give(m, keyPress("a"))
	mustSee(t, m, "a", "x begins 1.1 again in c")
	give(m, keyPress("x"))
	mustSee(t, m, "x", "Put the starter in c in place of your program?", "y begin again", "any other key no")
	give(m, keyPress("q"))
	if text, err := os.ReadFile(mine); string(text) != "package mine\n" {
		t.Errorf("after no the program is %q, %v", text, err)
	}
	give(m, keyPress("x"))
	give(m, keyPress("y"))
	mustSee(t, m, "y", "what you had is in ")
	if _, err := os.Stat(mine); err == nil {
		t.Error("after yes the program is still there")
	}
	kept, err := filepath.Glob(filepath.Dir(mine) + ".before-*/main.go")
	if err != nil || len(kept) != 1 {
		t.Errorf("kept are %q, %v; want one program", kept, err)
	}
}

// A check that the user has stopped, or that could not run, does not count.
func TestExerciseCheckThatDoesNotCount(t *testing.T) {
	m := newExercises(t, 100, 30)
	c := &checking{exercise: m.tasks.all[0], news: make(chan tea.Msg)}
	give(m, keyPress("enter"))
	m.update(checkedMsg{c, check.Report{Exercise: "1.1", Error: "no compiler"}})
	mustSee(t, m, "an error", "could not run, which is not your program's fault: no compiler")
	c.stopped = true
	m.update(checkedMsg{c, failed()})
	if got := m.progress.Exercises["1.1"].Checks; got != 0 {
		t.Errorf("%d checks count, want none", got)
	}
	m.update(exercisesMsg{err: errors.New("no folder")})
	mustSee(t, m, "an error", "The exercises cannot be read: no folder")
}

// Each state fits each size, and drawing it changes nothing.
func TestExercisesFit(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {60, 20}, {80, 24}, {120, 40}, {200, 50}} {
		m := newExercises(t, size[0], size[1])
		check := func(state string) {
			lines := strings.Split(m.View(), "\n")
			if len(lines) != size[1] {
				t.Errorf("%v %s: %d lines", size, state, len(lines))
			}
			for i, line := range lines {
				if got := lipgloss.Width(line); got != size[0] {
					t.Errorf("%v %s: line %d has %d cells: %q", size, state, i, got, ansi.Strip(line))
				}
			}
			if again := strings.Split(m.View(), "\n"); !slices.Equal(again, lines) {
				t.Errorf("%v %s: drawn again it differs", size, state)
			}
		}
		check("list")
		m.update(checkedMsg{&checking{exercise: m.tasks.all[0], news: make(chan tea.Msg)}, failed()})
		for _, key := range strings.Fields("end pgup home enter end h home enter v z z z t esc") {
			m.update(keyPress(key))
			check(fmt.Sprint("after ", key))
		}
	}
}

// Only what a text cannot show is in hex; a row of hex fits its column.
func TestBesideLines(t *testing.T) {
	text := &check.Finding{Want: `"hello\n"`, Got: `"hullo\n"`, WantBytes: []byte("hello\n"),
		GotBytes: []byte("hullo\n")}
	for _, test := range []struct {
		hex  bool
		want string
	}{
		{false, " \"hello\\n\"                             ≠ \"hullo\\n\"\n   ^                                       ^"},
		{true, " 0000 68 65 6c 6c 6f 0a       hello.   ≠ 0000 68 75 6c 6c 6f 0a       hullo."},
	} {
		got := strings.Join(plainLines(besideLines(text, 80, test.hex, newStyles(true))), "\n")
		if !strings.Contains(got, test.want) {
			t.Errorf("hex %v: got\n%s\nwant\n%s", test.hex, got, test.want)
		}
	}
	long := []byte(strings.Repeat("\x00", 500))
	var counted []byte
	for i := range 500 {
		counted = append(counted, byte(i))
	}
	if got := hexRows(counted, 256, 30); len(got) != hexMost+1 || !strings.HasPrefix(got[0], "0100 00 01 02 03 ....") {
		t.Errorf("of 500 bytes %q", got)
	}
	if got := differenceRow(long, long[:100], 8); got != 80 {
		t.Errorf("the first byte shown is %d, want 80", got)
	}
}

// Rows of bytes that repeat are counted, not shown again.
func TestHexRowsThatRepeat(t *testing.T) {
	lines := hexRows([]byte("0123456789abcdef"+strings.Repeat("\x00", 64)+"end"), 0, 44)
	if len(lines) != 5 || !strings.Contains(lines[3], "* the same 56 bytes more") ||
		!strings.Contains(lines[4], "end") {
		t.Errorf("the rows are\n%s", strings.Join(lines, "\n"))
	}
}

// A finding without a cause of its own says what happened once.
func TestFindingWithoutCause(t *testing.T) {
	f := &check.Finding{Name: "still-open", Happened: "The connection is still open.", Next: "Close it."}
	got := ansi.Strip(strings.Join(findingLines(f, 80, newStyles(true)), "\n"))
	if !strings.Contains(got, "\n still-open\n Next: Close it.") {
		t.Errorf("the finding is\n%s", got)
	}
}

// Beside a finding the code begins near the line that it is about, in each language, or
// the heading says that no line is known.
func TestCodeForFinding(t *testing.T) {
	const goClient = "package main\n\n// it reads (all)\nfunc main() {\n\tconn, err := net.Dial(\"tcp\", a)\n" +
		"\tline, _ := bufio.NewReader(os.Stdin).ReadString('\\n')\n\tio.WriteString(conn, line)\n\tn, err := conn.Read(buffer)\n\tconn.Close()\n}\n"
	const inC = "int main(void)\n{\n    listen(fd, 5);\n    fgets(line, 9, stdin);\n    n = read(fd, buffer, 9);\n    close(fd);\n}\n"
	const inPython = "import socket\n# recv(1)\nwith socket.create_connection((host, port)) as s:\n    print(s.recv(9))\n"
	for _, test := range []struct {
		line, name, text string
		at               int
		where            string
	}{
		{"output is \"x\"", "main.go", goClient, 8, "your code: main.go:8, where it reads"},
		{"\taccept", "main.go", goClient, 5, "your code: main.go:5, where it connects"},
		{"expect-end", "main.go", goClient, 9, "your code: main.go:9, where it closes"},
		{"connect", "main.c", inC, 3, "your code: main.c:3, where it listens"},
		{"expect-rest is \"x\"", "main.c", inC, 5, "your code: main.c:5, where it reads"},
		{"accept", "main.py", inPython, 3, "your code: main.py:3, where it connects"},
		{"expect \"x\"", "main.py", inPython, 4, "your code: main.py:4, where it reads"},
		{"expect-end", "main.py", inPython, 0, "your code; no line that closes is found"},
		{"exit 0", "main.go", goClient, 0, "your code; the check names no line"},
	} {
		files := []workspace.File{{Name: "/a/" + test.name, Text: test.text}}
		at, where := codeForFinding(&check.Finding{Line: test.line}, files)
		if at != test.at || where != test.where {
			t.Errorf("%s in %s: line %d, %q; want %d, %q", test.line, test.name, at, where, test.at, test.where)
		}
		other := workspace.File{Name: "/a/aaa.txt", Text: "one\ntwo\n"}
		if at, _ := codeForFinding(&check.Finding{Line: test.line}, append([]workspace.File{other}, files...)); test.at > 0 && at != test.at+3 {
			t.Errorf("%s in a second file: index %d, want %d", test.line, at, test.at+3)
		}
	}
	c := newConversation("1.1", &check.Finding{}, strings.Split(strings.Repeat("a\n", 100)+"this one", "\n"), 100, "where", newStyles(true))
	c.setSize(120, 20)
	if got := strings.Join(plainLines(c.view(newStyles(true))), "\n"); !strings.Contains(got, "this one") || !strings.Contains(got, "where") {
		t.Errorf("the line is not on the screen:\n%s", got)
	}
}

// What was expected stands alone if nothing came that it could be compared with.
func TestExpectedAlone(t *testing.T) {
	f := &check.Finding{Name: "not-ending", Happened: "The program has not ended.",
		Want: "that it ends with exit code 0", Next: "Leave the loop."}
	got := ansi.Strip(strings.Join(findingLines(f, 80, newStyles(true)), "\n"))
	if !strings.Contains(got, " expected: that it ends with exit code 0\n") || strings.Contains(got, "≠") {
		t.Errorf("the finding is shown as\n%s", got)
	}
}
