package plain

import (
	"fmt"
	"strings"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/lab"
	"wallsockets/tui/internal/lab/experiment"
)

// labs lets the user choose among the labs that the lesson of a part links.
func (g *guide) labs(stage course.Stage) error {
	choices := func() []choice {
		var choices []choice
		for _, one := range lab.All() {
			if !one.LinkedFrom(stage) {
				continue
			}
			text := one.Name + ", " + one.Title
			if verdict := lab.Last(g.progress, one); verdict != "" {
				text += ". You have run it: " + verdict
			}
			choices = append(choices, choice{text: text, do: func() error { return g.lab(one) }})
		}
		return append(choices, choice{text: "Back to the part", do: goBack})
	}
	return g.menu(fmt.Sprintf("The labs of part %d", stage.Number),
		"A lab is an experiment that shows whether a claim is so on this machine. It asks first "+
			"what you expect.", choices)
}

// lab asks what the user expects, makes the experiment, and says what it has found.
func (g *guide) lab(one experiment.Lab) error {
	guess, err := g.predict(one)
	if err != nil {
		return err
	}
	g.say("The lab is running. It takes at most ten seconds, besides compilers.")
	said := make(map[string]bool)
	result := lab.Run(g.ctx, g.runner, g.root, one, func(step string) {
		if !said[step] { // one that is repeated is heard once
			g.say("It does this: %s.", step)
		}
		said[step] = true
	})
	for _, line := range lab.Sentences(result, guess) {
		g.say("%s", line)
	}
	if !result.Ran() {
		return nil
	}
	g.say("%s", lab.Where(one, g.root))
	lab.Keep(g.progress, result, guess)
	return g.progress.Save()
}

// predict asks for a choice until it gets one or an empty line, which is none: 0.
func (g *guide) predict(one experiment.Lab) (int, error) {
	g.say("%s", one.Ask)
	for i, text := range one.Choices {
		g.say("%c. %s", lab.Letters[i], text)
	}
	for {
		answer, err := g.ask(fmt.Sprintf("What do you expect? Type a to %c, or enter for no prediction:",
			lab.Letters[len(one.Choices)-1]))
		if err != nil {
			return 0, err
		}
		answer = strings.TrimSpace(answer)
		if guess := lab.ChoiceOf(one, answer); guess > 0 || answer == "" {
			return guess, nil
		}
		g.say("There is no choice %q.", answer)
	}
}
