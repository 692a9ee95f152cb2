package ui

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/aymanbagabas/go-osc52/v2"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/wire"
)

// clipboardMost is how many bytes are sent to the terminal's clipboard. Terminals
// take about 74 KiB in base64.
const clipboardMost = 48 << 10

// copySelected copies the bytes of the selected event, or the line of one without
// bytes.
func (l *eventList) copySelected() tea.Cmd {
	event, found := l.selected()
	if !found {
		return notify("there is no event to copy")
	}
	if event.Kind != wire.Data {
		return copied([]byte(strings.TrimSpace(wire.Line(event))), "the event")
	}
	what := fmt.Sprintf("%d bytes", event.Size)
	if kept := len(event.Data); kept < event.Size {
		what = fmt.Sprintf("the first %d of %d bytes", kept, event.Size)
	}
	return copied(event.Data, what)
}

// copyStream copies all bytes that arrived in the conversation that is followed.
func (l *eventList) copyStream() tea.Cmd {
	var text []byte
	size := 0
	for _, number := range l.connections.get(l.stream.conn).events {
		if event, _ := l.recording.Event(number); event.Arrives() != wire.Neither {
			text, size = append(text, event.Data...), size+event.Size
		}
	}
	what := fmt.Sprintf("%d bytes of both sides", size)
	if len(text) < size {
		what = fmt.Sprintf("%d of %d bytes of both sides", len(text), size)
	}
	return copied(text, what)
}

// copied asks the frame to copy text; what is its name in the notice.
func copied(text []byte, what string) tea.Cmd {
	return func() tea.Msg { return copyMsg{text, what} }
}

// copy writes text to the terminal's clipboard and to a file: a terminal may refuse,
// and does not answer.
func (e *env) copy(msg copyMsg) tea.Cmd {
	return func() tea.Msg {
		path, err := writeCopy(msg.text)
		if err != nil {
			return noticeMsg(fmt.Sprintf("copy %s: %v", msg.what, err))
		}
		if len(msg.text) > clipboardMost {
			return noticeMsg(fmt.Sprintf("%s copied to %s; too long for the clipboard", msg.what, path))
		}
		sequence := osc52.New(string(msg.text))
		if os.Getenv("STY") != "" { // GNU screen passes on only what is marked for it
			sequence = sequence.Screen()
		}
		// The sequence moves nothing on the screen, and the kernel keeps it apart from
		// the frames: each is one write.
		if _, err := e.terminal.Write([]byte(sequence.String())); err != nil {
			return noticeMsg(fmt.Sprintf("copy %s to the clipboard: %v; it is in %s", msg.what, err, path))
		}
		return noticeMsg(fmt.Sprintf("%s copied to the clipboard and to %s", msg.what, path))
	}
}

// writeCopy writes text to the one file for copies and returns its path. Only this
// user may read it.
func writeCopy(text []byte) (path string, err error) {
	folder := os.Getenv("XDG_RUNTIME_DIR")
	if folder == "" {
		if folder, err = os.UserCacheDir(); err != nil {
			return "", err
		}
	}
	folder = filepath.Join(folder, "wallsockets")
	path = filepath.Join(folder, "copied")
	return path, errors.Join(os.MkdirAll(folder, 0o700), os.WriteFile(path, text, 0o600))
}
