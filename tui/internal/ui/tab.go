package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
)

// tab is one of the guide's screens. The frame around them knows no more of a
// screen than this, so a new one is a new entry in newTabs.
type tab interface {
	// title is the screen's name, as its tab shows it.
	title() string
	// show turns to another part, or comes back to the same.
	show(stage course.Stage) tea.Cmd
	// setSize gives the screen its size in cells.
	setSize(width, height int)
	// press is a key that is not one of the frame's own.
	press(msg tea.KeyMsg) tea.Cmd
	// update is any other message; all screens get all of them.
	update(msg tea.Msg) tea.Cmd
	// view is the screen: as many lines as it is high, at most as wide.
	view() []string
	// bindings are the keys that do something now, the most needed first.
	bindings() []key.Binding
	// typing tells whether a text field has the focus: then a key is text.
	typing() bool
}

// newTabs makes the screens in the order of their tabs.
func newTabs(env *env) []tab {
	return []tab{newPartsTab(env), newReadTab(env), newCodeTab(env), newRunTab(env)}
}
