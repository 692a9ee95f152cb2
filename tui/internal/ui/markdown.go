package ui

import (
	"path"
	"regexp"
	"strings"

	"wallsockets/tui/internal/printable"

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
	// Its own mark of a heading is Markdown's, which a page for people need not have.
	const heading = "▌ "
	style.H2.Prefix, style.H3.Prefix = heading, heading
	if name == "ascii" {
		style.H1.Prefix = heading
	}
	// The themes of the code screen. Glamour keeps its own theme for code in one place,
	// so that the first of dark and light would decide for both.
	style.CodeBlock.Chroma = nil
	style.CodeBlock.Theme = map[string]string{"dark": "github-dark", "light": "github",
		"ascii": "bw"}[name]
	return style
}

var (
	fenceLine = regexp.MustCompile("^ *```")
	itemLine  = regexp.MustCompile(`^ *(-|\d+\.) `)
	inWord    = regexp.MustCompile(`-+[\pL\d]`) // hyphens that begin a word or are in one
	image     = regexp.MustCompile(`!\[([^\[\]]+)\]\(([^)]+)\)`)
	linkPlace = regexp.MustCompile(`\[([^\[\]]+)\]\(([^)]+)\)`)
)

// forScreen rewrites a page where glamour would lay it out badly. A list item
// becomes one line, because glamour keeps an item's line breaks and wraps the
// lines again. A link becomes its text between linkBegin and linkEnd, because
// glamour adds the target, which says the same again; targets has it instead. A
// picture becomes its file, named from the root, and its description. A hyphen of a word becomes one at which
// glamour breaks no line.
func forScreen(page, lesson string) (screen string, targets []string) {
	var text, prose []string
	flush := func() {
		shown := image.ReplaceAllString(strings.Join(prose, "\n"),
			"(Picture "+path.Dir(page)+"/$2: $1.)")
		for _, link := range linkPlace.FindAllStringSubmatch(shown, -1) {
			targets = append(targets, link[2])
		}
		shown = linkPlace.ReplaceAllString(shown, linkBegin+"$1"+linkEnd)
		text = append(text, inWord.ReplaceAllStringFunc(shown, func(hyphens string) string {
			return strings.ReplaceAll(hyphens, "-", printable.Joining)
		}))
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
	return strings.Join(text, "\n"), targets
}
