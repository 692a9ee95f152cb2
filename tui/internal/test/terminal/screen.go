//go:build unix

package terminal

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hinshun/vt10x"
	"github.com/mattn/go-runewidth"
)

// filler stands in the second cell of a character that is two cells wide.
const filler = '\ue000'

// cells knows the widths of characters in a terminal without an East Asian locale.
var cells = runewidth.Condition{StrictEmojiNeutral: true}

// emulator is a screen that interprets what programs write to a terminal and
// answers queries for its colours and its cursor.
type emulator struct {
	screen vt10x.Terminal
	rest   []byte // the beginning of a character that is incomplete
}

func newEmulator(program Program, answers io.Writer) *emulator {
	switch {
	case program.Light:
		answers = whitePaper{answers}
	case program.Silent:
		answers = io.Discard
	}
	return &emulator{screen: vt10x.New(vt10x.WithWriter(answers),
		vt10x.WithSize(program.Columns, program.Rows))}
}

// whitePaper makes the screen report a white background; by itself it reports a
// dark one.
type whitePaper struct{ io.Writer }

func (w whitePaper) Write(answer []byte) (int, error) {
	if bytes.HasPrefix(answer, []byte("\x1b]11;")) {
		answer = []byte("\x1b]11;rgb:ffff/ffff/ffff\a")
	}
	return w.Writer.Write(answer)
}

// write draws what the program writes. The screen gives every character one cell,
// but a terminal gives some two and others none.
func (e *emulator) write(text []byte) {
	text = append(e.rest, text...)
	var placed strings.Builder
	for len(text) > 0 && utf8.FullRune(text) {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		switch width := cells.RuneWidth(r); {
		case width == 0 && r >= 0xa0:
		case width == 2:
			placed.WriteRune(r)
			placed.WriteRune(filler)
		default:
			placed.WriteRune(r)
		}
	}
	e.rest = text
	// It reports no errors.
	_, _ = e.screen.Write([]byte(placed.String()))
}

func (e *emulator) isOnSecondScreen() bool {
	return e.screen.Mode()&vt10x.ModeAltScreen != 0
}

// lines returns the rows of the screen without trailing spaces.
func (e *emulator) lines() []string {
	columns, rows := e.screen.Size()
	lines := make([]string, rows)
	for y := range lines {
		var line strings.Builder
		for x := range columns {
			switch r := e.screen.Cell(x, y).Char; r {
			case filler:
			case 0:
				line.WriteRune(' ')
			default:
				line.WriteRune(r)
			}
		}
		lines[y] = strings.TrimRight(line.String(), " ")
	}
	return lines
}

// Screen returns the rows of the screen without trailing spaces. If a bubbletea
// program uses the second screen, they are its last complete frame.
func (t *Terminal) Screen() []string {
	lines, _ := t.look()
	return lines
}

// look returns the screen and a channel that is closed when it changes.
func (t *Terminal) look() (lines []string, more <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.screen, t.more
}

// String returns the screen in a frame.
func (t *Terminal) String() string {
	lines := t.Screen()
	t.mu.Lock()
	columns, _ := t.emulator.screen.Size()
	t.mu.Unlock()
	rule := strings.Repeat("-", columns)
	var framed strings.Builder
	for _, line := range lines {
		fmt.Fprintf(&framed, "|%s%s|\n", line,
			strings.Repeat(" ", max(0, columns-cells.StringWidth(line))))
	}
	return "+" + rule + "+\n" + framed.String() + "+" + rule + "+"
}

// Shows reports whether all the texts are on the screen, each in one row.
func (t *Terminal) Shows(texts ...string) bool {
	return shows(t.Screen(), texts)
}

func shows(screen, texts []string) bool {
	all := strings.Join(screen, "\n")
	for _, text := range texts {
		if !strings.Contains(all, text) {
			return false
		}
	}
	return true
}

// WaitFor waits until all the texts are on the screen at once.
func (t *Terminal) WaitFor(texts ...string) {
	t.t.Helper()
	t.WaitUntil(fmt.Sprintf("%q", texts), func(screen []string) bool {
		return shows(screen, texts)
	})
}

// WaitGone waits until none of the texts is on the screen.
func (t *Terminal) WaitGone(texts ...string) {
	t.t.Helper()
	t.WaitUntil(fmt.Sprintf("the end of %q", texts), func(screen []string) bool {
		for _, text := range texts {
			if shows(screen, []string{text}) {
				return false
			}
		}
		return true
	})
}

// WaitUntil waits until found accepts the screen; what describes what it looks for.
func (t *Terminal) WaitUntil(what string, found func(screen []string) bool) {
	t.t.Helper()
	deadline := time.NewTimer(Patience)
	defer deadline.Stop()
	for {
		screen, more := t.look()
		if found(screen) {
			return
		}
		select {
		case <-more:
		case <-t.drained:
			if found(t.Screen()) {
				return
			}
			t.t.Fatalf("%s ended without %s\n%s\nlast output: %q", t.command.Path, what, t,
				t.tail())
		case <-deadline.C:
			t.t.Fatalf("%s: no %s\n%s", t.command.Path, what, t)
		}
	}
}

// tail returns the end of the program's output.
func (t *Terminal) tail() []byte {
	raw := t.Raw()
	return raw[max(0, len(raw)-2000):]
}
