package ui

import (
	"fmt"
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
	code = strings.ReplaceAll(strings.TrimRight(code, "\n"), "\t", "    ")
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
	lexer := lexers.Match(name)
	if lexer == nil || formatter == "" {
		return strings.Split(code, "\n")
	}
	tokens, err := chroma.Coalesce(lexer).Tokenise(nil, code)
	if err != nil {
		return strings.Split(code, "\n")
	}
	var lines []string
	// Line by line, so that no colour runs over from one line to the next.
	for _, line := range chroma.SplitTokensIntoLines(tokens.Tokens()) {
		var text strings.Builder
		err := formatters.Get(formatter).Format(&text, chromastyles.Get(style),
			chroma.Literator(line...))
		if err != nil {
			return strings.Split(code, "\n")
		}
		lines = append(lines, strings.ReplaceAll(text.String(), "\n", ""))
	}
	return lines
}

// numbered puts a number before each line, as wide as the file's last number.
func numbered(lines []string, first, last int, styles styles) []string {
	width := len(fmt.Sprint(last))
	var numbered []string
	for i, line := range lines {
		number := styles.muted.Render(fmt.Sprintf(" %*d ", width, first+i))
		numbered = append(numbered, number+line)
	}
	return numbered
}

// changes returns the lines of both versions of a file, with a sign before those
// that only one version has, and counts them.
func changes(before, after string, styles styles) (lines []string, added, removed int) {
	edits := udiff.Lines(before, after)
	unified, err := udiff.ToUnifiedDiff("", "", before, edits, len(before))
	if err != nil {
		return nil, 0, 0 // cannot happen: the edits fit the text
	}
	for _, hunk := range unified.Hunks {
		for _, line := range hunk.Lines {
			text := strings.ReplaceAll(strings.TrimRight(line.Content, "\n"), "\t", "    ")
			switch line.Kind {
			case udiff.Insert:
				added++
				text = styles.added.Render(" + " + text)
			case udiff.Delete:
				removed++
				text = styles.removed.Render(" - " + text)
			case udiff.Equal:
				text = "   " + text
			}
			lines = append(lines, text)
		}
	}
	return lines, added, removed
}
