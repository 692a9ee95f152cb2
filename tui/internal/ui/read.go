package ui

import (
	"maps"
	"path/filepath"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
)

// readTab shows the lesson of a part, or another page that a link leads to.
type readTab struct {
	*env
	stage  course.Stage
	page   string // its name in the checkout
	width  int
	lines  []string // rendered for width; nil while that is going on
	links  []link
	chosen int // index in links; -1: none
	scroll scroll
	places map[string]int // how far each page is scrolled
	before []string       // the pages that the back key returns to

	heading string // where to go when the page is drawn, as in a link; "": nowhere

	input  *input
	search string // in lower case
	hit    int    // the line with it that was found last

	rendering // what the lines were made from

	next func(from course.Stage) nextStep // what comes after the lesson
}

// rendering is a page as it was rendered, with marks around the links.
type rendering struct{ marked, targets []string }

func newReadTab(env *env) *readTab {
	return &readTab{env: env, chosen: -1, places: make(map[string]int), input: newInput()}
}

func (r *readTab) title() string    { return "Read" }
func (r *readTab) typing() bool     { return r.input.isOpen() }
func (r *readTab) position() string { return r.scroll.percent() }

func (r *readTab) show(stage course.Stage) tea.Cmd {
	if stage.Number != r.stage.Number {
		r.turnTo(stage, stage.Lesson())
	}
	if r.lines != nil {
		return nil
	}
	return r.render()
}

// turnTo makes a page the one that is shown.
func (r *readTab) turnTo(stage course.Stage, page string) {
	r.leave()
	r.stage, r.page, r.search = stage, page, ""
	r.input.close()
}

func (r *readTab) setSize(width, height int) {
	r.scroll.setHeight(height)
	if width != r.width {
		r.leave()
		r.width = width
	}
}

// leave remembers the place in the page and drops its lines.
func (r *readTab) leave() {
	if r.lines != nil {
		r.places[r.page], r.lines, r.links, r.chosen = r.scroll.top, nil, nil, -1
	}
}

// render lays out the page for the screen's width, in the background.
func (r *readTab) render() tea.Cmd {
	if r.width == 0 || r.page == "" {
		return nil
	}
	root, page, width, dark := r.root, r.page, r.width, r.styles.dark
	stage, tried := r.stage, maps.Clone(r.progress.Tried)
	return func() tea.Msg {
		var lines, targets []string
		text, err := course.Page(root, page)
		if page == stage.Lesson() {
			text = offerLabs(offerTries(text, stage, tried))
		}
		if err == nil {
			lines, targets, err = renderLesson(page, text, min(width, readWidth), dark)
		}
		if err != nil {
			lines = wrap("Cannot show the page: "+err.Error(), width)
		}
		return lessonRenderedMsg{page, width, rendering{lines, targets}}
	}
}

// rendered shows a page. It may come twice, and the reader may have scrolled in the
// first one.
func (r *readTab) rendered(msg lessonRenderedMsg) {
	if r.lines == nil && msg.page == r.page && msg.width == r.width {
		r.rendering = msg.rendering
		r.draw()
		r.scroll.top = r.places[r.page]
		r.scroll.setLength(len(r.lines))
		r.goToHeading()
	}
}

func (r *readTab) press(msg tea.KeyMsg) tea.Cmd {
	if r.input.isOpen() {
		return r.pressInput(msg)
	}
	switch {
	case r.scroll.press(msg, r.keys):
		return r.readToEnd()
	case key.Matches(msg, r.keys.nextLink):
		r.choose(1)
	case key.Matches(msg, r.keys.nextTry):
		r.chooseTry()
	case key.Matches(msg, r.keys.previousLink):
		r.choose(-1)
	case key.Matches(msg, r.keys.follow):
		if r.chosen >= 0 {
			return r.follow(r.page, r.links[r.chosen].target)
		}
	case key.Matches(msg, r.keys.back):
		return r.back()
	case key.Matches(msg, r.keys.tick):
		return r.tick(r.stage)
	case key.Matches(msg, r.keys.search):
		return r.input.open(nil, r.search)
	case key.Matches(msg, r.keys.cancel):
		r.search = ""
	case key.Matches(msg, r.keys.doNext) && r.offersNext():
		return r.next(r.stage).command()
	case key.Matches(msg, r.keys.nextHit):
		return r.nextHit(r.hit, 1)
	case key.Matches(msg, r.keys.previousHit):
		return r.nextHit(r.hit, -1)
	case key.Matches(msg, r.keys.edit):
		return edit(func(err error) tea.Msg { return lessonEditedMsg{err} },
			filepath.Join(r.root, filepath.FromSlash(r.page)))
	}
	return nil
}

// readToEnd marks the lesson as read when its end is on the screen, unless the
// learner has already said what they think of it.
func (r *readTab) readToEnd() tea.Cmd {
	_, known := r.progress.Read[r.stage.ID]
	if known || !r.scroll.atEnd() || r.lines == nil || r.page != r.stage.Lesson() {
		return nil
	}
	return tea.Batch(r.tick(r.stage), notify("read to the end: marked on Parts"))
}

// choose chooses another link: the next one, or if the chosen one is out of sight,
// the first on the screen.
func (r *readTab) choose(by int) {
	if len(r.links) == 0 {
		return
	}
	next := (r.chosen + by + len(r.links)) % len(r.links)
	if r.chosen < 0 || !r.sees(r.links[r.chosen].line) {
		for i := len(r.links) - 1; i >= 0; i-- {
			if r.links[i].line >= r.scroll.top || i == len(r.links)-1 {
				next = i
			}
		}
	}
	r.chooseLink(next)
}

// chooseLink chooses a link and brings it onto the screen.
func (r *readTab) chooseLink(i int) {
	r.chosen = i
	r.draw()
	if line := r.links[i].line; !r.sees(line) {
		r.scroll.top = line - 1
		r.scroll.clamp()
	}
}

// sees reports whether a line is on the screen.
func (r *readTab) sees(line int) bool {
	return line >= r.scroll.top && line < r.scroll.top+r.scroll.height
}

// openPage shows a page that a link leads to, and remembers where the reader was.
func (r *readTab) openPage(name, heading string) course.Stage {
	if r.heading = heading; r.page != "" {
		r.before = append(r.before, r.page)
	}
	stage := r.jump(name)
	r.goToHeading()
	return stage
}

// back returns to the page before.
func (r *readTab) back() tea.Cmd {
	n := len(r.before)
	if n == 0 {
		return notify("there is no page before this one")
	}
	page := r.before[n-1]
	r.before = r.before[:n-1]
	stage := r.jump(page)
	return func() tea.Msg { return openMsg{stage, r.title()} }
}

// jump makes a page the one that is shown and returns its part. A page outside the
// parts belongs to the part that the reader came from.
func (r *readTab) jump(name string) course.Stage {
	stage := stageOf(name)
	if stage.Number == 0 {
		stage = r.stage
	}
	r.turnTo(stage, name)
	return stage
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
	lines := r.scroll.cut(r.lines)
	if r.atLessonsEnd() {
		last := len(lines) - 1
		lines = append(slices.Clone(lines[:last]), " "+r.nextLine())
	}
	if r.search != "" {
		lines = r.markHits(lines)
	}
	if r.input.isOpen() {
		lines = append(fill(lines, r.width, r.scroll.height-1), " search: "+r.input.view("", max(1, r.width-10), r.styles))
	}
	return lines
}

func (r *readTab) bindings() []key.Binding {
	k := r.keys
	if r.input.isOpen() {
		return []key.Binding{named(k.send, "search"), k.cancel}
	}
	var bindings []key.Binding
	if r.search != "" {
		bindings = []key.Binding{k.nextHit, named(k.cancel, "end the search")}
	}
	switch {
	case r.chosen >= 0:
		bindings = append(bindings, named(k.follow, purpose(r.page, r.links[r.chosen].target)))
	case r.offersNext():
		bindings = append(bindings, named(k.doNext, "do next"))
	default:
		bindings = append(bindings, k.pageDown)
	}
	if len(r.links) > 0 {
		bindings = append(bindings, named(k.nextLink, "link"))
	}
	if len(r.stage.Tries()) > 0 && r.page == r.stage.Lesson() {
		bindings = append(bindings, named(k.nextTry, "try"))
	}
	if len(r.before) > 0 {
		bindings = append(bindings, named(k.back, "back"))
	}
	bindings = append(bindings, k.search)
	if !r.progress.Read[r.stage.ID] {
		bindings = append(bindings, named(k.tick, "mark as read"))
	}
	return append(bindings, named(k.edit, "edit"), k.top)
}
