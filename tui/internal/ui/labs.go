package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/lab"
	"wallsockets/tui/internal/lab/experiment"
)

// labsTab lists the labs, asks for a prediction, runs them, and shows what they found.
type labsTab struct {
	*env
	stage   course.Stage
	all     []experiment.Lab
	chosen  int
	open    bool              // the page of the chosen lab is open
	results map[string]tested // by ID
	running *labRunning       // nil: none

	from string // the screen whose link has opened the page; "": none

	lines         []string // the page, laid out
	resultLine    int      // the line where the result begins
	scroll        scroll
	width, height int
}

// tested is the last result of a lab.
type tested struct {
	result lab.Result
	guess  int // the choice that was predicted for it, from 1; 0: none
}

func newLabsTab(env *env) *labsTab {
	l := &labsTab{env: env, all: lab.All(), results: make(map[string]tested)}
	l.readKept()
	return l
}

// readKept takes in the results that are kept of labs that have not run here: those of
// another time or, while the guide is open, of the command line.
func (l *labsTab) readKept() {
	for _, one := range l.all {
		result, guess, ok := lab.Kept(l.progress, one)
		if _, here := l.results[one.ID()]; ok && !here {
			l.results[one.ID()] = tested{result, guess}
		}
	}
	l.layOut()
}

func (l *labsTab) title() string { return "Labs" }
func (l *labsTab) typing() bool  { return false }

func (l *labsTab) position() string {
	if l.open {
		return l.scroll.position("line")
	}
	return fmt.Sprintf("lab %d of %d", l.chosen+1, len(l.all))
}

// show goes to the first lab of a part, unless it is the part from before.
func (l *labsTab) show(stage course.Stage) tea.Cmd {
	if stage.Number == l.stage.Number {
		return nil
	}
	l.stage = stage
	if l.all[l.chosen].Part != stage.Number {
		first := slices.IndexFunc(l.all, func(one experiment.Lab) bool { return one.Part == stage.Number })
		l.chosen, l.open = max(first, 0), false
	}
	l.layOut()
	return nil
}

// openLab opens the page of a lab and returns its part.
func (l *labsTab) openLab(name string) course.Stage {
	at := slices.IndexFunc(l.all, func(one experiment.Lab) bool { return one.Name == name })
	if at < 0 {
		return l.stage
	}
	l.chosen, l.open, l.scroll.top, l.from = at, true, 0, "Read"
	if part := l.all[at].Part; part > 0 {
		l.stage = course.Stages[part-1]
	}
	l.layOut()
	return l.stage
}

func (l *labsTab) setSize(width, height int) {
	l.width, l.height = width, height
	l.scroll.setHeight(height)
	l.layOut()
}

// layOut lays out the page after a change.
func (l *labsTab) layOut() {
	l.lines = nil
	if l.open {
		l.lines = l.page(l.all[l.chosen])
	}
	l.scroll.setLength(len(l.lines))
}

func (l *labsTab) press(msg tea.KeyMsg) (command tea.Cmd) {
	defer l.layOut()
	one := l.all[l.chosen]
	switch {
	case l.open && l.scroll.press(msg, l.keys):
	case !l.open && l.move(msg):
	case key.Matches(msg, l.keys.runLab):
		return l.startOrStop(one, 0)
	case !l.open && key.Matches(msg, l.keys.enter):
		return l.openPage()
	case !l.open:
	case key.Matches(msg, l.keys.cancel):
		return l.leave()
	case key.Matches(msg, l.keys.predict):
		return l.predict(one, 1+strings.Index(lab.Letters, msg.String()))
	case key.Matches(msg, l.keys.lesson):
		page, _, _ := strings.Cut(one.Lesson, "#")
		return func() tea.Msg { return openPageMsg{page, labLink + one.Name} }
	case key.Matches(msg, l.keys.line):
		return l.showLine(one)
	}
	return nil
}

// leave closes the page, and goes back to the lesson whose link has opened it.
func (l *labsTab) leave() tea.Cmd {
	l.open = false
	stage, from := l.stage, l.from
	if l.from = ""; from == "" {
		return nil
	}
	return func() tea.Msg { return openMsg{stage, from} }
}

// openPage opens the page of the chosen lab.
func (l *labsTab) openPage() tea.Cmd {
	one := l.all[l.chosen]
	l.open, l.scroll.top, l.from = true, 0, ""
	if one.Part == 0 {
		return nil
	}
	l.stage = course.Stages[one.Part-1]
	stage := l.stage
	return func() tea.Msg { return openMsg{stage, ""} }
}

// move chooses another lab in the list.
func (l *labsTab) move(msg tea.KeyMsg) bool {
	s := scroll{top: l.chosen, height: 1, length: len(l.all)}
	moved := s.press(msg, l.keys)
	switch {
	case key.Matches(msg, l.keys.pageUp):
		s.top = max(0, l.chosen-l.room())
	case key.Matches(msg, l.keys.pageDown):
		s.top = min(len(l.all)-1, l.chosen+l.room())
	}
	l.chosen = s.top
	return moved
}

// predict runs a lab with a prediction.
func (l *labsTab) predict(one experiment.Lab, guess int) tea.Cmd {
	if guess > len(one.Choices) {
		return notify("this lab has the choices a to %c", lab.Letters[len(one.Choices)-1])
	}
	if l.running != nil {
		return notify("%s is running: s stops it", l.running.lab.ID())
	}
	return l.startOrStop(one, guess)
}

// showLine opens the code at the line that the lab is about.
func (l *labsTab) showLine(one experiment.Lab) tea.Cmd {
	line, err := course.LineOf(l.root, one.Code.File, one.Code.Text)
	if err != nil {
		return notify("%v", err)
	}
	stage := stageOf(one.Code.File)
	if stage.Number == 0 {
		return notify("%s:%d: open it in your editor", one.Code.File, line)
	}
	place := narratedLine{Place: course.Place{File: one.Code.File, Line: line}, what: one.Title}
	back := l.stage
	return func() tea.Msg { return placesMsg{stage, []narratedLine{place}, back, l.title()} }
}

func (l *labsTab) bindings() []key.Binding {
	k := l.keys
	run := named(k.runLab, "run")
	if l.running != nil {
		run = named(k.runLab, "stop")
	}
	if !l.open {
		return []key.Binding{k.enter, run}
	}
	last := len(l.all[l.chosen].Choices) - 1
	predict := bindAs("a-"+lab.Letters[last:last+1], "predict and run", "a")
	predict.SetEnabled(l.running == nil)
	return []key.Binding{predict, run, named(k.lesson, "lesson"), named(k.line, "code"), k.cancel}
}

func (l *labsTab) view() []string {
	if l.open {
		return l.scroll.cut(l.lines)
	}
	return l.list()
}
