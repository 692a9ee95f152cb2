package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// A list item is one line for the layout, and a link to a file is its text. Code
// stays as it is.
func TestForScreen(t *testing.T) {
	for lesson, want := range map[string]string{
		"1. one\n   two\n2. three\n   ```go\n   a[i](b)\n   c\n   ```\n   four\n   five\n\nsix\nseven": "1. one two\n2. three\n   ```go\n   a[i](b)\n   c\n   ```\n   four five\n\nsix\nseven",
		"- [the\n  server](server/main.go), and [the web](https://go.dev)":                             "- the server, and [the web](https://go.dev)",
		"see [the\nserver](../server/main.go).":                                                        "see the\nserver.",
		"    a drawing\n    of two lines":                                                              "    a drawing\n    of two lines",
	} {
		if got := forScreen(lesson); got != want {
			t.Errorf("%q becomes\n%q, want\n%q", lesson, got, want)
		}
	}
}

// On a terminal of 80 columns no line of code, no command and no drawing in a
// lesson is wrapped, with colours or without. Only the output of a program may be
// wider.
func TestLessonFits(t *testing.T) {
	before := lipgloss.ColorProfile()
	defer lipgloss.SetColorProfile(before)
	for _, profile := range []termenv.Profile{termenv.Ascii, termenv.ANSI256} {
		lipgloss.SetColorProfile(profile)
		for _, stage := range course.Stages {
			lesson, err := course.Lesson(stagetest.Root(), stage)
			if err != nil {
				t.Fatal(err)
			}
			rendered, err := renderLesson(lesson, 80, true)
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range wrapped(expandTabs(lesson), ansi.Strip(rendered)) {
				t.Errorf("a line of %s is wrapped: %s", stage.ID, line)
			}
		}
	}
}

// wrapped returns the fenced lines of a lesson that no line on the screen shows
// whole.
func wrapped(lesson, screen string) (lines []string) {
	shown := make(map[string]bool)
	for line := range strings.SplitSeq(screen, "\n") {
		shown[strings.TrimSpace(line)] = true
	}
	inFence, console := false, false
	for line := range strings.SplitSeq(lesson, "\n") {
		line = strings.TrimSpace(line)
		if fenceLine.MatchString(line) {
			inFence, console = !inFence, line == "```console"
			continue
		}
		isOutput := console && !strings.HasPrefix(line, "$ ")
		if inFence && !shown[line] && !(isOutput && len(line) > 80) {
			lines = append(lines, line)
		}
	}
	return lines
}
