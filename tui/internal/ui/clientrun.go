package ui

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/runner"
)

// longestLine is how many bytes of a line the clients of all parts read.
const longestLine = bufio.MaxScanTokenSize - 1

// openClient starts the stage's client in the background, and chooses it. There is a
// server.
func (r *stageRun) openClient() tea.Cmd { return r.open(new(client)) }

// openPage starts the client as a web page instead.
func (r *stageRun) openPage() tea.Cmd { return r.open(&client{program: "page"}) }

func (r *stageRun) open(client *client) tea.Cmd {
	r.events.showNewest()
	r.clients.open(client)
	return r.startClient(client)
}

// openEarly returns the client that starts as soon as the server does: what is typed
// meanwhile is for it.
func (r *stageRun) openEarly() *client {
	if r.early == nil {
		r.early = new(client)
	}
	return r.early
}

// startClient starts the program of a client in the background.
func (r *stageRun) startClient(client *client) tea.Cmd {
	stage, s := r.stage, r.session
	return func() tea.Msg {
		process, err := client.start(context.Background(), s)
		return clientStartedMsg{stage, client, process, err}
	}
}

// noServer tells the user why no client can be opened.
func (r *stageRun) noServer() tea.Cmd {
	if r.session == nil {
		return notify("there is no server: s starts one")
	}
	return notify("there is no server, it has ended: s starts another")
}

func (r *stageRun) clientStarted(msg clientStartedMsg) tea.Cmd {
	msg.client.process = msg.process
	if msg.err == nil {
		return r.deliver(msg.client)
	}
	msg.client.failure = "did not start"
	if !slices.Contains(r.clients.all, msg.client) {
		return nil // it was for a server that was replaced
	}
	return r.fail(startTrouble("client", msg.err, r.root))
}

// adopt shows the programs that a try has started, beside the clients.
func (r *stageRun) adopt() {
	if r.try == nil {
		return
	}
	played := r.session.Played()
	for _, p := range played[min(r.adopted, len(played)):] {
		r.clients.open(&client{program: p.Program, process: p.Process})
	}
	r.adopted = len(played)
}

// write sends a client a line, as if its user had typed it: when it asks for one. A
// line that came before the question would be shown after the answer.
func (r *stageRun) write(client *client, line string) tea.Cmd {
	if client.ended() != "" {
		return notify("%s has ended (%s): c opens another", client.name(), client.ended())
	}
	if len(line) > longestLine {
		return notify("the line has %d bytes, and a client reads %d at most: R has a raw client for "+
			"more", len(line), longestLine)
	}
	r.events.showNewest()
	client.typed = append(client.typed, line)
	return r.deliver(client)
}

// deliver sends clients what was typed to them, if they ask for it.
func (r *stageRun) deliver(clients ...*client) tea.Cmd {
	var commands []tea.Cmd
	for _, client := range clients {
		if len(client.typed) == 0 || client.state() != "asking" {
			continue
		}
		lines, name, process := client.typed, client.name(), client.process
		client.typed = nil
		commands = append(commands, func() tea.Msg {
			for _, line := range lines {
				if err := process.Write(line); err != nil {
					return noticeMsg(notSent(name, process, err))
				}
			}
			return nil
		})
	}
	return tea.Batch(commands...)
}

// notSent says why a line could not be sent to a client with that name. Its input ends
// before it does.
func notSent(name string, process *runner.Process, err error) string {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return name + " does not read its input: the line is lost"
	}
	select {
	case <-process.Done():
		return fmt.Sprintf("%s had ended (%s) before the line was sent", name, process.Ended())
	case <-time.After(time.Second):
		return name + " has closed its input: the line is lost"
	}
}

// stopClient stops the chosen client in the background.
func (r *stageRun) stopClient() tea.Cmd {
	client := r.clients.current()
	switch {
	case client == nil:
		return notify("there is no client")
	case client.process == nil:
		return notify("%s is not running", client.name())
	}
	name, process := client.name(), client.process
	return func() tea.Msg {
		process.Stop()
		return noticeMsg(fmt.Sprintf("%s has ended: %s", name, process.Ended()))
	}
}
