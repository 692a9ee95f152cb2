package ui

import (
	"errors"
	"os"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/workspace"
)

// aside is a text that a page shows in place of the task.
type aside struct {
	key   string // the key that opens it closes it, too
	lines []string
}

// toggle shows an aside of the chosen exercise, or the task again. The text returns
// the lines, or why there are none.
func (x *exercisesTab) toggle(binding key.Binding, text func(e course.Exercise) ([]string, error)) tea.Cmd {
	e, work := x.current()
	x.talk = nil
	name := binding.Help().Key
	if x.open && work.aside != nil && work.aside.key == name {
		work.aside = nil
		return nil
	}
	lines, err := text(e)
	if err != nil {
		return notify("%v", err)
	}
	work.aside = &aside{name, lines}
	command := x.openPage()
	x.scroll.top = 0
	return command
}

// changes returns what the learner has changed since the starter.
func (x *exercisesTab) changes(e course.Exercise) ([]string, error) {
	text, err := x.desk.Diff(e, false, false)
	if err == nil && text == "" {
		err = errors.New("your program is still the starter")
	}
	return x.diffLines(text), err
}

// comparison returns how the solution differs from the learner's program.
func (x *exercisesTab) comparison(e course.Exercise) ([]string, error) {
	text, err := x.desk.Diff(e, true, false)
	if err == nil && text == "" {
		err = errors.New("your program is the solution")
	}
	return x.diffLines(text), err
}

// solution returns the program that solves the exercise.
func (x *exercisesTab) solution(e course.Exercise) ([]string, error) {
	files, err := x.desk.Solution(e, false)
	return indent(x.program(files), " "), err
}

// diffLines colours a difference.
func (x *exercisesTab) diffLines(diff string) []string {
	var lines []string
	for _, line := range printable.Lines(diff) {
		switch {
		case strings.HasPrefix(line, "+"):
			line = x.styles.added.Render(line)
		case strings.HasPrefix(line, "-"):
			line = x.styles.removed.Render(line)
		}
		lines = append(lines, " "+line)
	}
	return lines
}

// files returns the learner's program, as it is now.
func (x *exercisesTab) files(e course.Exercise) []workspace.File {
	names, _ := x.desk.Files(e) // a program that is gone has no lines
	var files []workspace.File
	for _, name := range names {
		if text, err := os.ReadFile(name); err == nil {
			files = append(files, workspace.File{Name: name, Text: string(text)})
		}
	}
	return files
}

// program returns the lines of files, each below its name.
func (x *exercisesTab) program(files []workspace.File) []string {
	var lines []string
	for _, file := range files {
		lines = append(lines, x.styles.title.Render(printable.Text([]byte(file.Name))))
		lines = append(lines, highlight(file.Name,
			strings.Join(printable.Lines(file.Text), "\n"), x.styles.dark)...)
	}
	return lines
}

// askReset asks whether to begin the chosen exercise again.
func (x *exercisesTab) askReset() tea.Cmd {
	e, _ := x.current()
	switch {
	case !x.desk.Started(e):
		return notify("you have no program for %s yet: s starts it", e.ID())
	case x.running != nil && x.running.exercise.ID() == e.ID():
		return notify("a check of %s is running: c stops it", e.ID())
	}
	x.asking, x.talk = true, nil
	command := x.openPage()
	x.scroll.top = 0
	return command
}

// question asks it.
func (x *exercisesTab) question(e course.Exercise, work *work) []string {
	text := "Put the starter in place of your program"
	if work.language != "" {
		text = "Put the starter in " + work.language + " in place of your program"
	}
	lines := wrap(text+"? What you have written stays in a folder beside it, and what you "+
		"have passed stays passed. y begins "+e.ID()+" again, any other key does not.", x.textWidth())
	for i, line := range lines {
		lines[i] = " " + x.styles.bold.Render(line)
	}
	return append(lines, "")
}

// answered begins the chosen exercise again if the answer is yes.
func (x *exercisesTab) answered(msg tea.KeyMsg) tea.Cmd {
	defer x.layOut()
	if msg.String() != "y" {
		return nil
	}
	e, work := x.current()
	backup, err := x.desk.Reset(e, work.language)
	if err != nil {
		return notify("%v", err)
	}
	work.report, work.aside = nil, nil
	return tea.Batch(x.saveProgress(), notify("what you had is in %s", x.desk.Short(backup)))
}
