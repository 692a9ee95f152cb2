package ui

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
	"wallsockets/tui/internal/wire"
)

// client is one of the stage's own clients, opened in the guide, or another program of
// the stage that a try has started.
type client struct {
	program string          // "server": a second server, "page": a web page; else a client
	conn    int             // number of its connection; 0: it has none yet, or it is unknown
	process *runner.Process // nil: it is being built and started
	failure string          // why it did not start
	typed   []string        // lines that wait until it asks for one
}

// serves reports whether it is a server that a try has started beside the stage's own.
func (c *client) serves() bool { return c.program == "server" }

// isPage reports whether it is a web page. Each of its visits is a connection, so that it
// has no number.
func (c *client) isPage() bool { return c.program == "page" }

// start starts its program, a client or a web page.
func (c *client) start(ctx context.Context, s *session.Session) (*runner.Process, error) {
	if c.isPage() {
		return s.Page(ctx)
	}
	return s.Client(ctx)
}

// canType reports whether its user can type to it.
func (c *client) canType() bool { return c.ended() == "" && !c.serves() && !c.isPage() }

// heading is what the client stands below.
func (c *client) heading() string {
	if c.serves() {
		return "servers:"
	}
	return "clients:"
}

// label is what the line of clients calls the client.
func (c *client) label() string {
	switch {
	case c.isPage():
		return c.program
	case c.conn > 0:
		return connName(c.conn)
	case c.process != nil:
		return fmt.Sprintf("process %d", c.process.Pid())
	}
	return "new"
}

// name is what sentences call the client. It has only one number: the one of its
// connection, as the messages have it, or before that the one of its process.
func (c *client) name() string {
	switch {
	case c.isPage():
		return "the " + c.program
	case c.conn > 0:
		return connName(c.conn) + " client"
	case c.process != nil:
		return fmt.Sprintf("%s, process %d", cmp.Or(c.program, "client"), c.process.Pid())
	}
	return "new " + cmp.Or(c.program, "client")
}

// identify looks for the client's connection until it is found: afterwards another
// process may get the same number.
func (c *client) identify(recording *wire.Recording) {
	if c.conn > 0 || c.process == nil || c.isPage() {
		return
	}
	conn, _ := recording.Of(c.process.Pid())
	c.conn = conn.Number
}

// ended returns how the client ended, or "".
func (c *client) ended() string {
	if c.process == nil {
		return c.failure
	}
	return c.process.Ended()
}

// state returns what the client does, in a word.
func (c *client) state() string {
	switch ended := c.ended(); {
	case ended == "exit code 0" && c.isPage():
		return "closed"
	case ended == "exit code 0":
		return "done"
	case ended == "stopped":
		return ended
	case ended != "":
		return "failed"
	case c.process == nil:
		return "starting"
	case c.serves():
		return "running"
	case c.process.Question() != "":
		return "asking"
	case slices.ContainsFunc(c.process.Output().Lines, isTyped):
		return "waiting"
	}
	return "open"
}

// isTyped reports whether a line was sent to the program, not printed by it.
func isTyped(line runner.Line) bool { return line.Source == runner.Stdin }

// lastLine returns the last line that the client has printed.
func (c *client) lastLine() string {
	switch {
	case c.process == nil:
		return c.failure
	case c.state() == "closed":
		return c.state() // its address leads nowhere
	}
	last := ""
	for _, line := range c.process.Output().Lines {
		if !isTyped(line) && strings.TrimSpace(line.Text) != "" {
			last = printable.Text([]byte(strings.TrimSpace(line.Text)))
		}
	}
	return last
}

// clients are those of a server, in the order in which they were opened.
type clients struct {
	all    []*client
	chosen int // index in all of the one that keys are for
}

// open appends a client that is about to start, and chooses it.
func (c *clients) open(client *client) {
	c.chosen = len(c.all)
	c.all = append(c.all, client)
}

// current returns the chosen client, or nil.
func (c *clients) current() *client {
	if len(c.all) == 0 {
		return nil
	}
	return c.all[c.chosen]
}

// pages returns those that are running web pages, or start as one.
func (c *clients) pages() clients {
	var pages clients
	for _, client := range c.all {
		if client.isPage() && client.ended() == "" {
			pages.open(client)
		}
	}
	return pages
}

// choose selects the client that is a number of places to the right, or begins
// again from the left.
func (c *clients) choose(by int) {
	if n := len(c.all); n > 0 {
		c.chosen = (c.chosen + by + n) % n
	}
}

// chooseRunning does the same, but passes over those that nobody can type to.
func (c *clients) chooseRunning(by int) {
	for range c.all {
		if c.choose(by); c.current().canType() {
			return
		}
	}
}

// othersRun reports whether there is another client than the chosen one to type to.
func (c *clients) othersRun() bool {
	other := *c
	other.chooseRunning(1)
	return other.chosen != c.chosen
}

// line lists the clients with their states in a width, the chosen one visible, and below a
// heading of their own the servers of a try. Raw is the raw client, if it is connected.
func (c *clients) line(width int, raw string, styles styles) string {
	var line []string
	heading := ""
	switch {
	case raw != "":
		heading = "clients:"
		line = append(line, heading, raw)
	case len(c.all) == 0:
		return styles.muted.Render(" no clients")
	}
	words, first := c.words(width-lipgloss.Width(" "+strings.Join(line, "  ")), heading, styles)
	for i, word := range words[first:] {
		if next := c.all[first+i].heading(); next != heading {
			line, heading = append(line, next), next
		}
		line = append(line, word)
	}
	return " " + strings.Join(line, "  ")
}

// words are those of all clients, and the index of the first to show in a width behind a
// heading, so that the chosen one is visible.
func (c *clients) words(width int, heading string, styles styles) (words []string, first int) {
	for i, client := range c.all {
		if next := client.heading(); next != heading {
			width, heading = width-len(next)-2, next
		}
		word := client.label() + " " + client.state()
		if width -= len(word) + 3; i == c.chosen {
			word = styles.selected.Render(">" + word)
		}
		words = append(words, word)
		for ; i <= c.chosen && width < 0 && first < i; first++ {
			width += lipgloss.Width(words[first]) + 3
		}
	}
	return words, first
}
