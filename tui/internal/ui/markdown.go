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
	// The spaces around code would be where a line is broken: after "(" and before a full stop.
	style.Code.Prefix, style.Code.Suffix = "", ""
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
	markup    = regexp.MustCompile(`^ *(\d+\.|[-+*]+)( |$)|^[ |:-]+$`) // of items, rules and tables
	image     = regexp.MustCompile(`!\[([^\[\]]+)\]\(([^)]+)\)`)
	linkPlace = regexp.MustCompile(`\[([^\[\]]+)\]\(([^)]+)\)`)
)

// Glamour breaks a line of a list after each of these characters, also within a word and
// a column too late, and does not count the hyphens of a paragraph. While it lays out a
// page, others stand for them, at which it breaks no line: of the same width, and
// punctuation too, which decides where emphasis ends.
var (
	joined = strings.NewReplacer("-", printable.Joining, ",", "\u2e32", ".", "\u2e33",
		";", "\u2e35", "+", "\u2e2d", "|", "\u2e3e")
	unjoined = strings.NewReplacer(printable.Joining, "-", "\u2e32", ",", "\u2e33", ".",
		"\u2e35", ";", "\u2e2d", "+", "\u2e3e", "|")
)

// join returns a line of a page in which glamour breaks words at spaces only.
func join(line string) string {
	mark := markup.FindString(line)
	if !strings.HasPrefix(strings.TrimSpace(line), "|") {
		return mark + joined.Replace(line[len(mark):])
	}
	cells := strings.Split(line[len(mark):], "|")
	for i := range cells {
		cells[i] = joined.Replace(cells[i])
	}
	return mark + strings.Join(cells, "|")
}

// continuesItem reports whether a line after an empty one begins an item's next paragraph.
func continuesItem(line string) bool {
	return strings.HasPrefix(line, "  ") && strings.TrimSpace(line) != "" &&
		!fenceLine.MatchString(line) && !itemLine.MatchString(line)
}

// forScreen rewrites a page where glamour would lay it out badly. A list item
// becomes one line, because glamour keeps an item's line breaks and wraps the
// lines again; an item's next paragraph begins a line. A link becomes its text
// between linkBegin and linkEnd, because glamour adds the target, which says the
// same again; targets has it instead. A picture becomes its file, named from the
// root, and its description.
func forScreen(page, lesson string) (screen string, targets []string) {
	var text, prose []string
	flush := func() {
		shown := image.ReplaceAllString(strings.Join(prose, "\n"),
			"(Picture "+path.Dir(page)+"/$2: $1.)")
		for _, link := range linkPlace.FindAllStringSubmatch(shown, -1) {
			targets = append(targets, link[2])
		}
		shown = linkPlace.ReplaceAllString(shown, linkBegin+"$1"+linkEnd)
		for line := range strings.SplitSeq(shown, "\n") {
			text = append(text, join(line))
		}
		prose = nil
	}
	inFence, inItem := false, false
	lines := strings.Split(lesson, "\n")
	for i, line := range lines {
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
		case inItem && line == "" && i+1 < len(lines) && continuesItem(lines[i+1]):
			prose[len(prose)-1] += `\` // which ends a line
			prose = append(prose, "")
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
