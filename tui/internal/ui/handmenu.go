package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/wire"
)

// handMenu lists what hands can do with the selected message and its connection. The
// row is the one that was selected when the menu was opened.
type handMenu struct {
	event  wire.Event // without a number: no row was selected
	cursor int
}

// hand is something that hands can do.
type hand struct {
	key   key.Binding
	order string // as one types it; "": anything that is typed
	asks  bool   // the order has an argument, which can be changed
	not   error  // why it is impossible now; nil: it is possible
}

// handled is what the menu is about, as it is now.
type handled struct {
	conn    *connection
	hands   *wire.Hands
	event   wire.Event
	message wire.Message  // the zero value: the row is about nothing that waits
	next    *wire.Message // behind it in its direction; nil: none
}

// openMenu lists what can be done with the selected row, and selects the first thing
// that is possible. The list stays where it is meanwhile.
func (r *runTab) openMenu() {
	event := r.current.eventForHands()
	r.menu = &handMenu{event: event}
	r.menu.cursor = slices.IndexFunc(r.current.handsFor(event),
		func(h hand) bool { return h.not == nil })
	r.current.events.follow = false
	r.setSize(r.width, r.height)
}

// eventForHands returns the event that the menu is about, the selected one. A client that
// sends no more ends at once after its message: while the list follows and has come to
// such an end, it is the first message that waits before the end.
func (r *stageRun) eventForHands() wire.Event {
	event, _ := r.events.selected()
	of := r.handled(event)
	if !r.events.follow || !of.message.End {
		return event
	}
	for _, first := range of.hands.Waiting(wire.Where{Conn: event.Conn, From: of.message.From}) {
		if before, kept := r.events.recording.Event(first.Events[0]); kept {
			return before
		}
	}
	return event
}

func (r *runTab) closeMenu() {
	r.menu = nil
	r.current.events.selectRow(r.current.events.cursor)
	r.setSize(r.width, r.height)
}

// pressMenu handles a key while the menu is open: one that chooses in it, or one that
// moves in it.
func (r *runTab) pressMenu(msg tea.KeyMsg) tea.Cmd {
	all := r.current.handsFor(r.menu.event)
	for _, h := range all {
		if key.Matches(msg, h.key) {
			return r.useHand(h)
		}
	}
	switch {
	case key.Matches(msg, r.keys.enter):
		return r.useHand(all[r.menu.cursor])
	case key.Matches(msg, r.keys.cancel):
		r.closeMenu()
	default:
		r.menu.cursor = movePicked(r.menu.cursor, len(all), msg, r.keys)
	}
	return nil
}

// useHand does what was chosen, or opens the line for the order with its argument.
func (r *runTab) useHand(h hand) tea.Cmd {
	if h.not != nil {
		return notify("not now: %v", h.not)
	}
	of := r.current.handled(r.menu.event)
	r.closeMenu()
	if h.order != "" && !h.asks {
		return r.current.order(h.order, of.event.Conn, of.message.ID)
	}
	r.hands.raw, r.hands.conn, r.hands.held = nil, of.event.Conn, of.message.ID
	command := r.hands.open(nil, h.order)
	if strings.HasSuffix(h.order, `"`) {
		r.hands.field.SetCursor(len([]rune(h.order)) - 1) // within the quotes
	}
	return command
}

// handled finds what an event is about.
func (r *stageRun) handled(event wire.Event) handled {
	of := handled{event: event, hands: r.session.Hands(), conn: r.events.connections.get(event.Conn)}
	waiting := of.hands.Waiting(wire.Where{Conn: event.Conn})
	i := slices.IndexFunc(waiting, func(m wire.Message) bool {
		return slices.Contains(m.Events, event.Number)
	})
	if i < 0 {
		return of
	}
	of.message = waiting[i]
	if i++; i < len(waiting) && waiting[i].From == of.message.From {
		of.next = &waiting[i]
	}
	return of
}

// handsFor returns what hands can do with the message or the connection of an event.
func (r *stageRun) handsFor(event wire.Event) []hand { return r.handled(event).all(r.keys) }

// all returns what hands can do, possible or not.
func (of handled) all(k keyMap) []hand {
	conn, bytes, data := fmt.Sprintf(" #%d", of.event.Conn), of.hasBytes(1), of.message.Data
	where, hold, letGo := conn, k.handHold, k.handLetGo
	if of.openConn() == 0 {
		where = ""
		hold = named(hold, "hold: all that comes waits at the relay")
		letGo = named(letGo, "let go: deliver all that waits and comes")
	}
	return []hand{
		{hold, "hold" + where, false, of.canHold()},
		{k.handStep, "step", false, of.canStep()},
		{letGo, "let go" + where, false, of.canLetGo()},
		{k.handEdit, "edit held " + printable.Quote(data), true, bytes},
		{k.handSplit, fmt.Sprintf("split held at %d", max(1, len(data)/2)), true, of.hasBytes(2)},
		{k.handJoin, "join held", false, of.canJoin()},
		{k.handDelay, "delay held by 1s", true, bytes},
		{k.handDrip, "drip held every 200ms", true, bytes},
		{k.handDrop, "drop" + conn, false, of.isOpen()},
		{k.handEndClient, "shut down client" + conn, false, of.canEnd(wire.Client)},
		{k.handEndServer, "shut down server" + conn, false, of.canEnd(wire.Server)},
		{k.handOrder, "", true, nil},
	}
}

// isOpen returns why nothing can be done with the connection; nil: something can.
func (of handled) isOpen() error {
	switch {
	case of.event.Number == 0:
		return errors.New("no row is selected")
	case of.event.Conn == 0:
		return errors.New("the row has no connection")
	case of.conn.over:
		return fmt.Errorf("#%d is over", of.event.Conn)
	}
	return nil
}

// openConn returns the number of the connection, or 0, which stands for the whole wire,
// if none is open.
func (of handled) openConn() int {
	if of.isOpen() != nil {
		return 0
	}
	return of.event.Conn
}

func (of handled) canHold() error {
	conn := of.openConn()
	for _, side := range []wire.Side{wire.Client, wire.Server} {
		if !slices.Contains(of.hands.Held(wire.Where{Conn: conn, From: side}), conn) {
			return nil
		}
	}
	return fmt.Errorf("%s is held already", wireName(conn))
}

func (of handled) canLetGo() error {
	conn := of.openConn()
	if of.hands.Held(wire.Where{Conn: conn}) == nil && !of.message.Held {
		return fmt.Errorf("%s is not held", wireName(conn))
	}
	return nil
}

func (of handled) canEnd(side wire.Side) error {
	if err := of.isOpen(); err != nil {
		return err
	}
	if of.conn.ended[side] {
		return fmt.Errorf("the %v sends no more", side)
	}
	return nil
}

// waits returns why nothing can be done with the message.
func (of handled) waits() error {
	if err := of.isOpen(); err != nil {
		return err
	}
	if of.message.ID == 0 {
		return errors.New("it does not wait at the relay")
	}
	return nil
}

func (of handled) canStep() error {
	if err := of.waits(); err != nil {
		return err
	}
	if !of.message.Held {
		return errors.New("it is on its way")
	}
	return nil
}

// hasBytes returns why nothing can be done with so many bytes of the message.
func (of handled) hasBytes(atLeast int) error {
	if err := of.waits(); err != nil {
		return err
	}
	switch size := len(of.message.Data); {
	case of.message.End:
		return errors.New("the end has no bytes")
	case size < atLeast:
		return fmt.Errorf("it has fewer than %d bytes", atLeast)
	}
	return nil
}

func (of handled) canJoin() error {
	if err := of.hasBytes(0); err != nil {
		return err
	}
	if of.next == nil || of.next.End {
		return errors.New("no message waits behind it")
	}
	return nil
}

// lines draws the menu in a number of rows.
func (m *handMenu) lines(all []hand, height int, styles styles) []string {
	var lines []string
	first, end := around(m.cursor, len(all), height)
	for i := first; i < end; i++ {
		name, about, _ := strings.Cut(all[i].key.Help().Desc, ": ")
		keyName, about := all[i].key.Help().Key, strings.TrimSpace(about)
		if not := all[i].not; not != nil {
			about = "not now: " + not.Error()
		}
		line := fmt.Sprintf("%s  %-10s %s", keyName, name, about)
		switch {
		case i == m.cursor:
			line = styles.selected.Render(">" + line + " ")
		case all[i].not != nil:
			line = " " + styles.muted.Render(line)
		default:
			line = " " + styles.accent.Render(keyName) + strings.TrimPrefix(line, keyName)
		}
		lines = append(lines, " "+line)
	}
	return lines
}

// title says what the menu is about.
func (m *handMenu) title() string {
	if m.event.Number == 0 {
		return "hands on the wire"
	}
	return strings.TrimSpace("hands on " + connName(m.event.Conn) + " " + excerpt(m.event, 60))
}
