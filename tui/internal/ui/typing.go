package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// typeTo opens the text field for a message to a client.
func (r *runTab) typeTo(client *client) tea.Cmd {
	switch {
	case client == nil:
		return notify("there is no client: c opens one")
	case client.serves(), client.isPage():
		return notify("%s takes no input: c opens a client", client.name())
	case client.ended() != "":
		return notify("%s has ended (%s): c opens another", client.name(), client.ended())
	}
	return r.input.open(client, "")
}

// pressInput handles a key while text is typed.
func (r *runTab) pressInput(msg tea.KeyMsg) tea.Cmd {
	run, input := r.current, r.input
	switch {
	case key.Matches(msg, r.keys.cancel), key.Matches(msg, r.keys.send) && input.tooLate:
		r.leaveInput()
	case input.tooLate: // the letter was for the client that has ended
	case key.Matches(msg, r.keys.send):
		return run.write(input.to, r.leaveInput())
	case key.Matches(msg, r.keys.earlier):
		if direction(msg, "up") < 0 {
			input.set(run.history.back(input.field.Value()))
		} else {
			input.set(run.history.forward(input.field.Value()))
		}
	case key.Matches(msg, r.keys.otherClient):
		run.clients.chooseRunning(direction(msg, "shift+tab"))
		if next := run.clients.current(); next != nil { // else it is still to start
			input.to = next
		}
	default:
		return input.update(msg)
	}
	return nil
}

// leaveInput closes the text field and returns the text. What was typed to a client
// goes to the history, whether it was sent or not.
func (r *runTab) leaveInput() string {
	if !r.input.isOpen() {
		r.input.tooLate = false
		return ""
	}
	text := r.input.close()
	r.current.history.add(text)
	return text
}

// noticeClientEnd closes the text field if the client that it is for has ended. If
// its user is in the middle of a line, the rest of that line goes nowhere.
func (r *runTab) noticeClientEnd() tea.Cmd {
	to := r.input.to
	if !r.input.isOpen() || to.ended() == "" {
		return nil
	}
	r.input.tooLate = r.leaveInput() != ""
	return notify("%s has ended: %s", to.name(), to.ended())
}
