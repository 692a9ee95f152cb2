//go:build unix

package ui

// readKeys work on the lesson of part 2, and on the first screen.
var readKeys = []scenario{
	{"nextLink", func(g *guide, key string) {
		g.lesson()
		g.Press(key)
		g.WaitFor("enter open server/main.go")
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
		g.Press("]", "enter")
		g.WaitFor("[Code]", "part2-explained/server/main.go", "package main")
		g.Press("shift+tab")
		g.WaitFor("[Read]")
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
