package ui

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// answerKeys are what bubbletea makes of a terminal's answer.
func answerKeys(text, end string) []tea.KeyMsg {
	keys := []tea.KeyMsg{{Type: tea.KeyRunes, Runes: []rune("]"), Alt: true}}
	for len(text) > 0 { // it may come in pieces
		piece := text[:min(len(text), 7)]
		text = text[len(piece):]
		keys = append(keys, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(piece)})
	}
	if end == `\` {
		return append(keys, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(end), Alt: true})
	}
	return append(keys, keyPress("ctrl+g"))
}

// The answer of the terminal decides between the colours, whenever it comes, and
// none of its letters is taken for a key.
func TestBackgroundAnswer(t *testing.T) {
	for _, test := range []struct {
		answer, end string
		dark        bool
	}{
		{"11;rgb:ffff/ffff/ffff", "bel", false},
		{"11;rgb:fdfd/f6f6/e3e3", `\`, false},
		{"11;rgb:1e1e/1e1e/2e2e", `\`, true},
		{"11;rgb:00/2b/36", "bel", true},
		{"11;rgba:ffff/ffff/ffff/ffff", "bel", false},
		{"11;rgb:", "bel", true},
	} {
		m := newModel(t, 80, 24)
		m.background.awaited = true
		before := m.View()
		for _, msg := range answerKeys(test.answer, test.end) {
			pursue(m, msg)
		}
		if m.styles.dark != test.dark {
			t.Errorf("after %q dark is %v", test.answer, m.styles.dark)
		}
		if m.View() != before {
			t.Errorf("the answer %q was taken for keys:\n%s", test.answer, m.View())
		}
	}
}

// Without an answer, or with a key instead of one, all keys do what they always do.
func TestBackgroundWithoutAnswer(t *testing.T) {
	m := newModel(t, 80, 24)
	m.background.awaited = true
	m.typeKeys("3")
	m.mustShow(t, "while the answer is awaited", "Part 3 threads")
	pursue(m, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("]"), Alt: true})
	m.typeKeys("tab 2 4")
	m.mustShow(t, "after alt+] and tab", "Part 4 security", "[Read]")
}

func TestDarkByDefault(t *testing.T) {
	for colors, want := range map[string][2]bool{
		"": {true, false}, "15;0": {true, true}, "0;15": {false, true},
		"0;default;15": {false, true}, "12;8": {true, true}, "0;7": {false, true},
		"default;default": {true, false},
	} {
		t.Setenv("COLORFGBG", colors)
		dark, sure := darkByDefault()
		if got := [2]bool{dark, sure}; got != want {
			t.Errorf("COLORFGBG=%s: dark and sure are %v, want %v", colors, got, want)
		}
	}
}
