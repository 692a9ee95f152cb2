package ui

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
	"wallsockets/tui/internal/wire"
)

// frameTime is how long updates of a session are collected before they are
// drawn.
const frameTime = 33 * time.Millisecond

// stageRun is the server of a part, if it was started, and its clients.
type stageRun struct {
	*env
	stage   course.Stage
	session *session.Session // nil before the first start
	busy    string           // what is going on and cannot be interrupted
	failure []string         // why the last start failed
	changed bool             // the code is newer than the server
	model   int              // index in stage.Models
	clients clients
	events  *eventList
	output  output // of the server
}

func newStageRun(env *env, stage course.Stage) *stageRun {
	r := &stageRun{env: env, stage: stage, events: newEventList(wire.NewRecording())}
	return r
}

func (r *stageRun) setSize(left, right, rows int) {
	r.events.width, r.events.height = left, rows
	r.output.width = right
	r.output.setHeight(rows)
	r.layOutOutput()
}

// layOutOutput shows the failure, if there is one, or what the server printed.
func (r *stageRun) layOutOutput() {
	switch {
	case r.output.width == 0:
	case r.failure != nil:
		r.output.showFailure(r.failure, r.styles)
	case r.session != nil:
		r.output.show(r.session.ServerOutput(), r.styles)
	default:
		r.output.clear()
	}
}

// serves reports whether the server is running.
func (r *stageRun) serves() bool {
	return r.session != nil && r.session.Server.Ended() == ""
}

// running counts the programs that are running.
func (r *stageRun) running() int {
	n := 0
	if r.serves() {
		n++
	}
	for _, client := range r.clients.all {
		if client.process.Ended() == "" {
			n++
		}
	}
	return n
}

// flags returns the server's flags.
func (r *stageRun) flags() []string {
	if len(r.stage.Models) == 0 {
		return nil
	}
	return []string{"-model", r.stage.Models[r.model]}
}

// startServer builds and starts the server in the background. Messages of
// earlier runs stay until the user clears them.
func (r *stageRun) startServer() tea.Cmd {
	r.busy, r.failure, r.changed = "building and starting the server...", nil, false
	r.layOutOutput()
	before, stage := r.session, r.stage
	options := session.Options{Recording: r.events.recording, Flags: r.flags(), Where: r.where}
	return func() tea.Msg {
		if before != nil {
			before.Stop()
			options.Before = before.Address()
		}
		s, err := session.Start(context.Background(), r.runner, stage, options)
		return serverStartedMsg{stage, s, err}
	}
}

// restartServer starts the server again, built from the current code.
func (r *stageRun) restartServer() tea.Cmd {
	if r.session == nil {
		return notify("no server is running: s starts it")
	}
	r.clients = r.clients.next()
	return r.startServer()
}

func (r *stageRun) serverStarted(msg serverStartedMsg) tea.Cmd {
	r.busy = ""
	if msg.err != nil {
		r.fail(msg.err)
		var compiler *runner.BuildError
		if errors.As(msg.err, &compiler) {
			return notify("the code does not compile")
		}
		return notify("the server did not start")
	}
	r.session, r.clients = msg.session, r.clients.next()
	r.output.clear()
	r.layOutOutput()
	r.progress.Ran[r.stage.ID] = true
	return tea.Batch(r.waitForUpdate(), r.saveProgress())
}

// fail shows why a program did not start.
func (r *stageRun) fail(err error) {
	r.failure = printable.Lines(err.Error())
	r.layOutOutput()
}

// stopServer stops the server and the clients in the background.
func (r *stageRun) stopServer() tea.Cmd {
	r.busy = "stopping the server..."
	stage, s := r.stage, r.session
	return func() tea.Msg {
		s.Stop()
		return serverStoppedMsg{stage, s}
	}
}

func (r *stageRun) serverStopped(msg serverStoppedMsg) tea.Cmd {
	r.busy = ""
	r.events.refresh()
	r.layOutOutput()
	return notify("the server has ended: %s", msg.session.Server.Ended())
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
	r.layOutOutput()
	return r.waitForUpdate()
}

// nextModel selects another technique for the next start.
func (r *stageRun) nextModel() tea.Cmd {
	switch {
	case len(r.stage.Models) == 0:
		return notify("this part has only one model")
	case r.serves():
		return notify("stop the server first: s")
	}
	r.model = (r.model + 1) % len(r.stage.Models)
	return nil
}

// openClient starts the stage's client, or its web page.
func (r *stageRun) openClient(web bool) tea.Cmd {
	if r.session == nil {
		return notify("there is no server: s starts one")
	}
	var flags []string
	if web {
		if r.stage.WebFlag == "" {
			return notify("part %d has no web page", r.stage.Number)
		}
		flags = []string{r.stage.WebFlag}
	}
	stage, s := r.stage, r.session
	return func() tea.Msg {
		process, err := s.Client(context.Background(), flags...)
		return clientStartedMsg{stage, s, process, web, err}
	}
}

func (r *stageRun) clientStarted(msg clientStartedMsg) tea.Cmd {
	if msg.err != nil {
		r.fail(msg.err)
		return notify("the client did not start")
	}
	if msg.session != r.session {
		return nil
	}
	r.clients.add(&client{msg.process, msg.web})
	return nil
}

// write sends the chosen client a line, as if its user had typed it.
func (r *stageRun) write(line string) tea.Cmd {
	client, number := r.clients.current()
	if client == nil {
		return nil
	}
	process := client.process
	if ended := process.Ended(); ended != "" {
		return notify("client %d has ended (%s): c opens another", number, ended)
	}
	return func() tea.Msg {
		if err := process.Write(line); err != nil {
			return noticeMsg(err.Error())
		}
		return nil
	}
}

// stopClient stops the chosen client in the background.
func (r *stageRun) stopClient() tea.Cmd {
	client, number := r.clients.current()
	if client == nil {
		return notify("there is no client")
	}
	process := client.process
	return func() tea.Msg {
		process.Stop()
		return noticeMsg(fmt.Sprintf("client %d has ended: %s", number, process.Ended()))
	}
}

// status returns the state of the server.
func (r *stageRun) status() string {
	model := ""
	if len(r.stage.Models) > 0 {
		model = ", model " + r.stage.Models[r.model]
	}
	switch {
	case r.busy != "":
		return " " + r.styles.bold.Render(r.busy)
	case r.failure != nil:
		return " " + r.styles.bad.Render("failed: see the output") + model
	case r.session == nil:
		return " no server yet" + model
	case !r.serves():
		return " server ended: " + printable.Text([]byte(r.session.Server.Ended())) + model
	case r.changed:
		return " " + r.styles.good.Render("server running") + model + ", " +
			r.styles.bad.Render("but the code has changed: r restarts")
	}
	return " " + r.styles.good.Render("server running") + model
}

// byHand returns the command that does the same in another terminal: it starts the
// server, or connects to the one that is running. If there is no room for the
// client's command, it is nc's alone.
func (r *stageRun) byHand(width int) string {
	if !r.serves() {
		return "$ " + runner.ShellCommand(append([]string{"go", "run",
			"./" + r.stage.ID + "/server"}, r.flags()...)...)
	}
	nc := []string{"nc"}
	if r.stage.Network == "unix" {
		nc = []string{"nc", "-U"}
	}
	arguments := r.stage.Arguments(r.session.Address())
	byNC := runner.ShellCommand(append(nc, arguments...)...)
	both := "$ " + r.session.ClientCommand() + "  or  " + byNC
	if ansi.StringWidth(both) <= width {
		return both
	}
	return shorten("$ "+byNC, width)
}
