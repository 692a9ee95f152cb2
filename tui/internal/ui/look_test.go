//go:build unix

package ui

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/test/stagetest"
)

// The terminal may change to any size at any time, and nothing is lost.
func TestResize(t *testing.T) {
	t.Parallel()
	g := startGuide(t, options{})
	g.serve(3, "")
	g.client()
	g.Press("v")
	g.WaitFor(", lanes", "client #1", "socket #1")
	g.Resize(50, 10)
	g.WaitUntil("plain message", func(screen []string) bool {
		return strings.HasPrefix(screen[0], "The guide needs 60 columns and 16 rows") &&
			strings.Join(screen[2:], "") == ""
	})
	g.Press("v") // works although it is not visible
	g.Resize(120, 40)
	g.WaitFor("Part 3 threads", "[Run]", "server running", ", list", ">#1 asking", "q quit")
	g.WaitUntil("lines across the screen", func(screen []string) bool {
		return len(screen) == 40 && acrossTheScreen(screen[1], 120)
	})
	g.say("the quick zyzzyva")
	g.WaitFor(`C>   18 "the quick zyzzyva\n"`, ">#1 done")
	for _, size := range [][2]int{{60, 16}, {200, 50}, {1, 1}, {80, 24}} {
		g.Resize(size[0], size[1])
	}
	g.WaitFor("Part 3 threads", ">#1 done")
	g.WaitUntil("lines across the screen", func(screen []string) bool {
		return acrossTheScreen(screen[1], 80) && strings.HasSuffix(screen[23], "q quit")
	})
}

// acrossTheScreen reports whether a row is the line below the header, from the first
// column to the last.
func acrossTheScreen(row string, width int) bool {
	return strings.HasPrefix(row, "──") && strings.HasSuffix(row, "──") && ansi.StringWidth(row) == width
}

// The first frame does not wait for the terminal: one that answers nothing has it as
// soon as one that answers. A program that waits does so for five seconds, so half of that
// tells it from a busy machine.
func TestFirstFrame(t *testing.T) {
	stagetest.SkipUnderRace(t, "it measures times")
	fastest := map[bool]time.Duration{true: time.Hour, false: time.Hour} // by silent
	for range 5 {
		for silent := range fastest {
			g := newGuide(t, options{silent: silent})
			g.WaitFor("Lessons read", "q quit")
			fastest[silent] = min(fastest[silent], time.Since(g.begun))
			g.Press("q")
			g.Exit()
		}
	}
	t.Logf("the fastest of five: %v, in a silent terminal %v", fastest[false], fastest[true])
	if fastest[true] > fastest[false]+5*time.Second/2 {
		t.Errorf("the first frame comes after %v in a silent terminal, after %v in another one",
			fastest[true], fastest[false])
	}
}

var sgr = regexp.MustCompile(`\x1b\[([0-9;]*)m`)

// The guide shows the same text without colours.
func TestNoColor(t *testing.T) {
	stagetest.SkipUnderRace(t, "it compares screens; other tests play the same keys under it")
	t.Parallel()
	colored, plain := startGuide(t, options{}), startGuide(t, options{env: []string{"NO_COLOR=1"}})
	for _, show := range []func(g *guide){
		func(g *guide) { g.open(3, "Parts") },
		func(g *guide) { g.open(3, "Code"); g.WaitFor("package main") },
		func(g *guide) { g.Press("d"); g.WaitFor("against part 1") },
		func(g *guide) { g.open(3, "Run"); g.WaitFor("s starts") },
		func(g *guide) { g.open(3, "Exercises"); g.WaitFor("> 3.1") },
		func(g *guide) { g.Press("?"); g.WaitFor("Everywhere") },
	} {
		show(colored)
		show(plain)
		if got, want := plain.Screen(), colored.Screen(); !slices.Equal(got, want) {
			t.Errorf("with NO_COLOR=1\n%s\nwithout\n%s", plain, colored)
		}
	}
	if found := colorsIn(plain.Raw()); len(found) > 0 {
		t.Errorf("with NO_COLOR=1 there are colours: %q", found)
	}
	if found := colorsIn(colored.Raw()); len(found) == 0 {
		t.Error("without NO_COLOR there are no colours")
	}
}

// colorsIn returns the sequences that set a colour.
func colorsIn(raw []byte) []string {
	var found []string
	for _, match := range sgr.FindAllSubmatch(raw, -1) {
		for parameter := range strings.SplitSeq(string(match[1]), ";") {
			if len(parameter) >= 2 && strings.ContainsRune("349", rune(parameter[0])) {
				found = append(found, string(match[0]))
				break
			}
		}
	}
	return found
}

// On a light background the colours are different, whether the terminal or the
// environment reports it.
func TestLightBackground(t *testing.T) {
	stagetest.SkipUnderRace(t, "it compares screens; other tests play the same keys under it")
	t.Parallel()
	var colors [][]string
	for _, o := range []options{
		{},
		{light: true},
		{env: []string{"TERM=screen-256color", "COLORFGBG=0;15"}},
	} {
		g := startGuide(t, o)
		if o.light {
			g.WaitUntil("the colours after the answer", func([]string) bool {
				return bytes.Contains(g.Raw(), []byte("38;5;56m"))
			})
		}
		first := len(g.Raw())
		g.open(3, "Read")
		g.WaitFor("Part 3: threads")
		g.open(3, "Code")
		g.WaitFor("package main")
		found := colorsIn(g.Raw()[first:])
		slices.Sort(found)
		colors = append(colors, slices.Compact(found))
	}
	dark, asked, said := colors[0], colors[1], colors[2]
	if slices.Equal(dark, asked) {
		t.Errorf("a light background has the colours of a dark one: %q", dark)
	}
	if !slices.Equal(asked, said) {
		t.Errorf("the terminal reports a light background: %q; the environment does: %q", asked, said)
	}
}
