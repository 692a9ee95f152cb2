package ui

import (
	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/printable"
)

// input is a text field: for a message to a client, for a search or for a filter.
type input struct {
	field textinput.Model
	to    *client // whom the message is for; nil: it is no message
	// tooLate is set when the client ended while its user was typing. The field is
	// closed then, but the letters that still come must not run commands.
	tooLate bool
}

func newInput() *input {
	field := textinput.New()
	field.Prompt = ""
	field.Cursor.SetMode(cursor.CursorStatic) // view draws it
	return &input{field: field}
}

// open gives the field the focus: for a message to a client, or for other text if to
// is nil.
func (i *input) open(to *client, text string) tea.Cmd {
	i.to, i.tooLate = to, false
	i.set(text)
	return i.field.Focus()
}

// set replaces the text.
func (i *input) set(text string) {
	i.field.SetValue(text)
	i.field.CursorEnd()
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

// view returns the text in a width, with the cursor in it. An empty field shows the
// question that the text answers. What a user types or pastes is as unsafe to show
// as what comes from a socket.
func (i *input) view(question string, width int, styles styles) string {
	text := []rune(i.field.Value())
	before := printable.Text([]byte(string(text[:i.field.Position()])))
	after := printable.Text([]byte(string(text[i.field.Position():])))
	if len(text) == 0 {
		after = styles.muted.Render(question)
	}
	// Keep the cursor visible if the text is too long.
	before = ansi.TruncateLeft(before, max(0, ansi.StringWidth(before)-width*2/3), "")
	return fit(before+styles.selected.Render(" ")+after, width)
}
