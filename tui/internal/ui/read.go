package ui

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/glamour"

	"wallsockets/tui/internal/course"
)

// readWidth is how wide a lesson is set at most; longer lines are hard to read.
const readWidth = 100

// readTab shows the lesson of a part.
type readTab struct {
	*env
	stage  course.Stage
	width  int
	lines  []string // rendered for width; nil while that goes on
	scroll scroll
	places map[string]int // where one was in each lesson, by part
}

func newReadTab(env *env) *readTab {
	return &readTab{env: env, places: make(map[string]int)}
}

func (r *readTab) title() string { return "Read" }
func (r *readTab) typing() bool  { return false }

func (r *readTab) show(stage course.Stage) tea.Cmd {
	if stage.Number == r.stage.Number && r.lines != nil {
		return nil
	}
	if stage.Number != r.stage.Number {
		r.leave()
		r.stage = stage
	}
	return r.render()
}

func (r *readTab) setSize(width, height int) {
	r.scroll.height = height
	if width != r.width {
		r.leave()
		r.width = width
	}
}

// leave remembers the place in the lesson, which is to be rendered anew.
func (r *readTab) leave() {
	if r.lines != nil {
		r.places[r.stage.ID], r.lines = r.scroll.top, nil
	}
}

// render sets the lesson for the width that there is, in the background.
func (r *readTab) render() tea.Cmd {
	if r.width == 0 || r.stage.ID == "" {
		return nil
	}
	stage, width, dark := r.stage, r.width, r.styles.dark
	name := filepath.Join(r.root, stage.ID, "README.md")
	return func() tea.Msg {
		text, err := os.ReadFile(name)
		lesson := string(text)
		if err == nil {
			lesson, err = setLesson(lesson, min(width, readWidth)-2, dark)
		}
		if err != nil {
			lesson = "The lesson cannot be shown: " + err.Error()
		}
		return lessonRenderedMsg{stage, width, strings.Split(strings.Trim(lesson, "\n"), "\n")}
	}
}

// setLesson renders Markdown. The style is fixed: one that asks the terminal
// would find its answer in the keyboard's way.
func setLesson(text string, width int, dark bool) (string, error) {
	style := "light"
	if dark {
		style = "dark"
	}
	if noColor() {
		style = "ascii"
	}
	renderer, err := glamour.NewTermRenderer(glamour.WithStandardStyle(style),
		glamour.WithWordWrap(width))
	if err != nil {
		return "", err
	}
	colouring.Lock()
	defer colouring.Unlock()
	return renderer.Render(expandTabs(text))
}

// expandTabs puts spaces for tabs, up to the next column that is a multiple of
// eight: a terminal would move further than the width of a tab is taken for.
func expandTabs(text string) string {
	var expanded strings.Builder
	column := 0
	for _, r := range text {
		switch r {
		case '\t':
			spaces := 8 - column%8
			expanded.WriteString(strings.Repeat(" ", spaces))
			column += spaces
			continue
		case '\n':
			column = -1
		}
		expanded.WriteRune(r)
		column++
	}
	return expanded.String()
}

func (r *readTab) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case r.scroll.press(msg, r.keys):
	case key.Matches(msg, r.keys.edit):
		return edit(filepath.Join(r.root, r.stage.ID, "README.md"))
	}
	return nil
}

func (r *readTab) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case lessonRenderedMsg:
		// It may come twice, and a reader may have moved on in the first.
		if r.lines == nil && msg.stage.Number == r.stage.Number && msg.width == r.width {
			r.lines = msg.lines
			r.scroll.top, r.scroll.length = r.places[r.stage.ID], len(r.lines)
		}
	case editedMsg:
		r.leave()
		return r.render()
	case watchedMsg:
		if r.lines == nil { // the width has changed
			return r.render()
		}
	}
	return nil
}

func (r *readTab) view() []string {
	if r.lines == nil {
		return []string{"", "  reading the lesson..."}
	}
	return r.scroll.cut(r.lines)
}

func (r *readTab) bindings() []key.Binding {
	return []key.Binding{r.keys.down, r.keys.pageDown, r.keys.up, r.keys.top, r.keys.edit}
}
