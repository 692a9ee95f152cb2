package ui

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/wire"
)

// save writes the events to a file in the working folder, in the background.
func (l *eventList) save(stage course.Stage) tea.Cmd {
	events := l.recording.From(l.forgotten + 1)
	title := fmt.Sprintf("Part %d %s", stage.Number, stage.Title)
	name := fmt.Sprintf("%s-%s.md", stage.ID, time.Now().Format("20060102-150405"))
	return func() tea.Msg {
		path, err := filepath.Abs(name)
		if err != nil {
			return noticeMsg(err.Error())
		}
		file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return noticeMsg(err.Error())
		}
		if err := errors.Join(wire.WriteMarkdown(file, title, events), file.Close()); err != nil {
			return noticeMsg(err.Error())
		}
		return noticeMsg(fmt.Sprintf("%d messages saved in %s", len(events), path))
	}
}
