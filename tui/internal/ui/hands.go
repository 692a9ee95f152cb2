package ui

import (
	"errors"
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
	raw  *rawClient // nil: an order
	conn int        // that an order is for which chooses no other; 0: none
	held int        // ID of the message that waits there and the order is for; 0: none
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

// holds reports whether messages stop at the relay.
func (r *stageRun) holds() bool {
	return r.session != nil && r.session.Hands().Holding(wire.Where{})
}

// toggleHold holds everything that crosses the wire, or lets it go.
func (r *stageRun) toggleHold() tea.Cmd {
	hands := r.session.Hands()
	switch {
	case r.holds() && !r.serves():
		hands.LetGo(wire.Where{})
		return notify("the wire is free: the next server gets what comes")
	case r.holds():
		hands.LetGo(wire.Where{})
		return notify("the wire is free: what was held is delivered")
	}
	hands.Hold(wire.Where{})
	if !r.serves() {
		return notify("the wire is held: when a server runs again, messages stop at the relay; p lets go")
	}
	return notify("the wire is held: messages stop at the relay. H says what you can do; p lets all go")
}

// pressHandLine handles a key while the line is open.
func (r *runTab) pressHandLine(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, r.keys.cancel):
		r.hands.close()
	case key.Matches(msg, r.keys.send) && r.hands.raw != nil:
		text := r.hands.field.Value()
		r.hands.set("")
		return r.hands.raw.enter(text)
	case key.Matches(msg, r.keys.send):
		return r.current.order(r.hands.close(), r.hands.conn, r.hands.held)
	default:
		return r.hands.update(msg)
	}
	return nil
}

// order has hands do what was typed for a connection and for a message that waits there;
// 0: for none.
func (r *stageRun) order(text string, conn, held int) tea.Cmd {
	if strings.TrimSpace(text) == "" {
		text = "step"
	}
	o, err := wire.ParseOrder(text)
	if err == nil {
		err = r.session.Hands().DoTo(conn, held, o)
	}
	if errors.Is(err, wire.ErrNothingHeld) {
		return notify("%s: nothing is held; p holds what comes", text)
	}
	if err != nil {
		return notify("%v", err)
	}
	return notify("done: %s", text)
}

// handsState says what hands do to all that comes, and what one can do; "": nothing.
func (r *runTab) handsState() string {
	if r.current.session == nil {
		return ""
	}
	var state []string
	can := "  H, H: clear ends it"
	if r.current.holds() {
		state, can = append(state, "the wire is held"), "  H: step, edit, split …; p lets all go"
	}
	if state = append(state, r.current.session.Hands().Rules()...); len(state) == 0 {
		return ""
	}
	room := r.width - ansi.StringWidth(can)
	return r.styles.bad.Render(ansi.Truncate(" || "+strings.Join(state, "; "), room, "…")) + r.styles.muted.Render(can)
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
