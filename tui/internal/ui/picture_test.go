//go:build unix

package ui

import (
	"os"
	"strings"
	"testing"

	"wallsockets/tui/internal/test/stagetest"
)

// picture is the run screen of part 3 that the README shows.
const picture = "../../run.svg"

// The picture in the README comes from the guide itself: three clients of part 3 in
// lanes. -update rewrites it.
func TestPicture(t *testing.T) {
	stagetest.SkipUnderRace(t, "it compares screens; other tests play the same keys under it")
	guide := startGuide(t, options{columns: 110, rows: 28})
	guide.serve(3, "threads")
	guide.Press("v")
	for i, words := range []string{"", "the quick zyzzyva", ""} {
		guide.client(i + 1)
		if words != "" {
			guide.say(words)
			guide.WaitFor("done")
		}
	}
	guide.WaitFor("#3 client", "socket 3")
	svg := guide.Picture()
	for _, want := range []string{"Part 3 threads", "listener", "zyzzyva", "accept"} {
		if !strings.Contains(svg, want) {
			t.Errorf("the picture has no %q", want)
		}
	}
	if *update {
		if err := os.WriteFile(picture, []byte(svg), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
