//go:build unix

package ui

// exerciseKeys work on the exercises of part 1.
var exerciseKeys = []scenario{
	{"language", func(g *guide, key string) {
		g.open(1, "Exercises")
		g.WaitFor("You have passed 0 of", "> 1.1")
		g.Press(key)
		g.WaitFor("s starts 1.1 in c")
	}},
	{"begin", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("your program is in exercises/1.1-", "started: ")
	}},
	{"hint", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("Hint 1 of 3")
		g.Press(key)
		g.WaitFor("Hint 2 of 3")
		g.Press(key)
		g.WaitFor("Hint 3 of 3")
		g.Press(key)
		g.WaitFor("that was the last hint, 3 of 3")
	}},
	{"check", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("Not passed")
	}},
	{"watch", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("Waiting for the next save")
		g.Press(key)
		g.WaitGone("Waiting for the next save", "The check stops...")
	}},
	{"solution", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("the solution is closed until your program has passed")
	}},
	{"compare", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("the solution is closed until your program has passed")
	}},
	{"reset", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("in place of your program?")
		g.Press("y")
		g.WaitFor("what you had is in exercises/1.1-")
	}},
}
