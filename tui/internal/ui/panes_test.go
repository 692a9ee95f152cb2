package ui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
)

// The panes and their frame fill the rectangle, however it is shared, and both panes
// keep some room.
func TestPanesFill(t *testing.T) {
	for _, size := range [][2]int{{60, 9}, {80, 17}, {99, 12}, {100, 12}, {250, 70}} {
		for zoom := range zooms {
			for share := 10; share <= 90; share += 5 {
				p := panes{width: size[0], height: size[1], zoom: zoom, share: share}
				lines := p.view(pane{"first", []string{"one"}}, pane{"second", []string{"two"}},
					newStyles(true))
				for _, inside := range []func() (int, int){p.first, p.second} {
					if w, h := inside(); w < 1 || h < 1 {
						t.Errorf("%v, zoom %d: a pane of %dx%d, which cannot be laid out", size, zoom, w, h)
					}
				}
				what := fmt.Sprintf("%v, zoom %d, share %d", size, zoom, share)
				if len(lines) != size[1] {
					t.Errorf("%s: %d lines", what, len(lines))
				}
				for _, line := range lines {
					if lipgloss.Width(line) != size[0] {
						t.Errorf("%s: a line of %d cells: %q", what, lipgloss.Width(line), ansi.Strip(line))
					}
				}
				text := ansi.Strip(strings.Join(lines, "\n"))
				if zoom != zoomSecond != strings.Contains(text, "one") ||
					zoom != zoomFirst != strings.Contains(text, "two") {
					t.Errorf("%s shows\n%s", what, text)
				}
			}
		}
	}
}

// Narrow screens have one pane above the other, wide ones have them side by side.
func TestPanesStack(t *testing.T) {
	for width, want := range map[int]string{60: "├─ second", 80: "├─ second", 120: "┬─ second"} {
		p := panes{width: width, height: 12, share: 60}
		lines := plainLines(p.view(pane{title: "first"}, pane{title: "second"}, newStyles(true)))
		if text := strings.Join(lines, "\n"); !strings.Contains(text, want) {
			t.Errorf("at %d columns no %q in\n%s", width, want, text)
		}
	}
}

// + and - move the line between the panes, not beyond a few cells of either, and z
// shows one, the other or both.
func TestPanesKeys(t *testing.T) {
	p := panes{width: 120, height: 20, share: 50}
	width := func() int { w, _ := p.first(); return w }
	before := width()
	if p.press(keyPress("+"), newKeyMap()); width() <= before {
		t.Errorf("after + the first pane has %d columns, before %d", width(), before)
	}
	if p.press(keyPress("-"), newKeyMap()); width() != before {
		t.Errorf("after - the first pane has %d columns, want %d", width(), before)
	}
	for range 40 {
		p.press(keyPress("+"), newKeyMap())
	}
	if right, _ := p.second(); right < 5 {
		t.Errorf("the second pane has only %d columns left", right)
	}
	before = width()
	if p.press(keyPress("-"), newKeyMap()); width() >= before {
		t.Errorf("after 40 times + one - still leaves %d columns", width())
	}
	for _, want := range []int{zoomFirst, zoomSecond, zoomBoth} {
		if p.press(keyPress("z"), newKeyMap()); p.zoom != want {
			t.Errorf("zoom %d, want %d", p.zoom, want)
		}
	}
	if p.press(keyPress("x"), newKeyMap()) {
		t.Error("x changes the panes")
	}
}
