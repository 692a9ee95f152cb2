package ui

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
)

// serves reports whether the server of a part is running.
func (r *runTab) serves(stage course.Stage) bool {
	run := r.runs[stage.Number]
	return run != nil && run.serves()
}

// runningPart says what runs of a part; "": nothing.
func (r *runTab) runningPart(stage course.Stage) string {
	run := r.runs[stage.Number]
	if run == nil {
		return ""
	}
	var text []string
	servers, clients := run.running()
	switch {
	case servers == 1 && run.serves():
		text = append(text, "running")
	case servers == 1:
		text = append(text, "1 server of a try")
	case servers > 1:
		text = append(text, fmt.Sprintf("%d servers", servers))
	case clients > 0:
		text = append(text, "clients only")
	}
	switch clients {
	case 0:
	case 1:
		text = append(text, "1 client")
	default:
		text = append(text, fmt.Sprintf("%d clients", clients))
	}
	return strings.Join(text, ", ")
}

// runningParts says what runs of all parts; "": nothing.
func (r *runTab) runningParts() string {
	var parts []string
	for _, stage := range course.Stages {
		if running := r.runningPart(stage); running != "" {
			parts = append(parts, fmt.Sprintf("part %d %s", stage.Number, running))
		}
	}
	return strings.Join(parts, "; ")
}

// position says which of the messages are on the screen.
func (r *runTab) position() string {
	if r.menu != nil {
		_, rows := r.shared().second()
		length := len(r.current.handsFor(r.menu.event))
		first, _ := around(r.menu.cursor, length, rows)
		s := scroll{top: first, height: rows, length: length}
		return s.position("choice")
	}
	if r.panes.zoom == zoomSecond {
		return r.current.outputPosition()
	}
	events := r.current.events
	first := events.first()
	s := scroll{top: first, height: events.pageAfter(first) - first, length: len(events.shown)}
	return s.position("row")
}

// runPart starts a part's server, if it is not running, on the run screen.
func (m *Model) runPart(stage course.Stage) tea.Cmd {
	opened := m.open(stage, m.run.title())
	if m.run.current.serves() || m.run.current.busy != "" {
		return opened
	}
	return tea.Batch(opened, m.run.current.startServer(nil))
}
