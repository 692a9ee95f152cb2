package ui

import (
	"fmt"
	"path/filepath"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
)

// codeTab shows the code of a part, what changed in it, and the lines that did what
// a message shows.
type codeTab struct {
	*env
	stage    course.Stage
	files    []codeFile
	borrowed []string // files of other parts that hold a line to show
	chosen   int
	wanted   string // name of the file to choose once the files are there
	diff     bool
	cursor   int    // index of the current row
	search   string // in lower case
	input    *input // of the search
	picker   *picker
	places   []narratedLine // the lines to go through; nil: none
	back     course.Stage   // the part and the screen that asked for places or a file
	from     string         // "": none
	at       int            // index in places of the one that is shown
	arriving bool           // the file of that place is not loaded yet

	width, height int
	scroll        scroll
}

func newCodeTab(env *env) *codeTab { return &codeTab{env: env, input: newInput()} }

func (c *codeTab) title() string { return "Code" }
func (c *codeTab) typing() bool  { return c.input.isOpen() }

func (c *codeTab) position() string {
	if len(c.files) == 0 {
		return ""
	}
	return fmt.Sprintf("line %d of %d", c.line(), len(c.file().rows))
}

func (c *codeTab) bindings() []key.Binding {
	k := c.keys
	switch {
	case c.input.isOpen():
		return []key.Binding{k.send, k.cancel}
	case c.picker != nil:
		return []key.Binding{k.enter, k.cancel}
	}
	diff, change := named(k.diff, "what changed"), k.nextChange
	if c.diff {
		diff = named(k.diff, "the code")
	}
	changed := len(c.files) > 0 && c.file().changes.rows != nil
	diff.SetEnabled(changed)
	change.SetEnabled(changed)
	bindings := []key.Binding{k.files, diff, change, k.edit, k.search}
	if c.search != "" {
		bindings = append([]key.Binding{k.nextHit, k.previousHit}, bindings...)
	}
	switch {
	case c.places != nil:
		bindings = append([]key.Binding{k.line, k.cancel}, bindings...)
	case c.from != "":
		bindings = append([]key.Binding{named(k.back, "back to "+c.from)}, bindings...)
	}
	return append(bindings, k.nextFile, k.previousFile)
}

func (c *codeTab) setSize(width, height int) {
	c.width, c.height = width, height
	c.layOut()
}

// layOut gives the code what the lines above it leave, and keeps the current row
// visible.
func (c *codeTab) layOut() {
	c.cursor = max(0, min(c.cursor, len(c.rows())-1))
	c.scroll.setHeight(max(1, c.height-len(c.above())))
	c.scroll.setLength(len(c.rows()))
	c.goTo(c.cursor)
}

func (c *codeTab) show(stage course.Stage) tea.Cmd {
	if stage.Number == c.stage.Number {
		return nil
	}
	c.stage, c.files, c.borrowed, c.chosen = stage, nil, nil, 0
	c.places, c.picker, c.from = nil, nil, ""
	c.input.close()
	c.fromTop()
	return c.load()
}

func (c *codeTab) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case c.input.isOpen():
		return c.pressInput(msg)
	case len(c.files) == 0:
	case c.picker != nil:
		c.pressPicker(msg)
	case c.move(msg):
	case key.Matches(msg, c.keys.files):
		c.picker = newPicker(c.files, c.chosen)
	case key.Matches(msg, c.keys.nextFile):
		c.choose(c.chosen + 1)
	case key.Matches(msg, c.keys.previousFile):
		c.choose(c.chosen - 1)
	case key.Matches(msg, c.keys.diff):
		return c.toggleDiff()
	case key.Matches(msg, c.keys.nextChange):
		return c.jump(1)
	case key.Matches(msg, c.keys.previousChange):
		return c.jump(-1)
	case key.Matches(msg, c.keys.search):
		return c.input.open(nil, c.search)
	case key.Matches(msg, c.keys.nextHit):
		return c.nextHit(1)
	case key.Matches(msg, c.keys.previousHit):
		return c.nextHit(-1)
	case key.Matches(msg, c.keys.line):
		return c.nextPlace()
	case key.Matches(msg, c.keys.cancel, c.keys.back):
		return c.goBack()
	case key.Matches(msg, c.keys.edit):
		return editAt(func(err error) tea.Msg { return codeEditedMsg{err} },
			filepath.Join(c.root, filepath.FromSlash(c.file().name)), c.line())
	}
	return nil
}

// move moves the cursor by a key and reports whether the key does that.
func (c *codeTab) move(msg tea.KeyMsg) bool {
	page, to := c.scroll.height, c.cursor
	switch {
	case key.Matches(msg, c.keys.up):
		to--
	case key.Matches(msg, c.keys.down):
		to++
	case key.Matches(msg, c.keys.pageUp):
		to -= page
		c.scroll.top -= page
	case key.Matches(msg, c.keys.pageDown):
		to += page
		c.scroll.top += page
	case key.Matches(msg, c.keys.top):
		to = 0
	case key.Matches(msg, c.keys.bottom):
		to = len(c.rows()) - 1
	default:
		return false
	}
	c.goTo(to)
	return true
}

// goTo moves the cursor to a row and scrolls as far as necessary.
func (c *codeTab) goTo(row int) {
	c.cursor = max(0, min(row, len(c.rows())-1))
	c.scroll.top = max(min(c.scroll.top, c.cursor), c.cursor-c.scroll.height+1)
	c.scroll.clamp()
}

// center moves the cursor to a row and shows it in the middle.
func (c *codeTab) center(row int) {
	c.scroll.top = row - c.scroll.height/2
	c.goTo(row)
}

// choose shows a file, counted around from the last to the first.
func (c *codeTab) choose(file int) {
	c.chosen = (file + len(c.files)) % len(c.files)
	c.fromTop()
}

// fromTop shows the file from its first line.
func (c *codeTab) fromTop() {
	c.cursor = 0
	c.layOut()
}

// file returns the chosen file.
func (c *codeTab) file() codeFile { return c.files[c.chosen] }

// rows returns those of the chosen file: its code, or its changes if the user wants
// them and it has some.
func (c *codeTab) rows() []row {
	if len(c.files) == 0 {
		return nil
	}
	if c.diff && c.file().changes.rows != nil {
		return c.file().changes.rows
	}
	return c.file().rows
}

// line returns the number of the current line in the file.
func (c *codeTab) line() int { return min(c.rows()[c.cursor].line, len(c.file().rows)) }

// goToLine moves the cursor to a line of the file.
func (c *codeTab) goToLine(line int) {
	rows := c.rows()
	c.center(max(0, nextRow(rows, -1, 1, func(i int) bool {
		return rows[i].line == line && (rows[i].sign != '-' || !c.diff)
	})))
}

// toggleDiff shows the code or its changes, if it has some, at the same line.
func (c *codeTab) toggleDiff() tea.Cmd {
	if !c.diff && c.file().changes.rows == nil {
		return c.unchanged()
	}
	line := c.line()
	c.diff = !c.diff
	c.layOut()
	c.goToLine(line)
	return nil
}

// loaded shows the files and keeps the place, as far as it is still there.
func (c *codeTab) loaded(msg codeLoadedMsg) tea.Cmd {
	if msg.stage.Number != c.stage.Number || msg.borrowed != len(c.borrowed) {
		return nil // another load is under way
	}
	c.files = msg.files
	c.chosen = min(c.chosen, max(0, len(c.files)-1))
	if c.picker != nil { // it stays open, with the files that there are now
		c.picker = newPicker(c.files, min(c.picker.cursor, max(0, len(c.files)-1)))
	}
	c.layOut()
	c.openFile(c.wanted)
	if !c.arriving {
		return nil
	}
	c.arriving = false
	return c.arrive()
}

// openFile chooses a file by its name in the part, as soon as the files are loaded.
func (c *codeTab) openFile(name string) {
	c.wanted = name
	for i, file := range c.files {
		if file.name == c.stage.ID+"/"+name {
			c.diff, c.wanted = false, ""
			c.choose(i)
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
