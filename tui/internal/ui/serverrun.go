package ui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/session"
)

// chosenModel returns the model for the next start, or "" if there is only one.
func (r *stageRun) chosenModel() string {
	if len(r.stage.Models) == 0 {
		return ""
	}
	return r.stage.Models[r.model]
}

// flags returns the server's flags for the next start, of a try or of none.
func (r *stageRun) flags(try *course.Try) []string {
	var flags []string
	if len(r.stage.Models) > 0 {
		flags = []string{"-model", r.chosenModel()}
	}
	if try != nil {
		flags = append(flags, try.Flags...)
	}
	return flags
}

// startServer builds the server and starts it in the background, for a try or for none.
func (r *stageRun) startServer(try *course.Try) tea.Cmd { return r.start(try, try) }

// start does so with the flags and the words of a try, which is not played again if try is
// nil. A server that is running ends only when the new one is ready. Events of earlier
// runs stay until the user clears them.
func (r *stageRun) start(setup, try *course.Try) tea.Cmd {
	r.events.showNewest()
	r.busy, r.starting, r.stopping = "building and starting the server...", true, true
	if r.serves() {
		r.busy = "building the new server..."
	}
	stage, model, runner := r.stage, r.chosenModel(), r.runner
	options := session.Options{Recording: r.events.recording, Flags: r.flags(setup), Where: r.where,
		Replaces: r.session}
	if setup != nil {
		options.Words = setup.Words
	}
	return func() tea.Msg {
		s, err := session.Start(context.Background(), runner, stage, options)
		return serverStartedMsg{stage, model, setup, try, s, err}
	}
}

// restartServer replaces the server by one that is built from the current code, and has
// the flags of the try that it was started for.
func (r *stageRun) restartServer() tea.Cmd {
	if r.session == nil {
		return notify("no server is running: s starts it")
	}
	return r.start(r.setup, nil)
}

func (r *stageRun) serverStarted(msg serverStartedMsg) tea.Cmd {
	r.busy, r.starting, r.stopping = "", false, false
	early := r.early
	r.early = nil
	if msg.err != nil {
		if early != nil {
			early.failure = "did not start"
		}
		t := startTrouble("server", msg.err, r.root)
		if r.serves() {
			t.title += "; the old one is still running"
		}
		return r.fail(t)
	}
	r.session, r.ran, r.ended = msg.session, msg.model, false
	r.setup, r.try = msg.setup, msg.try
	r.changed, r.trouble = false, nil
	r.clients, r.adopted = r.clients.pages(), 0
	r.begun = r.events.seen
	r.output.clear()
	r.layOutOutput()
	r.progress.Ran[r.stage.ID] = true
	commands := []tea.Cmd{r.waitForUpdate(), r.saveProgress(), r.play()}
	if taken := r.session.Taken(); taken != "" {
		commands = append(commands, notify("%s is not free; clients connect to %s", taken, r.session.Address()))
	}
	if early != nil {
		r.clients.open(early)
		commands = append(commands, r.startClient(early))
	}
	return tea.Batch(commands...)
}

// stopServer stops the server and the clients in the background.
func (r *stageRun) stopServer() tea.Cmd {
	r.busy, r.stopping = "stopping the server...", true
	stage, s := r.stage, r.session
	return func() tea.Msg {
		s.Stop()
		return serverStoppedMsg{stage, s}
	}
}

func (r *stageRun) serverStopped(msg serverStoppedMsg) tea.Cmd {
	r.events.refresh()
	r.noticeEnd()
	r.busy, r.stopping = "", false
	r.layOutOutput()
	return notify("the server has ended: %s", msg.session.Server.Ended())
}

// noticeEnd shows why the server ended, once, if it failed. Trouble that is shown stays
// if it did not.
func (r *stageRun) noticeEnd() {
	if r.ended || r.session == nil || r.serves() {
		return
	}
	r.ended = true
	// One that had to be killed because it did not stop has not crashed.
	if r.stopping && r.session.Server.ExitCode() < 0 {
		return
	}
	if t := endTrouble(r.session, r.root); t != nil {
		r.trouble = t
	}
}

// nextModel selects another technique for the next start.
func (r *stageRun) nextModel() tea.Cmd {
	switch {
	case len(r.stage.Models) == 0:
		return notify("the guide starts this part with one model only")
	case r.serves():
		return notify("stop the server first: s")
	}
	r.model = (r.model + 1) % len(r.stage.Models)
	return nil
}
