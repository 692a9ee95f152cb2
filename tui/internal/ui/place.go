package ui

import (
	"path/filepath"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/wire"
)

// stepsOf returns what the programs did when an event happened: first the step that
// a learner asks for, then the one at the other end. What the guide did itself has
// no steps.
func stepsOf(event wire.Event) []course.Step {
	fromClient := event.From == wire.Client
	switch event.Kind {
	case wire.Connected, wire.Failed:
		return []course.Step{course.Connect, course.Listen}
	case wire.Queued:
		return []course.Step{course.Listen, course.Connect}
	case wire.Accepted:
		return []course.Step{course.Accept, course.Connect}
	case wire.Data:
		if fromClient {
			return []course.Step{course.ServerRead, course.ClientWrite}
		}
		return []course.Step{course.ServerWrite, course.ClientRead}
	}
	if event.From == wire.Neither {
		return nil
	}
	switch event.Kind {
	case wire.HalfClosed:
		if fromClient {
			return []course.Step{course.ClientEnd, course.ServerRead}
		}
		return []course.Step{course.ServerClose, course.ClientRead}
	case wire.Closed:
		if fromClient {
			return []course.Step{course.ClientClose, course.ServerClose}
		}
		return []course.Step{course.ServerClose, course.ClientClose}
	case wire.Reset:
		if fromClient {
			return []course.Step{course.ClientClose, course.ServerRead}
		}
		return []course.Step{course.ServerClose, course.ClientRead}
	}
	return nil
}

// narratedLine is a line of code to show, with what the program printed about it.
type narratedLine struct {
	course.Place
	what      string // it is, if it is no step
	narration []string
}

// name says which line it is.
func (n narratedLine) name() string {
	if n.what != "" {
		return n.what
	}
	return n.Step.String()
}

// placesOf returns the lines of a stage that did what an event shows. Beside an
// error are those that could be found.
func (r *stageRun) placesOf(event wire.Event) ([]narratedLine, error) {
	var places []narratedLine
	var failed error
	for _, step := range stepsOf(event) {
		narration := r.narration(event, step)
		found, err := course.Places(r.root, r.stage, r.ran, step)
		if err != nil {
			failed = err
		}
		for _, p := range found {
			places = append(places, narratedLine{Place: p, narration: narration})
		}
	}
	return places, failed
}

// selectedPlaces returns the places of the selected event, or a notice that says why
// there are none.
func (r *stageRun) selectedPlaces() ([]narratedLine, tea.Cmd) {
	event, ok := r.events.selected()
	if !ok {
		return nil, notify("no event is selected")
	}
	places, err := r.placesOf(event)
	switch {
	case len(places) > 0:
		return places, nil
	case err != nil:
		return nil, notify("%v", err)
	}
	return nil, notify("the guide did this itself; no line of part %d did", r.stage.Number)
}

// showLine opens the code at the line that did what the selected event shows.
func (r *stageRun) showLine() tea.Cmd {
	places, notice := r.selectedPlaces()
	if places == nil {
		return notice
	}
	stage := r.stage
	return func() tea.Msg { return placesMsg{stage, places, stage, "Run"} }
}

// editLine opens that line in the user's editor.
func (r *stageRun) editLine() tea.Cmd {
	places, notice := r.selectedPlaces()
	if places == nil {
		return notice
	}
	return editAt(func(err error) tea.Msg { return codeEditedMsg{err} },
		filepath.Join(r.root, filepath.FromSlash(places[0].File)), places[0].Line)
}
