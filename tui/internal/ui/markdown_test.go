package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

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

// On a terminal of 80 columns no line of code and no drawing in a lesson is
// wrapped.
func TestLessonFits(t *testing.T) {
	for _, stage := range course.Stages {
		lesson, err := course.Lesson(stagetest.Root(), stage)
		if err != nil {
			t.Fatal(err)
		}
		rendered, err := renderLesson(lesson, 80, true)
		if err != nil {
			t.Fatal(err)
		}
		shown := make(map[string]bool)
		for line := range strings.SplitSeq(ansi.Strip(rendered), "\n") {
			shown[strings.TrimSpace(line)] = true
		}
		inFence := false
		for i, line := range strings.Split(expandTabs(lesson), "\n") {
			if fenceLine.MatchString(line) {
				inFence = !inFence
			} else if inFence && !shown[strings.TrimSpace(line)] {
				t.Errorf("%s, line %d is wrapped: %s", stage.ID, i+1, line)
			}
		}
	}
}
