package plain

import (
	"fmt"
	"strings"

	"wallsockets/tui/internal/check"
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/workspace"
)

// exercises lets the user choose among the exercises of a part.
func (g *guide) exercises(stage course.Stage) error {
	all, err := course.Exercises(g.root)
	if err != nil {
		return err
	}
	desk := workspace.New(g.root, g.progress)
	choices := func() []choice {
		var choices []choice
		for _, e := range all {
			if e.Stage.Number != stage.Number {
				continue
			}
			state := desk.State(e)
			if state == workspace.Open {
				state = "not started"
			}
			choices = append(choices, choice{opens: true,
				text: fmt.Sprintf("%s, %s: %s, %d minutes, %s", e.ID(), e.Title, e.Kind, e.Minutes, state),
				do:   func() error { return g.exercise(desk, e) }})
		}
		return append(choices, choice{text: "Back to the part", do: goBack})
	}
	return g.menu(fmt.Sprintf("The exercises of part %d", stage.Number),
		"Start one, edit your program, and check it.", choices)
}

// exercise is the menu of an exercise.
func (g *guide) exercise(desk *workspace.Workspace, e course.Exercise) error {
	choices := []choice{
		{text: "Read the task", do: func() error { return g.pageText(workspace.Task(e)) }},
		{text: "Start it", do: func() error { return g.startExercise(desk, e) }},
		{text: "Check your program", do: func() error { return g.checkExercise(desk, e) }},
		{text: "One more hint", do: func() error { return g.hint(desk, e) }},
		{text: "Back to the exercises", do: goBack},
	}
	return g.menu(fmt.Sprintf("Exercise %s, %s", e.ID(), e.Title),
		"You learn to "+e.Objective+".", func() []choice { return choices })
}

// startExercise copies the starter.
func (g *guide) startExercise(desk *workspace.Workspace, e course.Exercise) error {
	folder, err := desk.Start(e, "", "")
	if err != nil {
		return err
	}
	g.say("Your program is in %s. Edit it, then check it.", desk.Short(folder))
	return g.progress.Save()
}

// hint says one more step of the hints.
func (g *guide) hint(desk *workspace.Workspace, e course.Exercise) error {
	steps, of, err := desk.Hint(e)
	if err != nil {
		return err
	}
	g.say("Hint %d of %d:", len(steps), of)
	for line := range strings.Lines(steps[len(steps)-1]) {
		g.say("%s", strings.TrimSuffix(line, "\n"))
	}
	return g.progress.Save()
}

// checkExercise checks the learner's program and says what was found.
func (g *guide) checkExercise(desk *workspace.Workspace, e course.Exercise) error {
	if !desk.Started(e) {
		g.say("You have no program for %s yet. Start it first.", e.ID())
		return nil
	}
	if !check.Supported {
		g.say("Checks need Linux or macOS; on Windows use WSL.")
		return nil
	}
	report, err := check.New(g.runner, g.root).Check(g.ctx, e, check.Submission{
		Folder: desk.Folder(e),
		Begins: func(title string) { g.say("Checking: %s.", title) }}, 1)
	if err != nil {
		g.say("The check could not run, which is not your program's fault.")
		return err
	}
	g.sayReport(report)
	g.progress.Checked(e.ID(), report.Passed, report.FindingName())
	return g.progress.Save()
}

// sayReport says what a check has found.
func (g *guide) sayReport(r check.Report) {
	for _, step := range r.Steps {
		if step.State == check.Skipped {
			g.say("Skipped: %s, because %s.", step.Title, step.Reason)
		}
	}
	if r.Finding == nil {
		g.say("Your program has passed.")
		return
	}
	f := r.Finding
	g.say("Your program has not passed. The failed step: %s.", f.Step)
	g.say("%s", f.Happened)
	for _, row := range [][2]string{{"Sent", f.Sent}, {"Expected", f.Want}, {"Got", f.Got},
		{"Your program printed", strings.Join(f.Output, "; ")},
		{"On standard error", strings.Join(f.Errors, "; ")},
		{"Probable cause", f.Cause}, {"Next", f.Next}, {"Lesson", f.Lesson}} {
		if row[1] != "" {
			g.say("%s: %s", row[0], row[1])
		}
	}
	for _, event := range f.Events {
		if event.Conn == f.Conn {
			g.say("%s.", eventSentence(event))
		}
	}
}
