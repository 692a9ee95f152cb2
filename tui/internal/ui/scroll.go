package ui

import (
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// scroll is a position in lines of which only some fit on the screen. Its owner
// sets the length and the height when they change.
type scroll struct {
	top, height, length int
}

func (s *scroll) setHeight(height int) {
	s.height = height
	s.clamp()
}

func (s *scroll) setLength(length int) {
	s.length = length
	s.clamp()
}

// press scrolls by a key and reports whether the key scrolls.
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

// clamp keeps the position within the lines.
func (s *scroll) clamp() { s.top = max(0, min(s.top, s.length-s.height)) }

// atEnd reports whether the last line is visible.
func (s *scroll) atEnd() bool { return s.top >= s.length-s.height }

// cut returns the visible ones of the lines.
func (s *scroll) cut(lines []string) []string {
	top := min(s.top, len(lines))
	return lines[top:min(len(lines), top+s.height)]
}

// position says which of the lines, or whatever they are called, are visible: "" if
// all are.
func (s *scroll) position(name string) string {
	if s.length <= s.height {
		return ""
	}
	return fmt.Sprintf("%ss %d-%d of %d", name, s.top+1, min(s.length, s.top+s.height), s.length)
}

// percent says how much of the text has been on the screen when it was read from
// the top to here.
func (s *scroll) percent() string {
	if s.length == 0 {
		return ""
	}
	return fmt.Sprintf("%d %%", min(100, (s.top+s.height)*100/s.length))
}
