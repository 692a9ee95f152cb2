package ui

import (
	"path/filepath"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/glamour"

	"wallsockets/tui/internal/course"
)

// readWidth is a lesson's maximum width; longer lines are hard to read.
const readWidth = 100

// readTab shows the lesson of a part.
type readTab struct {
	*env
	stage  course.Stage
	width  int
	lines  []string // rendered for width; nil while that is going on
	scroll scroll
	places map[string]int // how far each lesson is scrolled, by part
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
	r.scroll.setHeight(height)
	if width != r.width {
		r.leave()
		r.width = width
	}
}

// leave remembers the place in the lesson and drops its lines.
func (r *readTab) leave() {
	if r.lines != nil {
		r.places[r.stage.ID], r.lines = r.scroll.top, nil
	}
}

// render lays out the lesson for the screen's width, in the background.
func (r *readTab) render() tea.Cmd {
	if r.width == 0 || r.stage.ID == "" {
		return nil
	}
	stage, width, dark := r.stage, r.width, r.styles.dark
	root := r.root
	return func() tea.Msg {
		lesson, err := course.Lesson(root, stage)
		if err == nil {
			lesson, err = renderLesson(lesson, min(width, readWidth), dark)
		}
		if err != nil {
			lesson = "Cannot show the lesson: " + err.Error()
		}
		return lessonRenderedMsg{stage, width, strings.Split(strings.Trim(lesson, "\n"), "\n")}
	}
}

// renderLesson renders Markdown. The style is fixed: glamour's automatic one asks
// the terminal for its background, and the answer would mix with the keys.
func renderLesson(text string, width int, dark bool) (string, error) {
	style, formatter := "light", "terminal256"
	if dark {
		style = "dark"
	}
	if noColor() {
		style, formatter = "ascii", "noop"
	}
	renderer, err := glamour.NewTermRenderer(glamour.WithStyles(lessonStyle(style)),
		glamour.WithChromaFormatter(formatter), glamour.WithWordWrap(width))
	if err != nil {
		return "", err
	}
	colouring.Lock()
	defer colouring.Unlock()
	return renderer.Render(forScreen(expandTabs(text)))
}

// expandTabs replaces each tab by spaces up to the next multiple of four.
// Otherwise a terminal would move further than the layout expects.
func expandTabs(text string) string {
	var expanded strings.Builder
	column := 0
	for _, r := range text {
		switch r {
		case '\t':
			spaces := 4 - column%4
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
		return edit(func(err error) tea.Msg { return lessonEditedMsg{err} },
			filepath.Join(r.root, r.stage.ID, "README.md"))
	}
	return nil
}

// rendered shows a lesson. It may come twice, and the reader may have scrolled
// in the first one.
func (r *readTab) rendered(msg lessonRenderedMsg) {
	if r.lines == nil && msg.stage.Number == r.stage.Number && msg.width == r.width {
		r.lines = msg.lines
		r.scroll.top = r.places[r.stage.ID]
		r.scroll.setLength(len(r.lines))
	}
}

func (r *readTab) edited(msg lessonEditedMsg) tea.Cmd {
	r.leave()
	return tea.Batch(r.render(), editorFailed(msg.err))
}

// renderAgain renders the lesson if the width has changed.
func (r *readTab) renderAgain() tea.Cmd {
	if r.lines != nil {
		return nil
	}
	return r.render()
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
