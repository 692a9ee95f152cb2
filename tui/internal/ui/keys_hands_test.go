//go:build unix

package ui

// handKeys work in the menu of hands, which is open. They are in the order of a
// conversation: what is sent on connection #1 is held.
var handKeys = []scenario{
	{"handHold", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("done: hold #1")
		g.Press("R")
		g.sayRaw("cdef", "held 4 bytes from the client")
		g.leaveRaw()
	}},
	{"handStep", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor(`delivered 4 bytes from the client: "cdef"`)
		g.Press("R")
		g.sayRaw("gh", `C>    2 "gh"`)
		g.sayRaw("ij", `C>    2 "ij"`)
		g.waitSelected("held 2 bytes")
		g.leaveRaw()
		g.Press("up", "up")
	}},
	{"handJoin", func(g *guide, key string) {
		g.Press(key, "end")
		g.WaitFor("joined 2 bytes from the client")
	}},
	{"handSplit", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("on the wire: split held at 2")
		g.Press("enter")
		g.WaitFor("split 4 bytes from the client after 2")
	}},
	{"handEdit", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor(`on the wire: edit held "gh`)
		g.Type("X")
		g.Press("enter")
		g.WaitFor(`edited 3 bytes from the client: "ghX"`)
	}},
	{"handDelay", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("on the wire: delay held by 1s")
		g.Press("backspace", "backspace")
		g.Type("1ms")
		g.Press("enter")
		g.WaitFor("delayed 3 bytes from the client by 1ms")
	}},
	{"handDrip", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("on the wire: drip held every 200ms")
		g.Press("enter")
		g.WaitFor("dripped 3 bytes from the client every 200ms")
	}},
	{"handLetGo", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor(`delivered 1 byte from the client: "X"`, `delivered 2 bytes from the client: "ij"`)
	}},
	{"handEndServer", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("shut down the sending of the server", "S>      half-closed")
	}},
	{"handEndClient", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("shut down the sending of the client")
		g.client()
	}},
	{"handDrop", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("dropped the connection")
	}},
	{"handOrder", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("on the wire: ")
		g.Type("step")
		g.Press("enter")
		g.WaitFor("is not open")
	}},
}

// sayRaw types bytes for the raw client, and waits for a text.
func (g *guide) sayRaw(text, want string) {
	g.t.Helper()
	g.WaitFor("raw> ")
	g.Type(text)
	g.Press("enter")
	g.WaitFor(want)
}

// leaveRaw closes the line of the raw client.
func (g *guide) leaveRaw() {
	g.t.Helper()
	g.Press("esc")
	g.WaitGone("raw> ")
}
