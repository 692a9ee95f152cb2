package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/session"
	"wallsockets/tui/internal/wire"
)

// frameTime is how long updates of a session are collected before they are
// drawn.
const frameTime = 33 * time.Millisecond

// stageRun is the server of a part, if it was started, and its clients.
type stageRun struct {
	*env
	stage    course.Stage
	session  *session.Session // nil before the first start
	ran      string           // the model that the session's server was started with
	setup    *course.Try      // whose flags and words the session's server has; nil: none
	try      *course.Try      // that the session's server was started for; nil: none
	busy     string           // what is going on and cannot be interrupted
	starting bool             // a server is being built and started
	stopping bool             // the guide stops the session's server
	ended    bool             // the end of the session's server was noticed
	trouble  *trouble         // nil: none, or it was dismissed
	changed  bool             // the code differs from the session's server
	model    int              // index in stage.Models, for the next start
	begun    int              // number of the last event before this server
	early    *client          // opened while the server was being started; nil: none
	clients  clients
	adopted  int     // how many of them a try has started
	history  history // of what was typed to clients
	events   *eventList
	raw      *rawClient // nil before the first; of an earlier session: not used
	output   output     // of the server

	right, rows int // the size of the output's pane in cells
}

func newStageRun(env *env, stage course.Stage) *stageRun {
	r := &stageRun{env: env, stage: stage, events: newEventList(wire.NewRecording())}
	r.events.excerpt = r.codeFor
	return r
}

func (r *stageRun) setSize(panes panes) {
	r.events.setSize(panes.first())
	r.right, r.rows = panes.second()
	r.output.setSize(r.right, r.rows)
	r.layOutOutput()
}

// layOutOutput lays out what the server printed, and the trouble, if there is some.
func (r *stageRun) layOutOutput() {
	if r.right == 0 {
		return
	}
	if r.session != nil {
		r.output.show(r.session.ServerOutput(), r.styles)
	}
	if r.trouble != nil {
		r.trouble.layOut(r.right, r.rows, r.styles)
	}
}

// pressOutput scrolls the pane of the output and reports whether the key scrolls.
func (r *stageRun) pressOutput(msg tea.KeyMsg) bool {
	if r.trouble != nil {
		return r.trouble.press(msg, r.keys)
	}
	return r.output.press(msg, r.keys)
}

// outputPosition says which lines of that pane are visible.
func (r *stageRun) outputPosition() string {
	if r.trouble != nil {
		return r.trouble.position("line")
	}
	return r.output.position("line")
}

// outputView draws the pane of the output, and its heading's text.
func (r *stageRun) outputView() (heading string, rows []string) {
	if r.trouble != nil {
		return r.trouble.summary(), r.trouble.view()
	}
	return r.output.summary(), r.output.view()
}

// serves reports whether the server is running.
func (r *stageRun) serves() bool {
	return r.session != nil && r.session.Server.Ended() == ""
}

// running counts the servers and the clients that are running.
func (r *stageRun) running() (servers, clients int) {
	if r.serves() {
		servers++
	}
	for _, client := range r.clients.all {
		switch {
		case client.process == nil || client.ended() != "":
		case client.serves():
			servers++
		default:
			clients++
		}
	}
	return servers, clients
}

// waitForUpdate waits for an update of the session, and then for others that
// go into the same frame.
func (r *stageRun) waitForUpdate() tea.Cmd {
	stage, s := r.stage, r.session
	return func() tea.Msg {
		<-s.Updates()
		<-time.After(frameTime)
		return updatedMsg{stage, s}
	}
}

// updated shows what is new and waits for more, unless another session has
// taken the place of this one.
func (r *stageRun) updated(msg updatedMsg) tea.Cmd {
	if msg.session != r.session {
		return nil
	}
	r.events.refresh()
	r.adopt()
	for _, client := range r.clients.all {
		client.identify(r.events.recording)
	}
	r.identifyRaw()
	r.noticeEnd()
	r.layOutOutput()
	return tea.Batch(r.waitForUpdate(), r.deliver(r.clients.all...))
}

// fail shows why a program does not run, until the user dismisses it.
func (r *stageRun) fail(t *trouble) tea.Cmd {
	r.trouble = t
	r.layOutOutput()
	stage := r.stage
	return func() tea.Msg { return troubleMsg{stage, t.title} }
}

// failed tells a user who does not see the run of a part that one of its programs failed.
func (m *Model) failed(msg troubleMsg) tea.Cmd {
	if m.tabs[m.active] == tab(m.run) && m.run.current.stage.Number == msg.stage.Number {
		return nil
	}
	return notify("part %d: %s", msg.stage.Number, msg.title)
}

// namesLine reports whether there is trouble that names a line of code.
func (r *stageRun) namesLine() bool { return r.trouble != nil && r.trouble.at != (codeLine{}) }

// openLine opens in the user's editor the line of code that the trouble is about, or
// else the one that did what the selected event shows.
func (r *stageRun) openLine() tea.Cmd {
	if !r.namesLine() {
		return r.editLine()
	}
	return editAt(func(err error) tea.Msg { return codeEditedMsg{err} },
		r.trouble.at.path, r.trouble.at.line)
}
