package ui

import (
	"fmt"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/x/ansi"
)

func (r *runTab) bindings() []key.Binding {
	k, run := r.keys, r.current
	switch {
	case r.menu != nil:
		return []key.Binding{named(k.enter, "do it"), named(k.down, "next"), k.cancel}
	case r.hands.isOpen():
		return []key.Binding{named(k.send, "do it"), named(k.cancel, "commands")}
	case r.input.tooLate:
		return []key.Binding{named(k.cancel, "commands")}
	case r.input.isOpen():
		earlier, other := k.earlier, k.otherClient
		earlier.SetEnabled(run.history.any())
		other.SetEnabled(run.clients.othersRun())
		return []key.Binding{k.send, named(k.cancel, "commands"), earlier, other}
	case run.events.bindings(k) != nil:
		return run.listBindings()
	case run.starting:
		return []key.Binding{named(k.client, "client")}
	case run.busy != "":
		return nil
	}
	shown := r.panes.zoom != zoomSecond // the events
	view, filter, search := k.view, named(k.filter, "filter"), k.search
	for _, ofEvents := range []*key.Binding{&view, &filter, &search} {
		ofEvents.SetEnabled(shown)
	}
	var bindings []key.Binding
	if run.namesLine() {
		bindings = append(bindings, named(k.edit, "edit"))
	}
	if run.trouble != nil {
		bindings = append(bindings, named(k.dismiss, "dismiss"))
	}
	if !run.serves() {
		bindings = append(bindings, named(k.start, "start"))
		if len(run.stage.Models) > 0 {
			bindings = append(bindings, k.model)
		}
		return append(append(bindings, r.eventBindings()...), view, filter, search,
			named(k.save, "save"), k.zoom)
	}
	if run.changed {
		bindings = append(bindings, k.restart)
	}
	bindings = append(bindings, named(k.start, "stop"), named(k.client, "client"))
	if client := run.clients.current(); client != nil && client.canType() {
		bindings = append(bindings, named(k.write, "type"))
	}
	if run.stage.WebFlag != "" {
		bindings = append(bindings, k.web)
	}
	return append(append(bindings, r.eventBindings()...), named(k.hands, "hands"),
		filter, view, search, k.zoom)
}

// eventBindings are the keys for the selected event, if there is one and it is shown.
func (r *runTab) eventBindings() []key.Binding {
	events := r.current.events
	if _, found := events.selected(); !found || r.panes.zoom == zoomSecond {
		return nil
	}
	return []key.Binding{named(r.keys.enter, "details"), r.current.codeBinding()}
}

// codeBinding opens the code of the selected event, unless the guide did it itself.
func (r *stageRun) codeBinding() key.Binding {
	event, _ := r.events.selected()
	code := named(r.keys.line, "code")
	code.SetEnabled(stepsOf(event) != nil)
	return code
}

// listBindings are the keys of what is open in place of the list. Beside a detail, one
// can go on to the code.
func (r *stageRun) listBindings() []key.Binding {
	open := r.events.bindings(r.keys)
	if r.events.detail != nil && r.events.stream == nil && !r.events.typing() {
		return slices.Insert(open, 1, r.codeBinding())
	}
	return open
}

func (r *runTab) view() []string {
	run := r.current
	heading, printed := run.outputView()
	shared := r.shared()
	if r.menu != nil {
		_, rows := shared.second()
		heading, printed = r.menu.title(), r.menu.lines(run.handsFor(r.menu.event), rows, r.styles)
	}
	body := shared.view(pane{run.events.summary(), run.events.view(r.styles)},
		pane{heading, printed}, r.styles)
	lines := append([]string{run.status(), run.aside(r.width)},
		body...)
	return append(lines, run.clients.line(r.width, run.rawLine(), r.styles), r.inputLine())
}

// inputLine returns the text field, or what can be done.
func (r *runTab) inputLine() string {
	client, hands := r.current.clients.current(), r.handsState()
	switch {
	case r.hands.isOpen():
		return r.handLineView()
	case r.input.isOpen() || r.input.tooLate:
		return r.field()
	case hands != "":
		return hands
	case client != nil && client.state() == "asking":
		return fmt.Sprintf(" %s: %s", client.name(), client.lastLine()) +
			r.styles.muted.Render("  (i: type it)")
	case client != nil:
		return r.withNext(fmt.Sprintf(" %s: %s", client.name(), client.lastLine()))
	case r.current.starting:
		return r.styles.muted.Render(" c opens a client; it starts when the server is ready")
	case r.current.busy != "":
		return ""
	case r.current.serves():
		return r.withNext(r.styles.muted.Render(" c opens a client; your own clients can connect, too"))
	}
	return r.withNext(r.styles.muted.Render(" s starts the server"))
}

// field returns the text field, with whom it is for and how to leave it.
func (r *runTab) field() string {
	to := r.input.to
	if r.input.tooLate {
		return fmt.Sprintf(" %s has ended. i, up: your line  esc: commands", to.name())
	}
	prompt := " " + to.name() + "> "
	leave := r.styles.muted.Render("  esc: commands")
	room := r.width - ansi.StringWidth(prompt) - ansi.StringWidth(leave)
	return prompt + r.input.view(to.lastLine(), max(1, room), r.styles) + leave
}
