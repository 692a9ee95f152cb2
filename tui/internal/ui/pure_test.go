package ui

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	chromastyles "github.com/alecthomas/chroma/v2/styles"
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"wallsockets/tui/internal/wire"
)

func TestFit(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		want  string
	}{
		{"", 3, "   "},
		{"abc", 3, "abc"},
		{"abc", 5, "abc  "},
		{"abcdef", 4, "abc…"},
		{"日本語", 4, "日… "}, // half a character is not drawn
		{"日本語", 6, "日本語"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"},
		{"\x1b[31mabcdef\x1b[0m", 4, "\x1b[31mabc…\x1b[0m"},
	} {
		if got := fit(test.text, test.width); got != test.want {
			t.Errorf("fit(%q, %d) = %q, want %q", test.text, test.width, got, test.want)
		}
	}
}

func TestFill(t *testing.T) {
	got := fill([]string{"a", "bcdef", "g"}, 3, 2)
	if want := []string{"a  ", "bc…"}; !slices.Equal(got, want) {
		t.Errorf("fill three lines into 3x2: %q, want %q", got, want)
	}
	got = fill(nil, 2, 2)
	if want := []string{"  ", "  "}; !slices.Equal(got, want) {
		t.Errorf("fill nothing into 2x2: %q, want %q", got, want)
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 5, []string{""}},
		{"the quick fox", 9, []string{"the quick", "fox"}},
		{"abcdefgh", 3, []string{"abc", "def", "gh"}},
		{"日本語", 4, []string{"日本", "語"}},
		{"see -max-open 3", 9, []string{"see", "-max-open", "3"}}, // hyphens belong to the word
		{"ab", 0, []string{"a", "b"}},
	} {
		if got := wrap(test.text, test.width); !slices.Equal(got, test.want) {
			t.Errorf("wrap(%q, %d) = %q, want %q", test.text, test.width, got, test.want)
		}
	}
}

func TestScroll(t *testing.T) {
	lines := strings.Split("0 1 2 3 4 5 6 7 8 9", " ")
	s := scroll{height: 4, length: len(lines)}
	for _, step := range []struct{ key, want string }{
		{"up", "0 1 2 3"}, {"down", "1 2 3 4"}, {"j", "2 3 4 5"}, {"k", "1 2 3 4"},
		{"pgdown", "5 6 7 8"}, {"space", "6 7 8 9"}, {"down", "6 7 8 9"},
		{"pgup", "2 3 4 5"}, {"pgup", "0 1 2 3"}, {"G", "6 7 8 9"}, {"g", "0 1 2 3"},
		{"end", "6 7 8 9"}, {"home", "0 1 2 3"},
	} {
		if !s.press(keyPress(step.key), newKeyMap()) {
			t.Errorf("%s does not scroll", step.key)
		}
		if got := strings.Join(s.cut(lines), " "); got != step.want {
			t.Errorf("after %s: %s, want %s", step.key, got, step.want)
		}
	}
	if s.press(keyPress("x"), newKeyMap()) {
		t.Error("x scrolls")
	}
	s.top = 9
	s.setLength(3)
	if got := s.cut(lines[:3]); !slices.Equal(got, lines[:3]) {
		t.Errorf("of fewer lines than fit: %q, want all of %q", got, lines[:3])
	}
	if got := s.cut(nil); len(got) != 0 {
		t.Errorf("of no lines: %q", got)
	}
	s = scroll{height: 4, length: 10, top: 6}
	if s.setHeight(8); s.top != 2 {
		t.Errorf("a higher screen begins with line %d, want 2", s.top)
	}
}

func TestSince(t *testing.T) {
	for _, test := range []struct {
		since time.Duration
		want  string
	}{
		{0, "+0µs"},
		{999 * time.Microsecond, "+999µs"},
		{1500 * time.Microsecond, "+1.5ms"},
		{999 * time.Millisecond, "+999.0ms"},
		{time.Second, "+1.0s"},
		{59*time.Minute + 59*time.Second, "+3599.0s"},
		{90 * time.Minute, "+1h30m"},
		{100 * time.Hour, "+100h0m"},
	} {
		if got := since(test.since); got != test.want {
			t.Errorf("since(%v) = %q, want %q", test.since, got, test.want)
		}
		if got := lipgloss.Width(since(test.since)); got > 8 {
			t.Errorf("since(%v) is %d cells wide, the column only 8", test.since, got)
		}
	}
}

func TestCompare(t *testing.T) {
	before := "package main\n\nfunc a() {\n\tone()\n\ttwo()\n}\n"
	after := "package main\n\nfunc a() {\n\tone()\n\tthree()\n\tfour()\n}\n"
	c := compare(before, after, newStyles(true))
	var got []string
	for _, r := range c.rows {
		got = append(got, fmt.Sprintf("%d%c%s", r.line, r.sign, r.plain))
		if ansi.Strip(r.text) != r.plain {
			t.Errorf("the text in colours is %q, without %q", r.text, r.plain)
		}
	}
	want := []string{"1 package main", "2 ", "3 func a() {", "4     one()",
		"5-    two()", "5+    three()", "6+    four()", "7 }"}
	if !slices.Equal(got, want) || c.added != 2 || c.removed != 1 {
		t.Errorf("+%d -%d\n%s\nwant +2 -1\n%s", c.added, c.removed, strings.Join(got, "\n"),
			strings.Join(want, "\n"))
	}
	if c := compare(before, before, newStyles(true)); c.added+c.removed != 0 {
		t.Errorf("the same text: %d added, %d removed", c.added, c.removed)
	}
	for after, want := range map[string]string{"a\nb\nc\n": "   ", "a\nx\nc\n": " + ", "a\nc\n": " -",
		"a\nb\n": " -", "b\nc\n": "- ", "a\nb\nc\nd\n": "   +"} {
		lines := strings.Count(after, "\n")
		if got := string(compare("a\nb\nc\n", after, newStyles(true)).signs(lines)); got != want {
			t.Errorf("the signs of %q are %q, want %q", after, got, want)
		}
	}
}

// The line of keys ends with tab, ? and q, and always has exactly the width. A key that
// does not fit makes room for the next that does.
func TestKeyLine(t *testing.T) {
	m := newModel(t, 80, 24)
	bindings := []key.Binding{m.keys.start, m.keys.view, m.keys.search}
	last := []key.Binding{m.keys.next, m.keys.help, m.keys.quit}
	for width := 40; width < 120; width++ {
		line := ansi.Strip(m.keyLine(bindings, last, width))
		if got := lipgloss.Width(line); got != width {
			t.Errorf("width %d: %d cells: %q", width, got, line)
		}
		if !strings.HasSuffix(strings.TrimRight(line, " "), "tab next screen  ? all keys  q quit") {
			t.Errorf("width %d: the line does not end with tab, ? and q: %q", width, line)
		}
	}
	if line := ansi.Strip(m.keyLine(bindings, last, 50)); !strings.HasPrefix(line, "/ search") {
		t.Errorf("the search is not in %q", line)
	}
	line := ansi.Strip(m.keyLine(bindings, last, 120))
	for _, binding := range append(bindings, last...) {
		if want := binding.Help().Key + " " + binding.Help().Desc; !strings.Contains(line, want) {
			t.Errorf("no %q in %q", want, line)
		}
	}
}

// An event can be recognized without its colour.
func TestDescribe(t *testing.T) {
	for _, test := range []struct {
		event wire.Event
		want  string
	}{
		{wire.Event{Kind: wire.Connected, From: wire.Client, Peer: "127.0.0.1:5"},
			"C>      connected: 127.0.0.1:5"},
		{wire.Event{Kind: wire.Data, From: wire.Client, Data: []byte("a\n"), Size: 2}, `C>    2 "a\n"`},
		{wire.Event{Kind: wire.Data, From: wire.Server, Data: []byte("a"), Size: 5000},
			`S> 5000 "a" and 4999 bytes more`},
		{wire.Event{Kind: wire.HalfClosed, From: wire.Server}, "S>      half-closed"},
		{wire.Event{Kind: wire.Closed, From: wire.Client}, "C>      closed"},
		{wire.Event{Kind: wire.Reset, From: wire.Client}, "C>      reset"},
		{wire.Event{Kind: wire.Failed, Reason: "connection refused"},
			"--      no server: connection refused"},
	} {
		if got := describe(test.event); got != test.want {
			t.Errorf("describe(%v) = %q, want %q", test.event, got, test.want)
		}
	}
}

// Each screen fits each terminal that is large enough, and fills each line. A
// smaller terminal gets a message.
func TestViewFits(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {61, 17}, {80, 24}, {120, 40}, {250, 80}} {
		m := newModel(t, size[0], size[1])
		for range m.tabs {
			lines := strings.Split(m.View(), "\n")
			if len(lines) != size[1] {
				t.Errorf("%v %s: %d lines", size, m.tabs[m.active].title(), len(lines))
			}
			for i, line := range lines {
				if got := lipgloss.Width(line); got != size[0] {
					t.Errorf("%v %s: line %d has %d cells: %q", size, m.tabs[m.active].title(), i,
						got, ansi.Strip(line))
				}
			}
			m.Update(keyPress("tab"))
		}
	}
	m := newModel(t, 59, 16)
	if got, want := m.View(), "The guide needs 60 columns"; !strings.HasPrefix(ansi.Strip(got), want) {
		t.Errorf("at 59x16 %q, want %q", got, want)
	}
}

// However small a terminal is, the guide says in it what it needs, as far as that fits.
func TestTooSmall(t *testing.T) {
	m := modelWith(t, 5)
	give(m, keyPress("enter"))
	for _, width := range []int{1, 2, 3, 4, 5, 6, 10, 11, 20, 40, MinWidth - 1} {
		for _, height := range []int{1, 2, 3, 4, 5, 8, MinHeight - 1, MinHeight + 5} {
			m.update(tea.WindowSizeMsg{Width: width, Height: height})
			lines := strings.Split(m.View(), "\n")
			if len(lines) > height {
				t.Errorf("%dx%d: %d lines", width, height, len(lines))
			}
			for _, line := range lines {
				if got := lipgloss.Width(line); got > width {
					t.Errorf("%dx%d: a line has %d cells: %q", width, height, got, line)
				}
			}
			said := strings.Join(lines, " ")
			if width >= len("60x16") && !strings.Contains(said, "60x16") &&
				!strings.Contains(said, "60 columns and 16 rows") {
				t.Errorf("%dx%d: it says %q", width, height, lines)
			}
			for range m.tabs {
				give(m, keyPress("tab"))
			}
		}
	}
	for size, want := range map[[2]int]string{{1, 1}: "…", {10, 5}: "The guide\nneeds\n60x16.",
		{5, 1}: "60x16", {3, 2}: "60x\n16", {11, 1}: "needs 60x16"} {
		if got := strings.Join(tooSmall(size[0], size[1]), "\n"); got != want {
			t.Errorf("%v: %q, want %q", size, got, want)
		}
	}
}

func TestHexFitsTheScreen(t *testing.T) {
	for width, want := range map[int]string{40: " 01234567\n", 80: " 0123456789abcdef\n"} {
		m := newTalk(0, width, 10)
		m.recording.Add(wire.Event{Conn: 1, Kind: wire.Data, From: wire.Client,
			Data: []byte("0123456789abcdef")})
		m.refresh()
		m.keys("t")
		m.mustShow(t, fmt.Sprintf("hex, %d wide", width), want)
	}
}

// Lessons and code are rendered in the background, several at the same time. Both
// use chroma's shared styles: without the lock this fails under the race detector.
func TestLessonAndCodeAtOnce(t *testing.T) {
	before := lipgloss.ColorProfile()
	defer lipgloss.SetColorProfile(before)
	lipgloss.SetColorProfile(termenv.ANSI256)
	for range 50 {
		fresh, err := chromastyles.Get("github-dark").Builder().Build() // as before the first lesson
		if err != nil {
			t.Fatal(err)
		}
		chromastyles.Register(fresh)
		var working sync.WaitGroup
		for range 2 {
			working.Go(func() {
				if _, _, err := renderLesson("", "```go\nfunc main() {}\n```\n", 60, true); err != nil {
					t.Error(err)
				}
			})
			working.Go(func() { highlight("main.go", "package main\n", true) })
		}
		working.Wait()
	}
}

// Examples that do not fit are left out, not cut.
func TestExamples(t *testing.T) {
	for width, want := range map[int]string{20: "ab · /reset · c", 14: "ab · /reset", 10: "ab", 1: "ab"} {
		if got := examples("ab · /reset · c", width); got != want {
			t.Errorf("in %d columns: %q, want %q", width, got, want)
		}
	}
}

// A command that is too wide loses its middle, and is as wide as the screen.
func TestShorten(t *testing.T) {
	for width, want := range map[int]string{
		20: "$ nc -U /tmp/ws/unix", 30: "$ nc -U /tmp/ws/unix",
		11: "$ nc …/unix", 10: "$ nc…/unix",
	} {
		if got := shorten("$ nc -U /tmp/ws/unix", width); got != want {
			t.Errorf("in %d columns: %q, want %q", width, got, want)
		}
	}
}
