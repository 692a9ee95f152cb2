//go:build unix

package ui

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// frameKeys work on every screen or in the list of parts.
var frameKeys = []scenario{
	{"part", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor(fmt.Sprintf("Part %s %s", key, course.Stages[key[0]-'1'].Title))
	}},
	{"next", func(g *guide, key string) {
		g.open(2, "Parts")
		g.Press(key)
		g.WaitFor("[Read]", "Part 2")
	}},
	{"previous", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("[Parts]", "Part 2")
	}},
	{"help", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("Everywhere", "go to a part")
		g.Press(key)
		g.WaitFor("Lessons read")
	}},
	{"mouse", func(g *guide, key string) {
		before := g.Written()
		g.Press(key)
		g.WaitFor("the wheel scrolls, a click selects")
		g.Press("wheeldown")
		g.WaitFor("Part 3")
		g.Press("wheelup")
		g.WaitFor("Part 2")
		g.Press(key)
		g.WaitFor("the terminal has the mouse again")
		g.WaitUntil("mouse reports switched on and off", func([]string) bool {
			_, after, taken := bytes.Cut(g.Raw()[before:], []byte("\x1b[?1002h"))
			return taken && bytes.Contains(after, []byte("\x1b[?1002l"))
		})
	}},
	{"enter", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("[Read]", "Part 2")
	}},
}

// moveKeys are tried in a lesson.
var moveKeys = []scenario{
	{"down", func(g *guide, key string) {
		first := g.lesson()
		g.Press(key)
		g.waitBody("a line further", func(body []string) bool {
			return slices.Equal(body[:len(body)-1], first[1:])
		})
	}},
	{"up", func(g *guide, key string) {
		first := g.lesson()
		g.Press("down")
		g.waitBody("a line further", func(body []string) bool { return body[0] == first[1] })
		g.Press(key)
		g.waitBody("the first page", func(body []string) bool { return slices.Equal(body, first) })
	}},
	{"pageDown", func(g *guide, key string) {
		first := g.lesson()
		for range first {
			before := g.body()
			g.Press("down")
			g.waitBody("a line further", func(body []string) bool { return !slices.Equal(body, before) })
		}
		second := g.body()
		g.lesson()
		g.Press(key)
		g.waitBody("the second page", func(body []string) bool { return slices.Equal(body, second) })
	}},
	{"pageUp", func(g *guide, key string) {
		first := g.lesson()
		g.Press("pgdown")
		g.waitBody("the second page", func(body []string) bool { return body[0] != first[0] })
		g.Press(key)
		g.waitBody("the first page", func(body []string) bool { return slices.Equal(body, first) })
	}},
	{"bottom", func(g *guide, key string) {
		g.lesson()
		g.Press(key)
		lesson, err := os.ReadFile(filepath.Join(stagetest.Root(), "part2-explained", "README.md"))
		if err != nil {
			g.t.Fatal(err)
		}
		words := strings.Fields(string(lesson))
		g.WaitFor(strings.Trim(words[len(words)-1], "`."))
	}},
	{"top", func(g *guide, key string) {
		first := g.lesson()
		g.Press("end")
		g.waitBody("the last page", func(body []string) bool { return body[0] != first[0] })
		g.Press(key)
		g.waitBody("the first page", func(body []string) bool { return slices.Equal(body, first) })
	}},
}

// lesson goes to the beginning of a lesson and returns the first page.
func (g *guide) lesson() []string {
	g.t.Helper()
	g.open(2, "Read")
	g.WaitGone("reading the lesson")
	g.Press("home")
	g.WaitFor("Part 2: ")
	return g.body()
}

func (g *guide) waitBody(what string, found func(body []string) bool) {
	g.t.Helper()
	g.WaitUntil(what, func(screen []string) bool { return found(screen[2 : len(screen)-1]) })
}

// codeKeys work on the code screen.
var codeKeys = []scenario{
	{"nextFile", func(g *guide, key string) {
		g.open(3, "Code")
		g.WaitFor(" 1/", "part3-threads/server/main.go", "line 1 of ", ">+ // Server answers")
		g.Press(key)
		g.WaitFor(" 2/", "part3-threads/client/main.go")
	}},
	{"previousFile", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor(" 1/", "part3-threads/server/main.go")
	}},
	{"diff", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("against part 1: +", " - // ", ">+ // ")
		g.Press(key)
		g.WaitGone("against part 1")
	}},
	{"files", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("Choose a file", ">part3-threads/server/main.go", "accept.go")
		g.Press("down")
		g.WaitFor(">part3-threads/client/main.go")
		g.Press("up")
		g.Press("enter")
		g.WaitFor(" 1/", "line 1 of ")
	}},
	{"nextChange", func(g *guide, key string) {
		g.Press(key)
		g.WaitGone("line 1 of ")
	}},
	{"previousChange", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("line 1 of ")
	}},
	{"previousHit", func(g *guide, key string) {
		g.Press("/")
		g.WaitFor(" search:")
		g.Type("PORTARGUMENT")
		g.Press("enter")
		g.WaitFor("portArgument(flag.Args())")
		g.WaitGone("line 1 of ")
		first := g.Screen()[1] // has the number of the line
		g.Press("n")
		g.WaitUntil("another match", func(screen []string) bool { return screen[1] != first })
		g.Press(key)
		g.WaitUntil("the first match", func(screen []string) bool { return screen[1] == first })
		g.Press("home")
		g.WaitFor("line 1 of ")
	}},
	{"line", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("l on the Run screen shows the line of code of an event")
	}},
	{"edit", func(g *guide, key string) {
		g.Press("down")
		g.WaitFor("line 2 of ")
		g.Press(key)
		g.WaitFor("editing main.go")
		g.WaitGone("[Code]")
		g.Press("enter")
		g.WaitFor("[Code]", "package main")
	}},
}

// fakeEditor returns an editor that prints what it edits and ends at enter.
func fakeEditor(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "editor")
	text := "#!/bin/sh\necho editing $(basename $1)\nread answer\n"
	if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// lastKeys end or suspend the guide, or need another one: each has its own guide.
var lastKeys = []scenario{
	{"quit", func(g *guide, key string) { quitBy(g.t, key) }},
	{"kill", func(g *guide, key string) { quitBy(g.t, key) }},
	{"suspend", func(g *guide, key string) {
		// A shell with job control, like an interactive one.
		script := `set -m; "$0"; echo at the shell; read answer; fg; echo over`
		g = startGuide(g.t, options{within: func(path string, _ []string) (string, []string) {
			return "/bin/sh", []string{"-c", script, path}
		}})
		g.Press("3")
		g.WaitFor("Part 3 threads")
		g.Press(key)
		g.WaitFor("at the shell")
		g.WaitGone("Part 3 threads")
		g.Send("\n")
		g.WaitFor("Part 3 threads", "Lessons read")
		g.Press("q")
		g.WaitFor("over")
	}},
	{"web", func(g *guide, key string) {
		stagetest.Need(g.t, "php")
		g = startGuide(g.t, options{})
		g.serve(6, "")
		g.Press(key)
		g.WaitFor(">page open", "the page: serving http://127.0.0.1:")
		g.Press("s") // the page goes on without the server, and with the next
		g.WaitFor("server ended", ">page open")
		g.Press("s")
		g.WaitFor("server running", ">page open")
		g.Press("x")
		g.WaitFor(">page closed", "the page: closed")
	}},
}

// quitBy ends a guide without running programs.
func quitBy(t testing.TB, key string) {
	t.Helper()
	g := startGuide(t, options{})
	before := len(g.Raw())
	g.Press(key)
	if code := g.Exit().ExitCode(); code != 0 {
		t.Errorf("exit code %d after %s, want 0", code, key)
	}
	g.checkRestored(before)
}
