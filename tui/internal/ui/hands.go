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

// heldText says what is held. A held wire holds each connection to come, and most
// likely those that are open.
func heldText(held []int) string {
	if slices.Contains(held, 0) {
		return "the wire is held"
	}
	var names []string
	for _, conn := range held {
		names = append(names, connName(conn))
	}
	if len(names) > 1 {
		return strings.Join(names, ", ") + " are held"
	}
	return names[0] + " is held"
}

// toggleHold holds everything that crosses the wire, or lets it go.
func (r *stageRun) toggleHold() tea.Cmd {
	hands := r.session.Hands()
	switch {
	case r.held() != nil && !r.serves():
		hands.LetGo(wire.Where{})
		return notify("the wire is free: the next server gets what comes")
	case r.held() != nil:
		hands.LetGo(wire.Where{})
		return notify("the wire is free: what was held is delivered")
	}
	hands.Hold(wire.Where{})
	if !r.serves() {
		return notify("the wire is held: messages to the next server will be held; p lets go")
	}
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
	if r.stillHeld(held) {
		return notify("done: %s; it stays held, H %s delivers it", text, r.keys.handStep.Help().Key)
	}
	return notify("done: %s", text)
}

// stillHeld reports whether a message waits for a hand.
func (r *stageRun) stillHeld(message int) bool {
	return slices.ContainsFunc(r.session.Hands().Waiting(wire.Where{}),
		func(m wire.Message) bool { return m.ID == message && m.Held })
}

// handsState says what hands do to what comes, and what one can do; "": nothing.
func (r *runTab) handsState() string {
	if r.current.session == nil {
		return ""
	}
	var state []string
	can := "  H, H: clear ends it"
	if held := r.current.held(); len(held) > 0 {
		state, can = append(state, heldText(held)), "  H: step, edit, split …; p lets all go"
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
	room := max(1, r.width-ansi.StringWidth(prompt)-ansi.StringWidth(leave))
	return prompt + r.hands.view(examples(question, room-1), room, r.styles) + leave
}

// examples returns as many of the examples in a text, with dots between them, as fit.
func examples(text string, width int) string {
	for ansi.StringWidth(text) > width {
		last := strings.LastIndex(text, " · ")
		if last < 0 {
			break
		}
		text = text[:last]
	}
	return text
}
