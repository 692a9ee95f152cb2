//go:build unix

package ui

import (
	"strings"
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// readKeys work on the lesson of part 2, and on the first screen.
var readKeys = []scenario{
	{"nextLink", func(g *guide, key string) {
		g.lesson()
		g.Press(key)
		g.WaitFor("enter open the lab")
	}},
	{"previousLink", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("enter open part3-threads")
	}},
	{"follow", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("Part 3 threads", "Part 3: threads")
	}},
	{"back", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("Part 2 explained", "[Read]")
		g.lesson()
		g.chooseLink("server/main.go")
		g.Press("enter")
		g.WaitFor("[Code]", "part2-explained/server/main.go", "package main", "backspace back to Read")
		g.Press(key)
		g.WaitFor("[Read]", "enter open server/main.go")
	}},
	{"nextTry", func(g *guide, key string) {
		g.lesson()
		g.Press(key)
		g.WaitFor("enter set this up and watch", "▶ try it")
		g.Press("enter")
		g.WaitFor("[Run]", "Watch: read returns 255", "(ticked in the lesson)")
		g.open(2, "Read")
		g.WaitFor("✓ seen")
	}},
	{"previousHit", func(g *guide, key string) {
		g.lesson()
		g.Press("/")
		g.WaitFor(" search:")
		g.Type("SOCKET")
		g.Press("enter")
		g.WaitFor("1 of ", `lines with "socket"`)
		g.Press("n")
		g.WaitFor("2 of ")
		g.Press(key)
		g.WaitFor("1 of ")
	}},
	{"tick", func(g *guide, key string) {
		g.open(5, "Parts")
		g.WaitFor("> ○ 5 unix             ")
		g.Press(key)
		g.WaitFor("> ◐ 5 unix      read")
		g.Press(key)
		g.WaitFor("> ○ 5 unix             ")
	}},
	{"runPart", func(g *guide, key string) {
		g.open(2, "Parts")
		g.Press(key)
		g.WaitFor("[Run]", "Part 2 explained", "server running", "part 2 running")
		g.open(2, "Parts")
		g.WaitFor("> ◐ 2 explained read run", "running")
		g.open(2, "Run")
		g.Press("s")
		g.WaitFor("server ended")
		g.open(2, "Parts")
	}},
	{"doNext", func(g *guide, key string) {
		g.WaitFor("Next: run part 1")
		g.Press(key)
		g.WaitFor("[Run]", "Part 1 basic", "server running")
		g.Press("s")
		g.WaitFor("server ended")
		g.open(1, "Parts")
		g.WaitFor("Next: read part 1")
	}},
}

// chooseLink chooses a link of part 2's lesson. The links before it lead to labs.
func (g *guide) chooseLink(target string) {
	g.t.Helper()
	lesson, err := course.Lesson(stagetest.Root(), course.Stages[1])
	before, _, found := strings.Cut(lesson, "]("+target+")")
	if err != nil || !found {
		g.t.Fatalf("the lesson has no link to %s: %v", target, err)
	}
	for range len(labCommand.FindAllString(before, -1)) + 1 {
		g.Press("]")
	}
	g.WaitFor("enter open " + target)
}
