package ui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/wire"
)

// panes are the sizes of the two panes: the columns of the messages and of the
// output, and the rows of both.
func (r *runTab) panes() (left, right, rows int) {
	rows = max(1, r.height-6)
	switch r.zoom {
	case zoomMessages:
		return r.width, 0, rows
	case zoomOutput:
		return 0, r.width, rows
	}
	left = r.width * 2 / 3
	return left, r.width - left - 1, rows
}

func (r *runTab) view() []string {
	run := r.current
	left, right, rows := r.panes()
	var output []string
	if right > 0 {
		output = run.output.cut(run.outputLines(right, r.styles))
	}
	body := fill(output, right, rows)
	switch {
	case r.zoom == zoomMessages:
		body = fill(run.messages.view(r.styles), left, rows)
	case r.zoom == zoomBoth:
		body = beside(fill(run.messages.view(r.styles), left, rows), body,
			r.styles.frame.Render("│"))
	}
	line := r.styles.frame.Render(strings.Repeat("─", r.width))
	lines := append([]string{run.status(r.styles), r.styles.muted.Render(" " + run.byHand()),
		r.headings(left, right)}, body...)
	return append(lines, line, run.clientLine(r.styles), r.inputLine())
}

// headings stand above the panes.
func (r *runTab) headings(left, right int) string {
	m := r.current.messages
	form := "list"
	if m.lanes {
		form = "lanes"
	} else if m.hex {
		form = "list, hex"
	}
	about := fmt.Sprintf(" messages: %d, %s", len(m.shown), form)
	if m.side != wire.Neither {
		about += fmt.Sprintf(", only the %v's", m.side)
	}
	if m.conn > 0 {
		about += fmt.Sprintf(", only #%d", m.conn)
	}
	if !m.follow {
		about += ", G follows"
	}
	rule := func(text string, width int) string {
		text = fit("─"+text+" "+strings.Repeat("─", width), width+1)
		return r.styles.frame.Render(ansi.Truncate(text, width, ""))
	}
	switch r.zoom {
	case zoomMessages:
		return rule(about, left)
	case zoomOutput:
		return rule(" the server's output", right)
	}
	return rule(about, left) + r.styles.frame.Render("┬") + rule(" the server's output", right)
}

// status says what the server does.
func (r *run) status(styles styles) string {
	model := ""
	if len(r.stage.Models) > 0 {
		model = ", model " + r.stage.Models[r.model]
	}
	switch {
	case r.busy != "":
		return " " + styles.bold.Render(r.busy)
	case r.failure != nil:
		return " " + styles.bad.Render("failed: see the output") + model
	case r.session == nil:
		return " no server yet" + model
	case !r.serves():
		return " server ended: " + printable.Text([]byte(r.session.Server.Ended())) + model
	case r.changed:
		return " " + styles.good.Render("server runs") + model + ", " +
			styles.bad.Render("but the code has changed: r restarts")
	}
	return " " + styles.good.Render("server runs") + model + "; clients come through " +
		"the guide: " + r.session.Address()
}

// byHand is the command that does the same in another terminal: for a server
// that runs, what connects to it.
func (r *run) byHand() string {
	if !r.serves() {
		return strings.Join(append([]string{"$ go run ./" + r.stage.ID + "/server"},
			r.flags()...), " ")
	}
	nc := "nc "
	if r.stage.Network == "unix" {
		nc = "nc -U "
	}
	address := strings.Join(r.stage.Arguments(r.session.Address()), " ")
	return "$ go run ./" + r.stage.ID + "/client " + address + "  or  " + nc + address
}

// outputLines is what the server has printed, or why it did not start.
func (r *run) outputLines(width int, styles styles) []string {
	var lines []string
	for _, line := range r.failure {
		for _, piece := range wrap(line, width-1) {
			lines = append(lines, " "+styles.bad.Render(piece))
		}
	}
	if r.session == nil || r.failure != nil {
		return lines
	}
	follow := r.output.atEnd()
	output := r.session.Server.Output()
	if output.Dropped > 0 {
		lines = append(lines, styles.muted.Render(fmt.Sprintf(" (%d lines before)", output.Dropped)))
	}
	for _, line := range output.Lines {
		text, style := printable.Text([]byte(line.Text)), styles.server
		if line.Source == runner.Stderr {
			style = styles.muted
		}
		for _, piece := range wrap(text, width-1) {
			lines = append(lines, " "+style.Render(piece))
		}
	}
	if follow {
		r.output.top = len(lines)
	}
	return lines
}

// clientLine tells of each client what it does.
func (r *run) clientLine(styles styles) string {
	if len(r.clients) == 0 {
		return styles.muted.Render(" no clients")
	}
	words := []string{" clients:"}
	// The chosen one must be in sight.
	for i := max(0, r.chosen-4); i < len(r.clients); i++ {
		word := fmt.Sprintf("%d %s", i+1, r.clients[i].does())
		if i == r.chosen {
			word = styles.selected.Render(">" + word)
		}
		words = append(words, word)
	}
	return strings.Join(words, "  ")
}

// does says in a word what a client does.
func (c *client) does() string {
	switch ended := c.process.Ended(); {
	case ended == "exit code 0":
		return "done"
	case ended == "stopped":
		return ended
	case ended != "":
		return "failed"
	case c.web:
		return "page"
	}
	return "asks"
}

// said is what a client has said last, to its user.
func (c *client) said() string {
	last := ""
	for _, line := range c.process.Output().Lines {
		if line.Source != runner.Stdin && strings.TrimSpace(line.Text) != "" {
			last = printable.Text([]byte(strings.TrimSpace(line.Text)))
		}
	}
	return last
}

// inputLine is where text is typed, or what can be done.
func (r *runTab) inputLine() string {
	switch {
	case r.input.Focused() && r.search:
		return " search: " + r.typed()
	case r.input.Focused():
		return fmt.Sprintf(" client %d> ", r.current.chosen+1) + r.typed()
	case len(r.current.clients) > 0:
		client := r.current.clients[r.current.chosen]
		said := fmt.Sprintf(" client %d: %s", r.current.chosen+1, client.said())
		if client.does() == "asks" {
			said += r.styles.muted.Render("  (enter: type it)")
		}
		return said
	case r.current.serves():
		return r.styles.muted.Render(" c opens a client; any client of your own can connect, too")
	}
	return r.styles.muted.Render(" s starts the server")
}

// typed is the text in the field with the cursor in it. What was typed or
// pasted is no safer to show than what comes from a socket.
func (r *runTab) typed() string {
	text := []rune(r.input.Value())
	before := printable.Text([]byte(string(text[:r.input.Position()])))
	after := printable.Text([]byte(string(text[r.input.Position():])))
	// The cursor is to be in sight, in a text that is too long, too.
	before = ansi.TruncateLeft(before, max(0, ansi.StringWidth(before)-r.input.Width), "")
	return before + r.styles.selected.Render(" ") + after
}
