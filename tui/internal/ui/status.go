package ui

import (
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/runner"
)

// status returns the state of the server. A server keeps the name of the model that
// it was started with, whatever was chosen for the next one.
func (r *stageRun) status() string {
	model := withModel(r.chosenModel())
	if r.session != nil {
		model = withModel(r.ran)
	}
	running := " " + r.styles.good.Render("server running") + model
	switch {
	case r.busy != "":
		return " " + r.styles.bold.Render(r.busy)
	case r.trouble != nil && r.serves():
		return running + ", " + r.styles.bad.Render(r.trouble.title)
	case r.trouble != nil:
		return " " + r.styles.bad.Render(r.trouble.title) + model + r.nextStart()
	case r.session == nil:
		return " no server yet" + model
	case !r.serves():
		return " server ended: " + printable.Text([]byte(r.session.Server.Ended())) + model +
			r.nextStart()
	case r.changed:
		return running + ", " + r.styles.bad.Render("but the code has changed: r restarts")
	}
	return running
}

func withModel(model string) string {
	if model == "" {
		return ""
	}
	return ", model " + model
}

// nextStart names the model of the next start if it is another one than before.
func (r *stageRun) nextStart() string {
	if model := r.chosenModel(); r.session != nil && model != r.ran {
		return "; next: " + model
	}
	return ""
}

// byHand returns the command that does the same in another terminal: it starts the
// server, or connects to the one that is running. If there is no room for the
// client's command, it is nc's alone.
func (r *stageRun) byHand(width int) string {
	if !r.serves() {
		return "$ " + runner.ShellCommand(append([]string{"go", "run",
			"./" + r.stage.ID + "/server"}, r.flags(nil)...)...)
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
