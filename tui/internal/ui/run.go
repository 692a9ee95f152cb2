package ui

import (
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
)

// runTab runs the server of a part, opens clients, and shows the messages
// between them. Servers keep running while another part is shown.
type runTab struct {
	*env
	runs          map[int]*stageRun // by number of the part
	current       *stageRun
	input         *input
	panes         panes // of the messages and of the server's output
	width, height int
}

func newRunTab(env *env) *runTab {
	return &runTab{env: env, runs: make(map[int]*stageRun), input: newInput(),
		panes: panes{share: 67}}
}

func (r *runTab) title() string { return "Run" }
func (r *runTab) typing() bool  { return r.input.isOpen() }

func (r *runTab) show(stage course.Stage) tea.Cmd {
	if r.runs[stage.Number] == nil {
		r.runs[stage.Number] = newStageRun(r.env, stage)
	}
	r.current = r.runs[stage.Number]
	r.input.close()
	r.setSize(r.width, r.height)
	return nil
}

func (r *runTab) setSize(width, height int) {
	r.width, r.height = width, height
	r.panes.width, r.panes.height = width, height-4
	r.input.setWidth(width)
	if r.current != nil {
		r.current.setSize(r.panes)
	}
}

// running counts the servers and clients that are running.
func (r *runTab) running() int {
	n := 0
	for _, run := range r.runs {
		n += run.running()
	}
	return n
}

// press handles a key: in the text field, in the panes, or for the programs.
func (r *runTab) press(msg tea.KeyMsg) tea.Cmd {
	if r.input.isOpen() {
		return r.pressInput(msg)
	}
	switch {
	case r.panes.zoom == zoomSecond && r.current.output.press(msg, r.keys):
	case r.panes.zoom != zoomSecond && r.current.events.press(msg, r.keys):
	case r.panes.press(msg, r.keys):
		r.setSize(r.width, r.height)
	case key.Matches(msg, r.keys.search):
		return r.input.open(true, string(r.current.events.search))
	case key.Matches(msg, r.keys.write):
		if len(r.current.clients.all) == 0 {
			return notify("there is no client: c opens one")
		}
		return r.input.open(false, "")
	case key.Matches(msg, r.keys.save):
		return r.current.events.save(r.current.stage)
	default:
		return r.pressRun(msg)
	}
	return nil
}

// pressRun handles a key for the server and its clients.
func (r *runTab) pressRun(msg tea.KeyMsg) tea.Cmd {
	run := r.current
	switch {
	case run.busy != "":
		return notify("%s", run.busy)
	case key.Matches(msg, r.keys.start):
		if run.serves() {
			return run.stopServer()
		}
		return run.startServer()
	case key.Matches(msg, r.keys.restart):
		return run.restartServer()
	case key.Matches(msg, r.keys.model):
		return run.nextModel()
	case key.Matches(msg, r.keys.client):
		return run.openClient(false)
	case key.Matches(msg, r.keys.web):
		return run.openClient(true)
	case key.Matches(msg, r.keys.nextClient):
		run.clients.choose(msg.String())
	case key.Matches(msg, r.keys.dropClient):
		return run.stopClient()
	}
	return nil
}

// pressInput handles a key while text is typed.
func (r *runTab) pressInput(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, r.keys.cancel):
		r.input.close()
		return nil
	case key.Matches(msg, r.keys.send):
		text := r.input.close()
		if r.input.search {
			return r.current.events.find(text)
		}
		return r.current.write(text)
	}
	return r.input.update(msg)
}

// update hands a message to the run of its part. What is left is for the text
// field, whose cursor blinks.
func (r *runTab) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case serverStartedMsg:
		return r.runs[msg.stage.Number].serverStarted(msg)
	case serverStoppedMsg:
		return r.runs[msg.stage.Number].serverStopped(msg)
	case clientStartedMsg:
		return r.runs[msg.stage.Number].clientStarted(msg)
	case updatedMsg:
		return r.runs[msg.stage.Number].updated(msg)
	}
	return r.input.update(msg)
}

// lookForChanges compares the sources with the running server, in the
// background.
func (r *runTab) lookForChanges() tea.Cmd {
	if r.current == nil || !r.current.serves() {
		return nil
	}
	stage, runner := r.current.stage, r.runner
	return func() tea.Msg { return sourcesMsg{stage, runner.Changed(stage)} }
}

func (r *runTab) sources(msg sourcesMsg) { r.runs[msg.stage.Number].changed = msg.changed }

func (r *runTab) bindings() []key.Binding {
	k, run := r.keys, r.current
	if r.input.isOpen() {
		return []key.Binding{k.send, k.cancel}
	}
	if run.busy != "" {
		return nil
	}
	if !run.serves() {
		bindings := []key.Binding{k.start}
		if len(run.stage.Models) > 0 {
			bindings = append(bindings, k.model)
		}
		return append(bindings, k.view, k.search, k.save)
	}
	stop := k.start
	stop.SetHelp(stop.Help().Key, "stop")
	bindings := []key.Binding{stop, k.client, k.write}
	if run.changed {
		bindings = append([]key.Binding{k.restart}, bindings...)
	}
	if run.stage.WebFlag != "" {
		bindings = append(bindings, k.web)
	}
	return append(bindings, k.view, k.hex, k.zoom, k.search)
}

func (r *runTab) view() []string {
	run := r.current
	body := r.panes.view(pane{run.events.summary(), run.events.view(r.styles)},
		pane{"the server's output", run.output.view()}, r.styles)
	lines := append([]string{run.status(), run.aside(r.width)},
		body...)
	return append(lines, run.clients.line(r.styles), r.inputLine())
}

// inputLine returns the text field, or what can be done.
func (r *runTab) inputLine() string {
	client, number := r.current.clients.current()
	switch {
	case r.input.isOpen() && r.input.search:
		return " search: " + r.input.view(r.styles)
	case r.input.isOpen():
		return fmt.Sprintf(" client %d> ", number) + r.input.view(r.styles)
	case client != nil && client.state() == "asking":
		return fmt.Sprintf(" client %d: %s", number, client.lastLine()) +
			r.styles.muted.Render("  (enter: type it)")
	case client != nil:
		return fmt.Sprintf(" client %d: %s", number, client.lastLine())
	case r.current.serves():
		return r.styles.muted.Render(" c opens a client; your own clients can connect, too")
	}
	return r.styles.muted.Render(" s starts the server")
}
