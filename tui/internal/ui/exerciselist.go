package ui

import (
	"fmt"

	"wallsockets/tui/internal/workspace"
)

// room returns the number of exercises that fit on the screen.
func (x *exercisesTab) room() int { return max(1, x.height-4) }

// list draws the exercises around the chosen one.
func (x *exercisesTab) list() []string {
	lines := []string{" " + x.standing(), ""}
	rows := x.room()
	top := max(0, min(x.chosen-rows/2, len(x.all)-rows))
	for i := top; i < min(len(x.all), top+rows); i++ {
		e := x.all[i]
		mark, style := "  ", x.styles.bold
		if i == x.chosen {
			mark, style = "> ", x.styles.selected
		}
		lines = append(lines, fmt.Sprintf(" %s %s %s %s",
			style.Render(fmt.Sprintf("%s%-4s", mark, e.ID())), x.sign(i),
			x.styles.muted.Render(fmt.Sprintf("%-7s %2d min", e.Kind, e.Minutes)), e.Title))
	}
	return append(lines, "", x.styles.muted.Render(" You learn to "+x.all[x.chosen].Objective))
}

// sign returns the state of an exercise in a column of ten.
func (x *exercisesTab) sign(i int) string {
	if x.running != nil && x.running.exercise.ID() == x.all[i].ID() {
		return x.styles.bold.Render("* checking")
	}
	style := x.styles.muted
	switch x.states[i] {
	case workspace.Passed:
		style = x.styles.good
	case workspace.Started:
		style = x.styles.bold
	}
	return style.Render(fit(workspace.Sign(x.states[i]), 10))
}

// standing says how many exercises are passed, and what is next.
func (x *exercisesTab) standing() string {
	passed := 0
	for _, state := range x.states {
		if state == workspace.Passed {
			passed++
		}
	}
	text := fmt.Sprintf("You have passed %d of %d exercises. ", passed, len(x.all))
	if i := workspace.Next(x.states); i >= 0 {
		next := nextStep{x.all[i].ID() + " " + x.all[i].Title, openMsg{}}
		return text + x.nextWords(next, "", x.width-len(text)-1)
	}
	return text + "That was the last."
}
