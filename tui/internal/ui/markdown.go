package ui

import (
	"regexp"
	"strings"

	"github.com/charmbracelet/glamour/ansi"
	glamourstyles "github.com/charmbracelet/glamour/styles"
)

// lessonStyle returns glamour's style without the margins that would wrap code
// and drawings of 80 columns.
func lessonStyle(name string) ansi.StyleConfig {
	style := *glamourstyles.DefaultStyles[name]
	style.Document.Margin, style.CodeBlock.Margin = nil, nil
	// Glamour wraps a paragraph without counting its hyphens, then wraps the
	// lines that are too long. An invisible margin leaves room for them.
	margin, nothing := uint(1), ""
	style.Paragraph.Margin, style.Paragraph.IndentToken = &margin, &nothing
	if style.CodeBlock.Chroma == nil {
		style.CodeBlock.Theme = "bw" // without a theme, code loses its backslashes
	}
	return style
}

var (
	fenceLine = regexp.MustCompile("^ *```")
	itemLine  = regexp.MustCompile(`^ *(-|\d+\.) `)
	linkPlace = regexp.MustCompile(`\[([^\]]+)\]\(([^)]+)\)`)
)

// forScreen rewrites a lesson where glamour would lay it out badly. A list item
// becomes one line, because glamour keeps an item's line breaks and wraps the
// lines again. A link to a file becomes its text, because glamour adds a path
// that nobody can follow in a terminal.
func forScreen(lesson string) string {
	var text, prose []string
	flush := func() {
		text = append(text, linkPlace.ReplaceAllStringFunc(strings.Join(prose, "\n"), withoutFile))
		prose = nil
	}
	inFence, inItem := false, false
	for line := range strings.SplitSeq(lesson, "\n") {
		fence := fenceLine.MatchString(line)
		switch {
		case fence || inFence:
			if !inFence && prose != nil {
				flush()
			}
			text = append(text, line)
			inFence, inItem = inFence != fence, false
		case inItem && strings.TrimSpace(line) != "" && !itemLine.MatchString(line):
			prose[len(prose)-1] += " " + strings.TrimSpace(line)
		default:
			prose = append(prose, line)
			// Text after a block in an item is indented, and part of the item.
			inItem = itemLine.MatchString(line) || strings.HasPrefix(line, "   ") &&
				len(text) > 0 && fenceLine.MatchString(text[len(text)-1]) && len(prose) == 1
		}
	}
	if prose != nil {
		flush()
	}
	return strings.Join(text, "\n")
}

// withoutFile returns a link, or its text if it does not lead to the web.
func withoutFile(link string) string {
	parts := linkPlace.FindStringSubmatch(link)
	if strings.Contains(parts[2], "://") {
		return link
	}
	return parts[1]
}
