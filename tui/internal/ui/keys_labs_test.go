//go:build unix

package ui

// labKeys work on the labs of part 2.
var labKeys = []scenario{
	{"runLab", func(g *guide, key string) {
		g.open(2, "Labs")
		g.WaitFor("> part2/two-sockets")
		g.Press(key)
		g.WaitFor("Holds. Both of the server's sockets", "It was a: 9998")
	}},
	{"predict", func(g *guide, key string) {
		g.open(2, "Labs")
		g.Press(key)
		if key == "d" {
			g.WaitFor("this lab has the choices a to c")
			return
		}
		g.WaitFor("The lab is running")
		if key == "a" {
			g.WaitFor("You predicted it: 9998")
			return
		}
		g.WaitFor("You predicted " + key + ", but it was a")
	}},
	{"lesson", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("[Read]", "Part 2 explained", "▶ two-sockets", "open the lab")
		g.open(2, "Labs")
	}},
}
