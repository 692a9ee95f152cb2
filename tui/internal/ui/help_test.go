//go:build unix

package ui

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
)

// plainHelp returns the lines of the help page of a screen, without styles.
func plainHelp(title, filter string, width int) []string {
	return plainLines(helpLines(newKeyMap().helpGroups(), title, filter, width, newStyles(true)))
}

// The help page has a line for each binding with all its keys.
func TestHelpPageListsEachKey(t *testing.T) {
	page := plainHelp("Parts", "", 20)
	for name, binding := range keyMapFields() {
		found := slices.ContainsFunc(page, func(line string) bool {
			keys, rest, _ := strings.Cut(strings.TrimSpace(line), "  ")
			return strings.TrimSpace(rest) == binding.purpose &&
				(keys == strings.Join(binding.keys, ", ") || keys == binding.shown)
		})
		if !found {
			t.Errorf("the help page has no line for %s: want %q and %q in\n%s", name,
				binding.keys, binding.purpose, strings.Join(page, "\n"))
		}
	}
}

// The keys of the screen one is on come first.
func TestHelpBeginsWithTheScreen(t *testing.T) {
	m := newModel(t, 120, 200)
	for range m.tabs {
		title := m.tabs[m.active].title()
		if got := strings.TrimSpace(ansi.Strip(m.helpLines()[0])); got != title {
			t.Errorf("on %s the help page begins with %q", title, got)
		}
		m.Update(keyPress("tab"))
	}
}

// What one types leaves only the keys that do it; backspace and esc take it back.
func TestHelpFilter(t *testing.T) {
	m := newModel(t, 80, 24)
	typed := func(keys string) string {
		for _, name := range strings.Fields(keys) {
			m.Update(keyPress(name))
		}
		return ansi.Strip(m.View())
	}
	if got := typed("? q u i t"); !strings.Contains(got, "quit at once") ||
		strings.Contains(got, "open a client") {
		t.Errorf("after quit was typed\n%s", got)
	}
	if got := typed("x x"); !strings.Contains(got, "No key does that") {
		t.Errorf("after quitxx was typed\n%s", got)
	}
	if got := typed("backspace backspace"); !strings.Contains(got, "quit at once") {
		t.Errorf("after two letters were deleted\n%s", got)
	}
	if got := typed("esc"); !strings.Contains(got, "Lessons read") {
		t.Errorf("after esc\n%s", got)
	}
	if got := typed("?"); !strings.Contains(got, "read it") && !strings.Contains(got, "go to a part") {
		t.Errorf("opened again, the page is still filtered\n%s", got)
	}
	if got := typed("?"); !strings.Contains(got, "Lessons read") {
		t.Errorf("? does not close the page\n%s", got)
	}
}

// A wide screen has several columns, and no line is wider than the screen.
func TestHelpColumns(t *testing.T) {
	narrow, wide := plainHelp("Run", "", 60), plainHelp("Run", "", 160)
	if len(wide) >= len(narrow)*2/3 {
		t.Errorf("%d lines on a wide screen, %d on a narrow one", len(wide), len(narrow))
	}
	for _, width := range []int{60, 80, 120, 160} {
		for _, line := range plainHelp("Run", "", width) {
			if lipgloss.Width(line) > width {
				t.Errorf("at %d columns the line is too wide: %q", width, line)
			}
		}
	}
	// Each entry of one column is in the other layout too. The legend has other lines.
	words := func(text string) string { return strings.Join(strings.Fields(text), " ") }
	for _, line := range narrow {
		if !strings.Contains(words(strings.Join(wide, "\n")), words(line)) {
			t.Errorf("the wide page lacks %q", line)
		}
	}
}

// On a small terminal the help page scrolls to its end.
func TestHelpPageScrolls(t *testing.T) {
	m := newModel(t, 60, 16)
	m.Update(keyPress("?"))
	page := plainLines(m.helpLines())
	for range page {
		m.Update(keyPress("down"))
	}
	if got := ansi.Strip(m.View()); !strings.Contains(got, strings.TrimSpace(page[len(page)-1])) {
		t.Errorf("the end of the page cannot be reached\n%s", got)
	}
}
