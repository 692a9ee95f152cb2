//go:build unix

package ui

import (
	"os"
	"strings"
	"testing"

	"wallsockets/tui/internal/test/stagetest"
)

// The pictures of the run screen that the README shows: part 3, and a message that is
// held, with its line of code.
const (
	picture     = "../../run.svg"
	heldPicture = "../../held.svg"
)

// The picture in the README comes from the guide itself: three clients of part 3 in
// lanes. -update rewrites it.
func TestPicture(t *testing.T) {
	stagetest.SkipUnderRace(t, "it compares screens; other tests play the same keys under it")
	guide := startGuide(t, options{columns: 110, rows: 28})
	guide.serve(3, "threads")
	guide.Press("v")
	for _, words := range []string{"", "the quick zyzzyva", ""} {
		guide.client()
		if words != "" {
			guide.say(words)
			guide.WaitFor("done")
		}
	}
	guide.WaitFor("client #3", "socket #3")
	guide.draw(picture, "Part 3 threads", "listener", "zyzzyva", "accept")
}

// The other picture: a client's message is held, and the detail has the line of code
// that will read it.
func TestHeldPicture(t *testing.T) {
	stagetest.SkipUnderRace(t, "it compares screens; other tests play the same keys under it")
	guide := startGuide(t, options{columns: 116, rows: 31})
	guide.serve(1, "")
	guide.client()
	guide.Press("p")
	guide.WaitFor("the wire is held: H says")
	guide.say("hello")
	guide.WaitFor("held 6 bytes from the client")
	guide.Press("up", "z", "enter")
	guide.WaitFor("part1-basic/server/main.go:")
	guide.draw(heldPicture, "held 6", "hello", "conn.Read", "wire is held")
}

// draw draws the screen, which must have some texts, as a picture for the README. With
// -update it writes the file.
func (g *guide) draw(path string, texts ...string) {
	g.t.Helper()
	svg := g.Picture()
	for _, want := range texts {
		if !strings.Contains(svg, want) {
			g.t.Errorf("the picture %s has no %q", path, want)
		}
	}
	if *update {
		if err := os.WriteFile(path, []byte(svg), 0o644); err != nil {
			g.t.Fatal(err)
		}
	}
}
