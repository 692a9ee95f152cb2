//go:build linux

package lessons

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// page is a lesson or the README.
type page struct {
	name   string
	blocks []block // those to run
	byHand []block
}

// block is a console block.
type block struct {
	line     int      // of its fence, from 1
	reason   string   // why it needs a person, or ""
	varies   []string // tokens that differ from run to run
	goesOn   []string // lines shown by the program of an earlier block
	commands []command
}

// command is a command and the lines that it makes the terminal show.
type command struct {
	line  int
	text  string // without the prompt; of several lines if it is continued
	shows []string
}

// mark matches a comment right before a console block, and almost one with a
// slip in it, which would have no effect.
var (
	mark      = regexp.MustCompile(`^\s*<!-- (varies|by hand):(.*)-->\s*$`)
	almost    = regexp.MustCompile(`(?i)<!--\s*(vari|by.?hand)`)
	fence     = regexp.MustCompile("^( *)```(.*)$")
	errReason = errors.New("a block by hand needs a reason: <!-- by hand: REASON -->")
)

// parse finds the console blocks of a page.
func parse(name, text string) (page, error) {
	p := page{name: name}
	lines := strings.Split(text, "\n")
	var marks []string // the comments right before this line
	for i := 0; i < len(lines); i++ {
		opening := fence.FindStringSubmatch(lines[i])
		if opening == nil {
			if mark.MatchString(lines[i]) {
				marks = append(marks, lines[i])
			} else if len(marks) > 0 || almost.MatchString(lines[i]) {
				return p, fmt.Errorf("%s:%d: a mark must stand right before its block", name, i+1)
			}
			continue
		}
		end := i + 1
		for end < len(lines) && strings.TrimSpace(lines[end]) != "```" {
			end++
		}
		if opening[2] == "console" {
			if err := p.add(lines[i+1:min(end, len(lines))], len(opening[1]), i+1, marks); err != nil {
				return p, err
			}
		} else if len(marks) > 0 {
			return p, fmt.Errorf("%s:%d: only a console block has a mark", name, i+1)
		}
		marks, i = nil, end
	}
	return p, nil
}

// add adds the block at a line, given its lines and how far they are indented.
func (p *page) add(lines []string, indent, line int, marks []string) error {
	b := block{line: line}
	for i, text := range lines {
		lines[i] = text[min(indent, len(text)-len(strings.TrimLeft(text, " "))):]
	}
	if err := b.read(lines); err != nil {
		return fmt.Errorf("%s:%w", p.name, err)
	}
	for _, text := range marks {
		found := mark.FindStringSubmatch(text)
		switch value := strings.TrimSpace(found[2]); found[1] {
		case "varies":
			b.varies = append(b.varies, strings.Fields(value)...)
		case "by hand":
			if value == "" {
				return fmt.Errorf("%s:%d: %w", p.name, line, errReason)
			}
			b.reason = value
		}
	}
	for _, token := range b.varies {
		if !slices.ContainsFunc(lines, func(text string) bool { return hasToken(text, token) }) {
			return fmt.Errorf("%s:%d: varies %s, which the block does not have", p.name, line, token)
		}
	}
	if b.reason != "" {
		p.byHand = append(p.byHand, b)
	} else {
		p.blocks = append(p.blocks, b)
	}
	return nil
}

// read reads the lines of a block.
func (b *block) read(lines []string) error {
	for i := 0; i < len(lines); i++ {
		text, typed := strings.CutPrefix(lines[i], "$ ")
		last := len(b.commands) - 1
		switch {
		case typed:
			c := command{line: b.line + 1 + i, text: text}
			for isOpen(c.text) {
				if i++; i == len(lines) {
					return fmt.Errorf("%d: the command has no end", c.line)
				}
				c.text += "\n" + lines[i]
			}
			b.commands = append(b.commands, c)
		case last < 0:
			b.goesOn = append(b.goesOn, lines[i])
		default:
			b.commands[last].shows = append(b.commands[last].shows, lines[i])
		}
	}
	if len(lines) == 0 {
		return fmt.Errorf("%d: the block is empty", b.line)
	}
	return nil
}

// isOpen reports whether a command goes on in the next line: it ends in a
// backslash or within quotes.
func isOpen(text string) bool {
	quote, escaped := rune(0), false
	for _, r := range text {
		switch {
		case escaped:
			escaped = false
		case r == '\\' && quote != '\'':
			escaped = true
		case quote == 0 && (r == '\'' || r == '"'):
			quote = r
		case r == quote:
			quote = 0
		}
	}
	return escaped || quote != 0
}
