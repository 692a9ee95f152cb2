package ui

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/progress"
	"wallsockets/tui/internal/wire"
)

// save writes the events to a file in the learner's own folder, outside the
// checkout, in the background.
func (l *eventList) save(stage course.Stage) tea.Cmd {
	events, count := l.recording.Saved(l.forgotten+1), l.total()
	title := fmt.Sprintf("Part %d %s", stage.Number, stage.Title)
	name := fmt.Sprintf("%s-%s.md", stage.ID, time.Now().Format("20060102-150405"))
	return func() tea.Msg {
		path, err := saveEvents(name, title, events)
		if err != nil {
			return noticeMsg(fmt.Sprintf("save the events: %v", err))
		}
		return noticeMsg(fmt.Sprintf("%d events saved in %s", count, path))
	}
}

// saveEvents writes events to a new file of the learner's own folder and returns its
// path.
func saveEvents(name, title string, events []wire.Event) (path string, err error) {
	folder, err := progress.Folder()
	if err == nil {
		err = os.MkdirAll(folder, 0o700)
	}
	if err != nil {
		return "", err
	}
	path = filepath.Join(folder, name)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	return path, errors.Join(wire.WriteMarkdown(file, title, events), file.Close())
}
