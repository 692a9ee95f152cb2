//go:build unix

package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"

	"wallsockets/tui/internal/wire"
)

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
		g.command(order)
	}
	g.WaitFor(`message: "hel"`, `delivered 3 bytes from the client: "hel"`,
		"held 18 bytes from the server")
}

// The rules and holding are on the screen, and stay when the server is replaced or stopped
// and started. A message that waits to be joined is held.
func TestHandsStayOverARestart(t *testing.T) {
	t.Parallel()
	g := startGuide(t, options{columns: 100, rows: 30})
	g.serve(1, "")
	g.Press("p")
	g.WaitFor("|| the wire is held  H:")
	g.command("drip server every 20ms")
	g.WaitFor("|| the wire is held; drip server every 20ms  H:")
	g.Press("R")
	g.sayRaw("hi", "held 2 bytes from the client")
	g.leaveRaw()
	g.Press("r")
	g.WaitFor("the server was started", "|| the wire is held; drip server every 20ms  H:")
	g.Press("R")
	g.sayRaw("hello", "held 5 bytes from the client")
	g.leaveRaw()
	g.Press("s")
	g.WaitFor("the server has ended")
	g.Press("p")
	g.WaitFor("the next server gets what comes", "|| drip server every 20ms  H, H: clear ends it")
	g.Press("p")
	g.WaitFor("messages to the next server will be held", "|| the wire is held; drip server every 20ms  H:")
	g.serve(1, "")
	g.command("clear")
	g.WaitGone("drip server")
	g.command("join client 3")
	g.WaitFor("|| join client 3  H, H")
	g.Press("R")
	g.sayRaw("x", "held 1 byte from the client")
	g.leaveRaw()
	g.Press("H")
	g.WaitFor("hands on #3")
	g.Press("l")
	g.WaitFor(`delivered 1 byte from the client: "x"`)
}

// A client that ends at once after its message: the menu is about the message, which can be
// changed, and the list goes on to show what is new.
func TestHandMenuBeforeAnEnd(t *testing.T) {
	t.Parallel()
	g := startGuide(t, options{})
	g.serve(5, "")
	g.client()
	g.Press("p")
	g.WaitFor("the wire is held: H says")
	g.say("whale")
	g.WaitFor("held the end from the client")
	g.Press("H")
	g.WaitFor(`hands on #1 C>    6 "whale\n"`, ">s  step", "change the bytes")
	g.Press("s")
	g.WaitFor("delivered 6 bytes from the client")
}

// command types an order for hands, on the row that is selected.
func (g *guide) command(order string) {
	g.t.Helper()
	g.Press("H", "H")
	g.WaitFor("on the wire: ")
	g.Type(order)
	g.Press("enter")
	g.WaitFor("done: " + order)
}

// The smallest screen has room for the menu: it scrolls, the arrows choose, and what is
// impossible says why.
func TestHandMenuOnTheSmallestScreen(t *testing.T) {
	t.Parallel()
	g := startGuide(t, options{columns: 60, rows: 20})
	g.serve(1, "")
	g.Press("H")
	g.WaitFor("hands on the wire", ">h  hold       all that comes waits")
	g.Press("down", "enter")
	g.WaitUntil("the notice", func(screen []string) bool { // the menu says it, too
		return strings.HasPrefix(screen[len(screen)-1], "not now: no row is selected")
	})
	g.Press("up", "enter")
	g.WaitFor("done: hold", "|| the wire is held")
	g.WaitGone("hands on the wire")
	g.Press("R")
	g.sayRaw("hello", "held 5 bytes from the client")
	g.leaveRaw()
	g.Press("H")
	g.WaitFor("hands on #1", ">s  step", "choices 1-7 of 12", "not now: #1 is held already",
		"not now: no message waits behind it")
	g.Press("pgdown")
	g.WaitFor(">:  order", "end server", "choices 6-12 of 12")
	g.Press("pgup", "down", "enter")
	g.WaitFor("done: step", `message: "hello"`)
}

// No line of the menu is cut on the smallest screen, whatever it says.
func TestHandMenuFits(t *testing.T) {
	over := &connection{over: true}
	ended := &connection{ended: [3]bool{true, true, true}}
	var hands wire.Hands
	row := wire.Event{Number: 1, Conn: 1}
	waits := wire.Message{ID: 1, Data: []byte("a")}
	for _, of := range []handled{
		{}, {event: wire.Event{Number: 1}}, {event: row, conn: over},
		{event: row, conn: ended}, {event: row, conn: ended, message: waits},
		{event: row, conn: ended, message: wire.Message{ID: 1, End: true}},
		{event: row, conn: new(connection), message: waits},
	} {
		of.hands = &hands
		for _, h := range of.all(newKeyMap()) {
			for _, line := range (&handMenu{}).lines([]hand{h}, 1, newStyles(true)) {
				if got := lipgloss.Width(line); got > MinWidth-2 {
					t.Errorf("%d columns: %s", got, line)
				}
			}
		}
	}
}
