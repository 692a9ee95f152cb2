package ui

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
)

// codeFile is a file of a part, ready to be shown as code and as changes.
type codeFile struct {
	name    string // from the part's folder: "server/main.go"
	path    string
	lines   []string // highlighted
	changes []string // since the part it grows from, with signs; nil for a new file
	added   int      // lines that are new
	removed int      // lines that are gone
}

// codeTab shows the code of a part, and what changed in it.
type codeTab struct {
	*env
	stage  course.Stage
	files  []codeFile
	chosen int
	wanted string // name of the file to choose once the files are there
	diff   bool
	width  int
	scroll scroll
}

// gutterWidth is the screen width from which lines have numbers. A narrower
// screen has room for the code only.
const gutterWidth = 90

func newCodeTab(env *env) *codeTab { return &codeTab{env: env} }

func (c *codeTab) title() string { return "Code" }
func (c *codeTab) typing() bool  { return false }

func (c *codeTab) position() string { return c.scroll.position("line") }

func (c *codeTab) bindings() []key.Binding {
	return []key.Binding{c.keys.nextFile, c.keys.previousFile, c.keys.diff, c.keys.edit}
}

func (c *codeTab) setSize(width, height int) {
	c.width = width
	c.scroll.setHeight(height - 2)
}

func (c *codeTab) show(stage course.Stage) tea.Cmd {
	if stage.Number == c.stage.Number {
		return nil
	}
	c.stage, c.files, c.chosen = stage, nil, 0
	c.fromTop()
	return c.load()
}

// load reads and highlights the files, in the background.
func (c *codeTab) load() tea.Cmd {
	stage, root, styles := c.stage, c.root, c.styles
	return func() tea.Msg {
		return codeLoadedMsg{stage, loadCode(root, stage, styles)}
	}
}

// loadCode reads a part's files, as many as can be read.
func loadCode(root string, stage course.Stage, styles styles) []codeFile {
	var files []codeFile
	names, _ := course.Code(root, stage)
	for _, name := range names {
		path := filepath.Join(root, stage.ID, name)
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it was there a moment ago; the next load shows
		}
		file := codeFile{name: name, path: path,
			lines: highlight(name, string(text), styles.dark)}
		if stage.From > 0 {
			before := filepath.Join(root, course.Stages[stage.From-1].ID, name)
			if old, err := os.ReadFile(before); err == nil {
				file.changes, file.added, file.removed = changes(string(old), string(text), styles)
			}
		}
		files = append(files, file)
	}
	return files
}

func (c *codeTab) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case len(c.files) == 0 || c.scroll.press(msg, c.keys):
	case key.Matches(msg, c.keys.nextFile):
		c.choose(1)
	case key.Matches(msg, c.keys.previousFile):
		c.choose(-1)
	case key.Matches(msg, c.keys.diff):
		c.diff = !c.diff
		c.fromTop()
	case key.Matches(msg, c.keys.edit):
		return edit(func(err error) tea.Msg { return codeEditedMsg{err} },
			c.files[c.chosen].path)
	}
	return nil
}

func (c *codeTab) choose(by int) {
	c.chosen = (c.chosen + by + len(c.files)) % len(c.files)
	c.fromTop()
}

// fromTop shows the file from its first line.
func (c *codeTab) fromTop() {
	c.scroll.top = 0
	c.scroll.setLength(len(c.lines()))
}

// lines returns those of the chosen file: its code, or its changes if the user
// wants them and it has some.
func (c *codeTab) lines() []string {
	if len(c.files) == 0 {
		return nil
	}
	file := c.files[c.chosen]
	if c.diff && file.changes != nil {
		return file.changes
	}
	return file.lines
}

// loaded shows the files and keeps the place, as far as it is still there.
func (c *codeTab) loaded(msg codeLoadedMsg) {
	if msg.stage.Number == c.stage.Number {
		c.files = msg.files
		c.chosen = min(c.chosen, max(0, len(c.files)-1))
		c.scroll.setLength(len(c.lines()))
		c.openFile(c.wanted)
	}
}

// openFile chooses a file by its name, as soon as the files are loaded.
func (c *codeTab) openFile(name string) {
	c.wanted = name
	for i, file := range c.files {
		if file.name == name {
			c.chosen, c.diff, c.wanted = i, false, ""
			c.fromTop()
		}
	}
}

func (c *codeTab) edited(msg codeEditedMsg) tea.Cmd {
	return tea.Batch(c.load(), editorFailed(msg.err))
}

// sources loads the files again if they are those of the part that was edited.
func (c *codeTab) sources(stage course.Stage) tea.Cmd {
	if stage.Number == c.stage.Number {
		return c.load()
	}
	return nil
}

func (c *codeTab) view() []string {
	if len(c.files) == 0 {
		return []string{"", "  reading the code..."}
	}
	file := c.files[c.chosen]
	head := fmt.Sprintf(" %d/%d %s", c.chosen+1, len(c.files),
		c.styles.bold.Render(c.stage.ID+"/"+file.name))
	switch {
	case c.diff && file.changes == nil:
		head += c.styles.muted.Render("  new in this part")
	case c.diff:
		head += fmt.Sprintf("  against part %d: %s %s lines", c.stage.From,
			c.styles.added.Render(fmt.Sprintf("+%d", file.added)),
			c.styles.removed.Render(fmt.Sprintf("-%d", file.removed)))
	case file.changes != nil:
		head += c.styles.muted.Render(fmt.Sprintf("  d: what changed since part %d", c.stage.From))
	case course.Fast(file.name):
		head += c.styles.muted.Render("  how it is made fast")
	}
	lines := c.scroll.cut(c.lines())
	if !c.diff && c.width >= gutterWidth {
		lines = numbered(lines, c.scroll.top+1, len(file.lines), c.styles)
	}
	return append([]string{head, ""}, lines...)
}
