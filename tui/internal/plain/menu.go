package plain

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"wallsockets/tui/internal/course"
)

// errBack goes back to the previous menu.
var errBack = errors.New("back")

// choice is a numbered line of a menu.
type choice struct {
	text string
	do   func() error
	// opens is set if do has a menu of its own; then these are listed again.
	opens bool
}

// menu asks the user to choose until a choice goes back. It lists the choices
// first and when the user asks: hearing a long list each time is tedious.
func (g *guide) menu(name, help string, choices func() []choice) error {
	g.list(name, choices())
	for {
		count := len(choices())
		answer, err := g.ask(fmt.Sprintf(
			"%s. Type 1 to %d, h for help or q to quit:", name, count))
		if err != nil {
			return err
		}
		switch answer = strings.TrimSpace(answer); answer {
		case "":
			continue
		case "q":
			return errQuit
		case "h":
			g.say("%s", help)
			g.list(name, choices())
			continue
		}
		number, err := strconv.Atoi(answer)
		if err != nil || number < 1 || number > count {
			g.say("There is no choice %q.", answer)
			continue
		}
		chosen := choices()[number-1]
		switch err := chosen.do(); {
		case errors.Is(err, errBack):
			return nil
		case errors.Is(err, errQuit):
			return err
		case err != nil:
			g.sayError(err)
		}
		if chosen.opens {
			g.list(name, choices())
		}
	}
}

// list writes the choices.
func (g *guide) list(name string, choices []choice) {
	g.say("")
	g.say("%s:", name)
	for i, choice := range choices {
		g.say("%d. %s", i+1, choice.text)
	}
}

func goBack() error { return errBack }

// chooseParts is the first menu.
func (g *guide) chooseParts() error {
	choices := func() []choice {
		var choices []choice
		for _, stage := range course.Stages {
			choices = append(choices, choice{
				text:  fmt.Sprintf("%s: %s%s", stage.Title, stage.Idea, g.marks(stage)),
				do:    func() error { return g.openPart(stage) },
				opens: true,
			})
		}
		return choices
	}
	return g.menu("The parts", "Begin with part 1: each part grows from the one "+
		"before. In each you can read the lesson, read the code, and run it.", choices)
}

// marks says what the learner has done in a part.
func (g *guide) marks(stage course.Stage) string {
	marks := ""
	if g.progress.Read[stage.ID] {
		marks += ". You have read it"
	}
	if g.progress.Ran[stage.ID] {
		marks += ". You have run it"
	}
	return marks
}

// openPart is the menu of a part.
func (g *guide) openPart(stage course.Stage) error {
	name := fmt.Sprintf("Part %d, %s", stage.Number, stage.Title)
	g.say("")
	g.say("%s: %s. What it adds:", name, stage.Idea)
	for _, addition := range stage.Adds {
		g.say("- %s", addition)
	}
	choices := []choice{
		{text: "Read the lesson", do: func() error { return g.readLesson(stage) }},
		{text: "Show the code", opens: true,
			do: func() error { return g.showCode(stage) }},
		{text: "Run it", opens: true, do: func() error { return g.run(stage) }},
		{text: "Do its exercises", opens: true, do: func() error { return g.exercises(stage) }},
		{text: "Try what the lesson tells you to try", opens: true,
			do: func() error { return g.tries(stage) }},
		{text: "Run its labs", opens: true, do: func() error { return g.labs(stage) }},
		{text: "Back to the parts", do: goBack},
	}
	return g.menu(name, "The lesson explains the code; run it to see what it does.",
		func() []choice { return choices })
}
