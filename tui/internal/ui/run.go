package ui

import (
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
)

// runTab runs the server of a part, opens clients, and shows what
// crosses between them. Servers keep running while another part is shown.
type runTab struct {
	*env
	runs          map[int]*stageRun // by number of the part
	current       *stageRun
	input         *input
	hands         handLine
	menu          *handMenu // nil: closed
	panes         panes     // of the events and of the server's output
	next          func(from course.Stage) nextStep
	width, height int
}

func newRunTab(env *env) *runTab {
	return &runTab{env: env, runs: make(map[int]*stageRun), input: newInput(),
		hands: handLine{input: newInput()}, panes: panes{share: 67, wide: 160}}
}

func (r *runTab) title() string { return "Run" }
func (r *runTab) typing() bool {
	return r.input.isOpen() || r.input.tooLate || r.hands.isOpen() || r.menu != nil ||
		r.current != nil && r.current.events.typing()
}

func (r *runTab) show(stage course.Stage) tea.Cmd {
	if r.runs[stage.Number] == nil {
		r.runs[stage.Number] = newStageRun(r.env, stage)
	}
	r.leaveInput()
	r.menu = nil
	if r.current != nil {
		r.current.events.prompt.close()
	}
	r.current = r.runs[stage.Number]
	r.setSize(r.width, r.height)
	return nil
}

func (r *runTab) setSize(width, height int) {
	r.width, r.height = width, height
	r.panes.width, r.panes.height = width, height-4
	if r.current != nil {
		r.current.setSize(r.shared())
	}
}

// shared returns the panes. The menu has the second one, for as long as it is open.
func (r *runTab) shared() panes {
	p := r.panes
	if r.menu != nil {
		p.zoom, p.below = zoomBoth, len(r.current.handsFor(r.menu.event))
	}
	return p
}

// running counts the servers and clients that are running.
func (r *runTab) running() int {
	n := 0
	for _, run := range r.runs {
		servers, clients := run.running()
		n += servers + clients
	}
	return n
}

// showEvents shows the events again if only the output is shown.
func (r *runTab) showEvents() {
	if r.panes.zoom == zoomSecond {
		r.panes.zoom = zoomBoth
		r.setSize(r.width, r.height)
	}
}

// press handles a key: in the text field, in the panes, or for the programs.
func (r *runTab) press(msg tea.KeyMsg) tea.Cmd {
	run := r.current
	switch {
	case r.menu != nil:
		return r.pressMenu(msg)
	case r.hands.isOpen():
		return r.pressHandLine(msg)
	case run.events.typing():
		command, _ := run.events.press(msg, r.keys)
		return command
	case r.typing():
		return r.pressInput(msg)
	case key.Matches(msg, r.keys.doNext) && r.offersNext():
		return r.next(r.current.stage).command()
	case r.panes.zoom != zoomSecond:
		if command, done := run.events.press(msg, r.keys); done {
			return command
		}
	}
	switch {
	case key.Matches(msg, r.keys.clear):
		r.askToClear()
	case key.Matches(msg, r.keys.hold, r.keys.hands, r.keys.raw):
		return r.pressHands(msg)
	case r.panes.zoom == zoomSecond && run.pressOutput(msg):
	case r.panes.press(msg, r.keys):
		r.setSize(r.width, r.height)
	case key.Matches(msg, r.keys.write):
		return r.typeTo(run.clients.current())
	case key.Matches(msg, r.keys.line):
		return run.showLine()
	case key.Matches(msg, r.keys.save):
		return run.events.save(run.stage)
	case key.Matches(msg, r.keys.dismiss):
		run.trouble = nil
	case key.Matches(msg, r.keys.edit):
		return run.openLine()
	default:
		return r.pressRun(msg)
	}
	return nil
}

// click selects the event in a cell.
func (r *runTab) click(x, y int) {
	const above = 2 // the status and the command
	if column, row, inside := r.panes.inFirst(x, y-above); inside && r.menu == nil {
		r.current.events.click(column, row)
	}
}

// pressRun handles a key for the server and its clients.
func (r *runTab) pressRun(msg tea.KeyMsg) tea.Cmd {
	run := r.current
	switch {
	case run.starting && key.Matches(msg, r.keys.client):
		return r.typeTo(run.openEarly())
	case run.busy != "":
		return notify("%s", run.busy)
	case key.Matches(msg, r.keys.start):
		if run.serves() {
			return run.stopServer()
		}
		return run.startServer(nil)
	case key.Matches(msg, r.keys.restart):
		return run.restartServer()
	case key.Matches(msg, r.keys.model):
		return run.nextModel()
	case key.Matches(msg, r.keys.client, r.keys.web) && !run.serves():
		return run.noServer()
	case key.Matches(msg, r.keys.client):
		return tea.Batch(run.openClient(), r.typeTo(run.clients.current()))
	case key.Matches(msg, r.keys.web):
		if run.stage.WebFlag == "" {
			return notify("part %d has no web page", run.stage.Number)
		}
		return run.openPage()
	case key.Matches(msg, r.keys.nextClient):
		run.clients.choose(direction(msg, "<"))
	case key.Matches(msg, r.keys.dropClient):
		return run.stopClient()
	}
	return nil
}

// direction returns -1 for the key that goes back, and 1 for any other.
func direction(msg tea.KeyMsg, back string) int {
	if msg.String() == back {
		return -1
	}
	return 1
}

// askToClear asks before the events are cleared.
func (r *runTab) askToClear() {
	events := r.current.events
	if n := len(events.shown); n > 0 {
		r.ask(fmt.Sprintf("Clear the events, %d of them?", n), func() tea.Cmd {
			events.clear()
			return nil
		})
	}
}

// update hands a message to the run of its part. What is left is for the text
// field, whose cursor blinks.
func (r *runTab) update(msg tea.Msg) tea.Cmd {
	var command tea.Cmd
	switch msg := msg.(type) {
	case serverStartedMsg:
		command = r.runs[msg.stage.Number].serverStarted(msg)
	case serverStoppedMsg:
		command = r.runs[msg.stage.Number].serverStopped(msg)
	case clientStartedMsg:
		command = r.runs[msg.stage.Number].clientStarted(msg)
	case updatedMsg:
		command = r.runs[msg.stage.Number].updated(msg)
	case rawEndedMsg:
		return r.runs[msg.raw.session.Stage.Number].rawEnded(msg)
	default:
		return r.input.update(msg)
	}
	return tea.Batch(command, r.noticeClientEnd())
}

// lookForChanges compares the sources with those of the running server, in the
// background.
func (r *runTab) lookForChanges() tea.Cmd {
	if r.current == nil || !r.current.serves() {
		return nil
	}
	stage, runner := r.current.stage, r.runner
	return func() tea.Msg { return sourcesMsg{stage, runner.Changed(stage, "server")} }
}

// sources notes whether the sources differ from those of the running server. It
// reports whether they do now or did before, so that a screen with the code has to
// look at it again.
func (r *runTab) sources(msg sourcesMsg) (edited bool) {
	run := r.runs[msg.stage.Number]
	edited = msg.changed || run.changed
	run.changed = msg.changed
	return edited
}
