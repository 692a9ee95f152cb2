package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
	"wallsockets/tui/internal/wire"
)

// frameTime is how long news may pile up before they are drawn.
const frameTime = 33 * time.Millisecond

// run is a part at work: its server, if it was started, and its clients.
type run struct {
	stage    course.Stage
	session  *session.Session // nil before the first start
	busy     string           // what goes on and cannot be interrupted
	failure  []string         // why the last start failed
	changed  bool             // the code is newer than the server
	model    int              // index in stage.Models
	clients  []*client
	chosen   int // index in clients
	messages *messages
	output   scroll // of the server's output
}

// client is a client of the stage's own, opened here.
type client struct {
	process *runner.Process
	web     bool // it serves the page of part 6
}

func newRun(stage course.Stage) *run {
	r := &run{stage: stage, messages: newMessages(wire.NewRecording())}
	r.messages.once = stage.Once
	return r
}

// serves tells whether the server lives.
func (r *run) serves() bool {
	return r.session != nil && r.session.Server.Ended() == ""
}

func (r *run) living() int {
	n := 0
	if r.serves() {
		n++
	}
	for _, client := range r.clients {
		if client.process.Ended() == "" {
			n++
		}
	}
	return n
}

// flags are what the server is started with.
func (r *run) flags() []string {
	if len(r.stage.Models) == 0 {
		return nil
	}
	return []string{"-model", r.stage.Models[r.model]}
}

// startServer builds and starts the server, in the background. Messages of
// runs before it stay in sight, up to the key that forgets them.
func (r *runTab) startServer(run *run) tea.Cmd {
	run.busy, run.failure, run.changed = "building and starting the server...", nil, false
	before, stage, flags, recording := run.session, run.stage, run.flags(), run.messages.recording
	return func() tea.Msg {
		if before != nil {
			before.Stop()
		}
		s, err := session.Start(context.Background(), r.runner, stage, recording, flags...)
		return serverStartedMsg{stage, s, err}
	}
}

// restartServer starts the server from the code as it is now.
func (r *runTab) restartServer(run *run) tea.Cmd {
	if run.session == nil {
		return notify("nothing runs: s starts the server")
	}
	run.clients = nil
	return r.startServer(run)
}

// started takes the end of an attempt to start the server.
func (r *run) started(msg serverStartedMsg, env *env) tea.Cmd {
	r.busy = ""
	if msg.err != nil {
		r.failure = strings.Split(printableLines(msg.err.Error()), "\n")
		var compiler *runner.BuildError
		if errors.As(msg.err, &compiler) {
			return notify("the code does not compile")
		}
		return notify("the server did not start")
	}
	r.session, r.clients, r.chosen = msg.session, nil, 0
	r.output.top, r.messages.fresh = 0, true
	env.progress.Ran[r.stage.ID] = true
	return tea.Batch(r.waitForNews(), env.saveProgress())
}

// stopServer ends the clients and the server, in the background.
func (r *run) stopServer() tea.Cmd {
	r.busy = "stopping the server..."
	stage, s := r.stage, r.session
	return func() tea.Msg {
		s.Stop()
		return serverStoppedMsg{stage, s}
	}
}

func (r *run) stopped(msg serverStoppedMsg) tea.Cmd {
	r.busy = ""
	r.messages.refresh()
	return notify("the server has ended: %s", msg.session.Server.Ended())
}

// waitForNews waits for something new and lets it pile up for a frame.
func (r *run) waitForNews() tea.Cmd {
	stage, s := r.stage, r.session
	return func() tea.Msg {
		<-s.News()
		<-time.After(frameTime)
		return newsMsg{stage, s}
	}
}

// refresh takes in what is new and waits for more, as long as its session is
// the one that is shown.
func (r *run) refresh(msg newsMsg) tea.Cmd {
	if msg.session != r.session {
		return nil
	}
	r.messages.refresh()
	return r.waitForNews()
}

// nextModel chooses another technique for the next start.
func (r *run) nextModel() tea.Cmd {
	switch {
	case len(r.stage.Models) == 0:
		return notify("this part has one model only")
	case r.serves():
		return notify("stop the server first: s")
	}
	r.model = (r.model + 1) % len(r.stage.Models)
	return nil
}

// openClient starts the stage's client, or its web page.
func (r *run) openClient(web bool) tea.Cmd {
	if r.session == nil {
		return notify("there is no server: s starts one")
	}
	if web && r.stage.ID != "part6-php" {
		return notify("only part 6 has a web page")
	}
	var flags []string
	if web {
		flags = []string{"-web"}
	}
	stage, s := r.stage, r.session
	return func() tea.Msg {
		process, err := s.Client(context.Background(), flags...)
		return clientStartedMsg{stage, s, process, web, err}
	}
}

func (r *run) opened(msg clientStartedMsg) tea.Cmd {
	if msg.err != nil {
		r.failure = strings.Split(printableLines(msg.err.Error()), "\n")
		return notify("the client did not start")
	}
	if msg.session != r.session {
		return nil
	}
	r.clients = append(r.clients, &client{msg.process, msg.web})
	r.chosen = len(r.clients) - 1
	return nil
}

// choose goes to the next client, or with < to the one before.
func (r *run) choose(key string) {
	if n := len(r.clients); n > 0 {
		by := 1
		if key == "<" {
			by = n - 1
		}
		r.chosen = (r.chosen + by) % n
	}
}

// write gives the chosen client a line, as if its user had typed it.
func (r *run) write(line string) tea.Cmd {
	if len(r.clients) == 0 {
		return nil
	}
	process, number := r.clients[r.chosen].process, r.chosen+1
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

// endClient stops the chosen client, in the background.
func (r *run) endClient() tea.Cmd {
	if len(r.clients) == 0 {
		return notify("there is no client")
	}
	process, number := r.clients[r.chosen].process, r.chosen+1
	return func() tea.Msg {
		process.Stop()
		return noticeMsg(fmt.Sprintf("client %d has ended: %s", number, process.Ended()))
	}
}

// save writes the messages into a file in the working folder.
func (r *run) save() tea.Cmd {
	events := r.messages.recording.From(r.messages.forgotten + 1)
	title := fmt.Sprintf("Part %d %s", r.stage.Number, r.stage.Title)
	name := fmt.Sprintf("%s-%s.md", r.stage.ID, time.Now().Format("20060102-150405"))
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

// printableLines makes text of several lines harmless to the terminal.
func printableLines(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = printable.Text([]byte(strings.ReplaceAll(line, "\t", "    ")))
	}
	return strings.Join(lines, "\n")
}
