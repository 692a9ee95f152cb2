//go:build unix

package ui

import "testing"

// What the raw client sends stops at the tap, is split and stepped, and the server's
// own line shows the piece. The guide leaves nothing behind, with a message that is
// held and a raw client that is connected.
func TestHandsInTheGuide(t *testing.T) {
	t.Parallel()
	g := startGuide(t, options{})
	g.serve(1, "")
	g.Press("p")
	g.WaitFor("|| the wire is held")
	g.Press("R")
	g.WaitFor("raw> ")
	g.Type(`hel\qlo`)
	g.Press("enter")
	g.WaitFor("byte 4: there is no escape")
	g.Type(`hello\n`)
	g.Press("enter")
	g.WaitFor(`C>    6 "hello\n"`, "held 6 bytes from the client")
	g.Type("pHR") // letters are text
	g.WaitFor("raw> pHR")
	g.Press("esc")
	g.WaitGone("raw> ")
	for _, order := range []string{"split held at 3", "step"} {
		g.Press("H")
		g.WaitFor("on the wire: ")
		g.Type(order)
		g.Press("enter")
		g.WaitFor("done: " + order)
	}
	g.WaitFor(`message: "hel"`, `delivered 3 bytes from the client: "hel"`,
		"held 18 bytes from the server")
}
