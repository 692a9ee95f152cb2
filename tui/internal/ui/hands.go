package ui

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/wire"
)

// handLine is the line below a run in which one types an order for hands on the
// wire, or what the raw client sends.
type handLine struct {
	*input
	raw     *rawClient // nil: an order
	message int        // that an order about what is held is for; 0: the one held longest
}

// pressHands handles the keys that hold the wire, and that open the menu of hands or
// the line for the raw client.
func (r *runTab) pressHands(msg tea.KeyMsg) tea.Cmd {
	run := r.current
	switch {
	case run.session == nil, key.Matches(msg, r.keys.raw) && !run.serves():
		return notify("there is no server: s starts it")
	case key.Matches(msg, r.keys.hold):
		return run.toggleHold()
	case key.Matches(msg, r.keys.hands):
		r.openMenu()
		return nil
	}
	r.hands.raw = run.rawClient()
	return r.hands.open(nil, "")
}

// held returns the connections whose messages stop at the relay, with 0 for those to
// come.
func (r *stageRun) held() []int {
	if r.session == nil {
		return nil
	}
	return r.session.Hands().Held(wire.Where{})
}

// wireName is what sentences call a connection, or the whole wire, which is 0.
func wireName(conn int) string { return cmp.Or(connName(conn), "the wire") }

// heldLine says what is held, and which keys are for that. A held wire holds each
// connection to come, and most likely those that are open.
func (r *stageRun) heldLine(held []int) string {
	what := "the wire is"
	if !slices.Contains(held, 0) {
		var names []string
		for _, conn := range held {
			names = append(names, connName(conn))
		}
		what = strings.Join(names, ", ") + " is"
		if len(names) > 1 {
			what = strings.Join(names, ", ") + " are"
		}
	}
	return r.styles.bad.Render(" || "+what+" held") +
		r.styles.muted.Render("  H: step, edit, split …; p lets all go")
}

// toggleHold holds everything that crosses the wire, or lets it go.
func (r *stageRun) toggleHold() tea.Cmd {
	hands := r.session.Hands()
	if r.held() != nil {
		hands.LetGo(wire.Where{})
		return notify("the wire is free: what was held is delivered")
	}
	hands.Hold(wire.Where{})
	return notify("the wire is held: H says what you can do, p lets all go")
}

// pressHandLine handles a key while the line is open.
func (r *runTab) pressHandLine(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, r.keys.cancel):
		r.hands.close()
	case key.Matches(msg, r.keys.send) && r.hands.raw != nil:
		text := r.hands.field.Value()
		r.hands.set("")
		r.current.events.showNewest()
		return r.hands.raw.enter(text)
	case key.Matches(msg, r.keys.send):
		return r.current.order(r.hands.close(), r.hands.message)
	default:
		return r.hands.update(msg)
	}
	return nil
}

// order has hands do what was typed. An order about what is held is for that message,
// or if it is 0 for the one that is held longest.
func (r *stageRun) order(text string, message int) tea.Cmd {
	if strings.TrimSpace(text) == "" {
		text = "step"
	}
	o, err := wire.ParseOrder(text)
	switch hands := r.session.Hands(); {
	case err != nil:
	case message == 0:
		err = hands.Do(o)
	default:
		err = hands.DoTo(message, o)
	}
	if errors.Is(err, wire.ErrNothingHeld) {
		return notify("%s: nothing is held; p holds what comes", text)
	}
	if err != nil {
		return notify("%v", err)
	}
	if r.stillHeld(message) {
		return notify("done: %s; it stays held, H %s delivers it", text, r.keys.handStep.Help().Key)
	}
	return notify("done: %s", text)
}

// stillHeld reports whether a message waits for a hand.
func (r *stageRun) stillHeld(message int) bool {
	return slices.ContainsFunc(r.session.Hands().Waiting(wire.Where{}),
		func(m wire.Message) bool { return m.ID == message && m.Held })
}

// handLineView returns the line with its prompt.
func (r *runTab) handLineView() string {
	prompt := " on the wire: "
	question := `enter: step · split held at 3 · edit held "b" · drip server every 1s · drop · clear`
	if r.hands.raw != nil {
		prompt, question = " raw> ", `hel · lo\n · \0 · /half-close · /reset · /close · /at-once 50 lo\n`
	}
	leave := r.styles.muted.Render("  esc: commands")
	room := r.width - ansi.StringWidth(prompt) - ansi.StringWidth(leave)
	return prompt + r.hands.view(question, max(1, room), r.styles) + leave
}
