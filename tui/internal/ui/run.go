package ui

import (
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
)

// zooms are the ways to share the room between messages and output.
const (
	zoomBoth = iota
	zoomMessages
	zoomOutput
	zooms
)

// runTab runs the server of a part, opens clients, and shows what they say.
// Servers of other parts go on while another part is shown.
type runTab struct {
	*env
	runs          map[int]*run // by number of the part
	current       *run
	input         textinput.Model
	search        bool // the input is for the search, not for a client
	zoom          int
	width, height int
}

func newRunTab(env *env) *runTab {
	return &runTab{env: env, runs: make(map[int]*run), input: textinput.New()}
}

func (r *runTab) title() string { return "Run" }
func (r *runTab) typing() bool  { return r.input.Focused() }

func (r *runTab) show(stage course.Stage) tea.Cmd {
	if r.runs[stage.Number] == nil {
		r.runs[stage.Number] = newRun(stage)
	}
	r.current = r.runs[stage.Number]
	r.input.Blur()
	r.setSize(r.width, r.height)
	return nil
}

func (r *runTab) setSize(width, height int) {
	r.width, r.height = width, height
	r.input.Width = max(1, width-20)
	if r.current != nil {
		left, _, rows := r.panes()
		r.current.messages.width, r.current.messages.height = left, rows
		r.current.output.height = rows
	}
}

// running counts the servers and clients that live.
func (r *runTab) running() int {
	n := 0
	for _, run := range r.runs {
		n += run.living()
	}
	return n
}

// press does what a key is for: in the text field, with the messages, or with
// the server and its clients.
func (r *runTab) press(msg tea.KeyMsg) tea.Cmd {
	if r.input.Focused() {
		return r.pressInput(msg)
	}
	switch {
	case r.zoom == zoomOutput && r.current.output.press(msg, r.keys):
	case r.zoom != zoomOutput && r.current.messages.press(msg, r.keys):
	case key.Matches(msg, r.keys.zoom):
		r.zoom = (r.zoom + 1) % zooms
		r.setSize(r.width, r.height)
	case key.Matches(msg, r.keys.search):
		return r.ask(true)
	case key.Matches(msg, r.keys.write):
		if len(r.current.clients) == 0 {
			return notify("there is no client: c opens one")
		}
		return r.ask(false)
	case key.Matches(msg, r.keys.save):
		return r.current.save()
	default:
		return r.pressRun(msg)
	}
	return nil
}

// pressRun does what a key is for with the server and its clients.
func (r *runTab) pressRun(msg tea.KeyMsg) tea.Cmd {
	run := r.current
	switch {
	case run.busy != "":
		return notify("%s", run.busy)
	case key.Matches(msg, r.keys.start):
		if run.serves() {
			return run.stopServer()
		}
		return r.startServer(run)
	case key.Matches(msg, r.keys.restart):
		return r.restartServer(run)
	case key.Matches(msg, r.keys.model):
		return run.nextModel()
	case key.Matches(msg, r.keys.client):
		return run.openClient(false)
	case key.Matches(msg, r.keys.web):
		return run.openClient(true)
	case key.Matches(msg, r.keys.nextClient):
		run.choose(msg.String())
	case key.Matches(msg, r.keys.dropClient):
		return run.endClient()
	}
	return nil
}

// ask gives the text field the focus, for a search or for a client's message.
func (r *runTab) ask(search bool) tea.Cmd {
	r.search = search
	r.input.Prompt = ""
	r.input.SetValue("")
	if search {
		r.input.SetValue(r.current.messages.search)
	}
	return r.input.Focus()
}

// pressInput takes a key while text is typed.
func (r *runTab) pressInput(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, r.keys.cancel):
		r.input.Blur()
		return nil
	case key.Matches(msg, r.keys.send):
		r.input.Blur()
		if r.search {
			return r.current.messages.find(r.input.Value())
		}
		return r.current.write(r.input.Value())
	}
	var command tea.Cmd
	r.input, command = r.input.Update(msg)
	return command
}

func (r *runTab) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case serverStartedMsg:
		return r.runs[msg.stage.Number].started(msg, r.env)
	case serverStoppedMsg:
		return r.runs[msg.stage.Number].stopped(msg)
	case clientStartedMsg:
		return r.runs[msg.stage.Number].opened(msg)
	case newsMsg:
		return r.runs[msg.stage.Number].refresh(msg)
	case changedMsg:
		r.runs[msg.stage.Number].changed = msg.changed
	case watchedMsg:
		return tea.Batch(watch(), r.lookForChanges())
	default:
		if r.input.Focused() {
			var command tea.Cmd
			r.input, command = r.input.Update(msg) // the cursor blinks
			return command
		}
	}
	return nil
}

// lookForChanges compares the sources with what runs, in the background.
func (r *runTab) lookForChanges() tea.Cmd {
	if r.current == nil || !r.current.serves() {
		return nil
	}
	stage, runner := r.current.stage, r.runner
	return func() tea.Msg { return changedMsg{stage, runner.Changed(stage)} }
}

func (r *runTab) bindings() []key.Binding {
	k, run := r.keys, r.current
	if r.input.Focused() {
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
	bindings := []key.Binding{k.client, k.write}
	if run.changed {
		bindings = append([]key.Binding{k.restart}, bindings...)
	}
	if run.stage.ID == "part6-php" {
		bindings = append(bindings, k.web)
	}
	return append(bindings, k.view, k.hex, k.zoom, k.search, k.start)
}
