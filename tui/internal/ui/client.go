package ui

import (
	"fmt"
	"strings"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/runner"
)

// client is one of the stage's own clients, opened in the guide.
type client struct {
	process *runner.Process
	web     bool // it serves a web page
}

// state returns what the client does, in a word.
func (c *client) state() string {
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
	return "asking"
}

// lastLine returns the last line that the client has printed.
func (c *client) lastLine() string {
	last := ""
	for _, line := range c.process.Output().Lines {
		if line.Source != runner.Stdin && strings.TrimSpace(line.Text) != "" {
			last = printable.Text([]byte(strings.TrimSpace(line.Text)))
		}
	}
	return last
}

// clients are those of a run, in the order in which they were opened.
type clients struct {
	all    []*client
	chosen int // index in all of the one that keys are for
	before int // how many earlier servers had; the numbers go on from there
}

// next returns the clients of the next server: none yet.
func (c *clients) next() clients { return clients{before: c.before + len(c.all)} }

// add appends a client and chooses it.
func (c *clients) add(client *client) {
	c.all = append(c.all, client)
	c.chosen = len(c.all) - 1
}

// choose selects the next client, or with < the previous one.
func (c *clients) choose(key string) {
	if n := len(c.all); n > 0 {
		by := 1
		if key == "<" {
			by = n - 1
		}
		c.chosen = (c.chosen + by) % n
	}
}

// current returns the chosen client and its number, or nil.
func (c *clients) current() (*client, int) {
	if len(c.all) == 0 {
		return nil, 0
	}
	return c.all[c.chosen], c.before + c.chosen + 1
}

// line lists the clients with their states, the chosen one visible.
func (c *clients) line(styles styles) string {
	if len(c.all) == 0 {
		return styles.muted.Render(" no clients")
	}
	words := []string{" clients:"}
	for i := max(0, c.chosen-4); i < len(c.all); i++ {
		word := fmt.Sprintf("%d %s", c.before+i+1, c.all[i].state())
		if i == c.chosen {
			word = styles.selected.Render(">" + word)
		}
		words = append(words, word)
	}
	return strings.Join(words, "  ")
}
