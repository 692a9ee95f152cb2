package ui

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// A list item is one line for the layout, and a link is its text between marks. Code
// stays as it is.
func TestForScreen(t *testing.T) {
	for lesson, want := range map[string]string{
		"1. one\n   two\n2. three\n   ```go\n   a[i](b)\n   c\n   ```\n   four\n   five\n\nsix\nseven": "1. one two\n2. three\n   ```go\n   a[i](b)\n   c\n   ```\n   four five\n\nsix\nseven",
		"- one\n  two\n\n  three\n  four\n- five":                                                      "- one two\\\n three four\n- five",
		"- [the\n  server](server/main.go), and [the web](https://go.dev)":                             "- <the server>, and <the web>",
		"see\n\n![the page,\nin light](page.png)":                                                      "see\n\n(Picture part6-php/page.png: the page,\nin light.)",
		"see [the\nserver](../server/main.go).":                                                        "see <the\nserver>.",
		"    a drawing\n    of two lines":                                                              "    a drawing\n    of two lines",
	} {
		got, targets := forScreen("part6-php/README.md", lesson)
		got = strings.NewReplacer(linkBegin, "<", linkEnd, ">").Replace(unjoined.Replace(got))
		if got != want {
			t.Errorf("%q becomes\n%q, want\n%q", lesson, got, want)
		}
		if links := strings.Count(want, "<"); len(targets) != links {
			t.Errorf("%q has the targets %q, want %d", lesson, targets, links)
		}
	}
}

// Each link of each lesson, and of the other pages of its part, is on the screen, with
// nothing left of its marks, and leads to something that is there, as the footer says.
func TestEachLinkLeadsSomewhere(t *testing.T) {
	e := &env{root: stagetest.Root()}
	for _, stage := range course.Stages {
		err := fs.WalkDir(os.DirFS(e.root), stage.ID,
			func(page string, entry fs.DirEntry, err error) error {
				if err == nil && path.Ext(page) == ".md" {
					checkLinks(t, e, page)
				}
				return err
			})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// checkLinks checks the links of a page.
func checkLinks(t *testing.T, e *env, page string) {
	t.Helper()
	text, err := course.Page(e.root, page)
	if err != nil {
		t.Fatal(err)
	}
	marked, targets, err := renderLesson(page, text, 80, true)
	if err != nil {
		t.Fatal(err)
	}
	lines, links := drawLinks(marked, targets, -1)
	if len(links) != len(targets) {
		t.Errorf("%s: %d links drawn, want %d: %q", page, len(links), len(targets), targets)
	}
	if text := strings.Join(lines, "\n"); strings.ContainsAny(text, linkBegin+linkEnd) {
		t.Errorf("%s: the marks of links are left", page)
	}
	for _, target := range targets {
		offer, opens := purpose(page, target), false
		switch msg := e.follow(page, target)().(type) {
		case openPageMsg, openFileMsg:
			opens = true
		case noticeMsg:
			want := map[string]string{"show the address": "on the web: https://",
				"edit " + path.Base(target): "set EDITOR"}[offer]
			if want == "" || !strings.HasPrefix(string(msg), want) {
				t.Errorf("%s: %s leads to the notice %q", page, offer, msg)
			}
		}
		if opens != strings.HasPrefix(offer, "open ") {
			t.Errorf("%s: %s leads to no page or file, or to one: %v", page, offer, opens)
		}
	}
}

// Output has the columns that it has in a terminal; code has narrow tabs, as on the code
// screen.
func TestTabsOfAPage(t *testing.T) {
	got := expandTabs("```console\nzyzzyva\t0\nthe\t165145\n```\n```go\n\tif a {\n```\na\tb")
	want := "```console\nzyzzyva 0\nthe     165145\n```\n```go\n    if a {\n```\na   b"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A link is underlined on each of its lines, also after another style within it, and
// the chosen one is reversed.
func TestDrawLinks(t *testing.T) {
	lines, links := drawLinks([]string{"see " + linkBegin + "the \x1b[1mbig\x1b[0m",
		"server" + linkEnd + ". " + linkBegin + "B" + linkEnd}, []string{"a.go", "b.go"}, 1)
	want := []string{"see \x1b[4mthe \x1b[1m\x1b[4mbig\x1b[0m\x1b[4m\x1b[24m",
		"\x1b[4mserver\x1b[24m. \x1b[7mB\x1b[27m"}
	if !slices.Equal(lines, want) {
		t.Errorf("got %q, want %q", lines, want)
	}
	if want := []link{{"a.go", 0}, {"b.go", 1}}; !slices.Equal(links, want) {
		t.Errorf("the links are %v, want %v", links, want)
	}
}

// On a terminal of 80 columns no line of code, no command and no drawing in a
// lesson is wrapped, with colours or without. Only the output of a program may be
// wider.
func TestLessonFits(t *testing.T) {
	before := lipgloss.ColorProfile()
	defer lipgloss.SetColorProfile(before)
	for _, profile := range []termenv.Profile{termenv.Ascii, termenv.ANSI256} {
		lipgloss.SetColorProfile(profile)
		for _, stage := range course.Stages {
			lesson, err := course.Lesson(stagetest.Root(), stage)
			if err != nil {
				t.Fatal(err)
			}
			rendered, _, err := renderLesson(stage.Lesson(), lesson, 80, true)
			if err != nil {
				t.Fatal(err)
			}
			screen := ansi.Strip(strings.Join(rendered, "\n"))
			for _, line := range wrapped(expandTabs(lesson), screen) {
				t.Errorf("a line of %s is wrapped: %s", stage.ID, line)
			}
		}
	}
}

// No line of a lesson is wider than the screen, which would cut it, and none is broken
// within a word or before a full stop, but for a long address. Code is not part of it:
// TestLessonFits has it. Nor are tables, which have a width for each cell.
func TestLessonIsNotCut(t *testing.T) {
	stagetest.SkipUnderRace(t, "it lays out pages, in one goroutine")
	before := lipgloss.ColorProfile()
	defer lipgloss.SetColorProfile(before)
	for i, profile := range []termenv.Profile{termenv.Ascii, termenv.ANSI256} {
		lipgloss.SetColorProfile(profile)
		for _, stage := range course.Stages {
			lesson, err := course.Lesson(stagetest.Root(), stage)
			if err != nil {
				t.Fatal(err)
			}
			lesson = offerLabs(offerTries(proseOf(lesson), stage, nil))
			wide, _, err := renderLesson(stage.Lesson(), lesson, 1000, true)
			if err != nil {
				t.Fatal(err)
			}
			page := ansi.Strip(strings.Join(wide, "\n"))
			words := make(map[string]bool)
			for _, word := range strings.Fields(page) {
				words[word] = true
			}
			for width := MinWidth + i; width <= readWidth; width += 2 { // half of them in each
				lines, _, err := renderLesson(stage.Lesson(), lesson, width, true)
				if err != nil {
					t.Fatal(err)
				}
				for _, line := range lines {
					line = strings.TrimRight(ansi.Strip(line), " ")
					if lipgloss.Width(line) > width {
						t.Errorf("%s, %d columns: a line is cut: %q", stage.ID, width, line)
					}
					for _, word := range strings.Fields(line) {
						alone := len(word) == 1 && strings.ContainsAny(word, ".,;()")
						if alone || !words[word] && !isOfAddress(page, word) {
							t.Errorf("%s, %d columns: %q is broken in %q", stage.ID, width, word, line)
						}
					}
				}
			}
		}
	}
}

// isOfAddress reports whether an address on a page has a text.
func isOfAddress(page, text string) bool {
	return slices.ContainsFunc(regexp.MustCompile(`https://\S+`).FindAllString(page, -1),
		func(address string) bool { return strings.Contains(address, text) })
}

// proseOf returns a lesson without tables and without what is in its fences.
func proseOf(lesson string) string {
	var lines []string
	inFence := false
	for line := range strings.SplitSeq(lesson, "\n") {
		fence := fenceLine.MatchString(line)
		if fence || !inFence && !strings.HasPrefix(line, "|") {
			lines = append(lines, line)
		}
		inFence = inFence != fence
	}
	return strings.Join(lines, "\n")
}

// wrapped returns the fenced lines of a lesson that no line on the screen shows
// whole.
func wrapped(lesson, screen string) (lines []string) {
	shown := make(map[string]bool)
	for line := range strings.SplitSeq(screen, "\n") {
		shown[strings.TrimSpace(line)] = true
	}
	inFence, console := false, false
	for line := range strings.SplitSeq(lesson, "\n") {
		line = strings.TrimSpace(line)
		if fenceLine.MatchString(line) {
			inFence, console = !inFence, line == "```console"
			continue
		}
		isOutput := console && !strings.HasPrefix(line, "$ ")
		if inFence && !shown[line] && !(isOutput && len(line) > 80) {
			lines = append(lines, line)
		}
	}
	return lines
}

// A line ends at a space and at no hyphen of a flag or a path, which have the hyphens
// that were written. Code is as it is.
func TestHyphensBelongToWords(t *testing.T) {
	const text = "Set the limit to a number with the flag `-max-open-connections` of part4-security/server-main.go, or --less.\n\n" +
		"- an item with the flag `-max-open-connections` and some-words-of-its-own\n\n```\na-b --c\n```\n"
	for width := 30; width < 90; width++ {
		lines, _, err := renderLesson("", text, width, true)
		if err != nil {
			t.Fatal(err)
		}
		page := ansi.Strip(strings.Join(lines, "\n"))
		for _, word := range []string{"-max-open-connections", "part4-security/server-main.go", "--less",
			"some-words-of-its-own", "a-b --c"} {
			if !strings.Contains(page, word) {
				t.Errorf("at %d columns %s is broken:\n%s", width, word, page)
			}
		}
	}
}
