package ui

import (
	"wallsockets/tui/internal/printable"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// What is typed in the list's own line.
const (
	promptFilter = iota
	promptSearch
)

// prompt is the line below the list in which a filter or a search is typed. A filter
// works as one types.
type prompt struct {
	*input
	kind  int
	wrong string // the word in what is typed that no filter may have
}

func newPrompt() *prompt { return &prompt{input: newInput()} }

// open gives the line the focus, with text in it.
func (p *prompt) open(kind int, text string) {
	p.kind, p.wrong = kind, ""
	// The field's own cursor blinks; the one that is drawn does not.
	_ = p.input.open(nil, text)
}

// height returns how many rows the line takes: a filter has its words below it.
func (p *prompt) height() int {
	switch {
	case !p.isOpen():
		return 0
	case p.kind == promptFilter:
		return 2
	}
	return 1
}

func (p *prompt) view(width int, styles styles) []string {
	if p.kind == promptSearch {
		return []string{fit(" search: "+p.input.view("", width/2, styles), width)}
	}
	field, help := " filter: "+p.input.view("", width/2, styles), styles.muted.Render(" "+filterWords)
	if p.wrong != "" {
		field += styles.bad.Render("  wrong: " + printable.Quote([]byte(p.wrong)))
		help = styles.bad.Render(" want " + filterWords)
	}
	return []string{fit(field, width), fit(help, width)}
}

// pressPrompt handles a key while a filter or a search is typed. A wrong filter is
// shown as wrong and leaves the list as it was.
func (l *eventList) pressPrompt(msg tea.KeyMsg, keys keyMap) tea.Cmd {
	p := l.prompt
	switch {
	case key.Matches(msg, keys.cancel):
		p.close()
		if p.kind == promptFilter {
			l.setFilter(filter{})
		}
	case key.Matches(msg, keys.send):
		if p.wrong != "" {
			return nil
		}
		text := p.close()
		l.settle()
		if p.kind == promptSearch {
			return l.find(text)
		}
	default:
		_ = p.update(msg) // only lets the cursor blink
		if p.kind == promptFilter {
			l.filterAs(p.field.Value())
		}
	}
	return nil
}

// filterAs filters by what is typed so far.
func (l *eventList) filterAs(text string) {
	f, wrong := parseFilter(text)
	l.prompt.wrong = wrong
	if wrong == "" && f.String() != l.filter.String() {
		l.setFilter(f)
	}
}
