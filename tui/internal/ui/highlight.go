package ui

import (
	"bytes"
	"path"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/formatters"
	"github.com/alecthomas/chroma/v2/lexers"
	chromastyles "github.com/alecthomas/chroma/v2/styles"
	"github.com/aymanbagabas/go-udiff"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// colouring is held while chroma works, for lessons and for code: chroma
// completes its shared styles when it first meets a kind of token.
var colouring sync.Mutex

// highlight returns the lines of a file, in the colours that the terminal has.
func highlight(name, code string, dark bool) []string {
	code = expand(strings.TrimRight(code, "\n"))
	formatter := map[termenv.Profile]string{
		termenv.ANSI: "terminal16", termenv.ANSI256: "terminal256",
		termenv.TrueColor: "terminal16m",
	}[lipgloss.ColorProfile()]
	style := "github"
	if dark {
		style = "github-dark"
	}
	colouring.Lock()
	defer colouring.Unlock()
	// By the extension, because a match by name tries the patterns of all languages.
	lexer := lexers.Get(strings.TrimPrefix(path.Ext(name), "."))
	if lexer == nil || formatter == "" {
		return strings.Split(code, "\n")
	}
	tokens, err := chroma.Coalesce(lexer).Tokenise(nil, code)
	if err != nil {
		return strings.Split(code, "\n")
	}
	var text strings.Builder
	// The formatter ends each colour at the end of a line. It prepares its colours for
	// each call, so it gets the whole file at once.
	if err := formatters.Get(formatter).Format(&text, chromastyles.Get(style), tokens); err != nil {
		return strings.Split(code, "\n")
	}
	return strings.Split(strings.TrimSuffix(text.String(), "\n"), "\n")
}

// row is a line of a file as the code screen shows it.
type row struct {
	text  string // in colours
	plain string // the same without
	sign  byte   // '+': new, '-': gone, or lines are gone before it; ' ': as it was
	line  int    // its number in the file; of a line that is gone, that of the next
}

// changes are the lines of both versions of a file, and how many are new or gone.
type changes struct {
	rows           []row
	added, removed int
}

// compare returns what changed between two versions of a file.
func compare(before, after string, styles styles) changes {
	var c changes
	edits := udiff.Lines(before, after)
	unified, err := udiff.ToUnifiedDiff("", "", before, edits, len(before))
	if err != nil {
		return c // cannot happen: the edits fit the text
	}
	line := 1
	for _, hunk := range unified.Hunks {
		for _, l := range hunk.Lines {
			r := row{plain: expand(strings.TrimRight(l.Content, "\n")), sign: ' ', line: line}
			r.text = r.plain
			switch l.Kind {
			case udiff.Insert:
				c.added++
				r.sign, r.text = '+', styles.added.Render(r.plain)
			case udiff.Delete:
				c.removed++
				r.sign, r.text = '-', styles.removed.Render(r.plain)
			}
			if l.Kind != udiff.Delete {
				line++
			}
			c.rows = append(c.rows, r)
		}
	}
	return c
}

// signs returns a sign for each line of the new version: '+' for a new one, '-'
// where lines before it are gone. Of those at the end the last line has the sign.
func (c changes) signs(lines int) []byte {
	signs := bytes.Repeat([]byte{' '}, lines)
	for _, r := range c.rows {
		at := min(r.line, lines) - 1
		if at >= 0 && r.sign != ' ' && signs[at] != '+' {
			signs[at] = r.sign
		}
	}
	return signs
}

// expand replaces tabs by spaces.
func expand(line string) string { return strings.ReplaceAll(line, "\t", "    ") }
