package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
)

// tab is one of the guide's screens, as the frame sees it.
type tab interface {
	// title is the screen's name in the header.
	title() string
	// show switches to a part, or comes back to it.
	show(stage course.Stage) tea.Cmd
	// setSize sets the screen's size in cells.
	setSize(width, height int)
	// press handles a key that is not one of the frame's.
	press(msg tea.KeyMsg) tea.Cmd
	// view draws the screen and changes nothing. Lines that are too many or
	// too wide are cut off.
	view() []string
	// position says where in its lines or rows the screen is; "": nowhere.
	position() string
	// bindings are the keys that do something now, the most useful first.
	bindings() []key.Binding
	// typing reports whether a text field has the focus: then a key is text.
	typing() bool
}
