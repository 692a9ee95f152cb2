package ui

import (
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/workspace"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// pressWork handles a key that works on the chosen exercise.
func (x *exercisesTab) pressWork(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, x.keys.doNext) && !x.open:
		return x.openNext()
	case key.Matches(msg, x.keys.begin):
		return x.begin()
	case key.Matches(msg, x.keys.language):
		return x.nextLanguage()
	case key.Matches(msg, x.keys.check):
		return x.startCheck(false)
	case key.Matches(msg, x.keys.watch):
		return x.startCheck(true)
	case key.Matches(msg, x.keys.hint):
		return x.hint()
	case key.Matches(msg, x.keys.diff):
		return x.toggle(x.keys.diff, x.changes)
	case key.Matches(msg, x.keys.solution):
		return x.toggle(x.keys.solution, x.solution)
	case key.Matches(msg, x.keys.compare):
		return x.toggle(x.keys.compare, x.comparison)
	case key.Matches(msg, x.keys.reset):
		return x.askReset()
	case key.Matches(msg, x.keys.edit):
		return x.edit()
	}
	return nil
}

func (x *exercisesTab) bindings() []key.Binding {
	k := x.keys
	if len(x.all) == 0 {
		return nil
	}
	if x.asking {
		return []key.Binding{bind("begin again", "y"), bindAs("any other key", "no", "n")}
	}
	if x.talk != nil {
		if open := x.talk.events.bindings(k); open != nil {
			return open
		}
		return []key.Binding{k.cancel, k.view, k.hex, named(k.zoom, "events, code or both"),
			named(k.check, "check"), named(k.edit, "edit")}
	}
	e, work := x.current()
	bindings := []key.Binding{k.enter}
	if x.open {
		bindings = []key.Binding{k.cancel}
	}
	if !x.desk.Started(e) {
		bindings = append(bindings, named(k.begin, "start"))
		if len(course.Languages(x.root, e)) > 1 {
			bindings = append(bindings, named(k.language, "language"))
		}
		return append(bindings, named(k.hint, "hint"))
	}
	if x.running != nil {
		bindings = append(bindings, named(k.check, "stop"))
	} else {
		bindings = append(bindings, named(k.check, "check"))
	}
	if x.open && work.report != nil && work.report.Finding != nil {
		bindings = append(bindings, named(k.enter, "events"))
	}
	if x.desk.State(e) == workspace.Passed {
		bindings = append(bindings, named(k.solution, "solution"), named(k.compare, "compare"))
	}
	if x.running == nil {
		bindings = append(bindings, named(k.watch, "watch"))
	}
	return append(bindings, named(k.edit, "edit"), named(k.hint, "hint"), named(k.diff, "diff"),
		named(k.reset, "begin again"))
}

// named returns the binding with help as its description, which the footer shows.
func named(binding key.Binding, help string) key.Binding {
	binding.SetHelp(binding.Help().Key, help)
	return binding
}
