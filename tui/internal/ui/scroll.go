package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// scroll is where one is in lines of which only some fit.
type scroll struct {
	top, height, length int
}

// press moves by a key and tells whether the key was one that moves.
func (s *scroll) press(msg tea.KeyMsg, keys keyMap) bool {
	switch {
	case key.Matches(msg, keys.up):
		s.top--
	case key.Matches(msg, keys.down):
		s.top++
	case key.Matches(msg, keys.pageUp):
		s.top -= s.height
	case key.Matches(msg, keys.pageDown):
		s.top += s.height
	case key.Matches(msg, keys.top):
		s.top = 0
	case key.Matches(msg, keys.bottom):
		s.top = s.length
	default:
		return false
	}
	s.clamp()
	return true
}

// clamp keeps the place within the lines.
func (s *scroll) clamp() { s.top = max(0, min(s.top, s.length-s.height)) }

// atEnd tells whether the last line is in sight.
func (s *scroll) atEnd() bool { return s.top >= s.length-s.height }

// cut returns the lines in sight.
func (s *scroll) cut(lines []string) []string {
	s.length = len(lines)
	s.clamp()
	return lines[s.top:min(len(lines), s.top+s.height)]
}
