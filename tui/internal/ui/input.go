package ui

import (
	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/printable"
)

// input is the text field of the run screen, for a message or for a search.
type input struct {
	field  textinput.Model
	search bool // it is for a search
}

func newInput() *input {
	field := textinput.New()
	field.Prompt = ""
	field.Cursor.SetMode(cursor.CursorStatic) // view draws it
	return &input{field: field}
}

func (i *input) setWidth(width int) { i.field.Width = max(1, width-20) }

// open gives the field the focus, with text in it.
func (i *input) open(search bool, text string) tea.Cmd {
	i.search = search
	i.field.SetValue(text)
	return i.field.Focus()
}

// close takes the focus away and returns the text.
func (i *input) close() string {
	i.field.Blur()
	return i.field.Value()
}

func (i *input) isOpen() bool { return i.field.Focused() }

// update hands a message to the field: a key, or a blink of its cursor.
func (i *input) update(msg tea.Msg) tea.Cmd {
	if !i.isOpen() {
		return nil
	}
	var command tea.Cmd
	i.field, command = i.field.Update(msg)
	return command
}

// view returns the text with the cursor in it. What a user types or pastes is as
// unsafe to show as what comes from a socket.
func (i *input) view(styles styles) string {
	text := []rune(i.field.Value())
	before := printable.Text([]byte(string(text[:i.field.Position()])))
	after := printable.Text([]byte(string(text[i.field.Position():])))
	// Keep the cursor visible if the text is too long.
	before = ansi.TruncateLeft(before, max(0, ansi.StringWidth(before)-i.field.Width), "")
	return before + styles.selected.Render(" ") + after
}
