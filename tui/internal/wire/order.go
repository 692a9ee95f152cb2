package wire

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"wallsockets/tui/internal/printable"
)

// Orders is what ParseOrder reads, for help pages.
const Orders = `  hold client              what the client sends stops at the relay
  let go client            it is delivered, and what comes passes again
  split client at 3        each message in two, after 3 bytes
  join client 2            each two messages in one
  edit client "a" to "b"   each a becomes b, unless more than 64 KiB come of it
  delay server by 1s       each message comes later
  drip server every 200ms  one byte at a time
  clear                    ends all of these
  step                     delivers the message that is held longest
  split held at 3          changes that message; also: join held,
                           edit held "b", delay held by 1s, drip held every 1s
  shut down client         tells the server that the client sends no more
  drop client              resets the connection to the client; drop: to both

client, server and #2 (a connection) choose; without them it is for all, and
shut down and drop are for the newest connection.`

// Order is something that hands are told to do.
type Order struct {
	verb  string
	where Where
	held  bool // it is about the message that is held longest
	rule  Rule
}

// Lasts reports whether the order is about all that comes, and needs neither a
// certain connection nor a message that is held nor, as hold does, another order later.
func (o Order) Lasts() bool {
	return o.where.Conn == 0 && !o.held && (o.rule.Act != 0 || o.verb == "clear")
}

// ParseOrder reads an order, as Orders has them.
func ParseOrder(text string) (Order, error) {
	p := &orderParser{rest: text}
	o := Order{verb: p.word()}
	if second := p.peek(); o.verb == "let" && second == "go" ||
		o.verb == "shut" && second == "down" {
		o.verb += " " + p.word()
	}
	o.held = o.verb == "step"
	for more := true; more; {
		more = p.where(&o)
	}
	p.arguments(&o)
	if p.err == nil && strings.TrimSpace(p.rest) != "" {
		p.fail("want nothing more, got %s", printable.Quote([]byte(p.rest)))
	}
	if p.err == nil {
		p.err = o.check()
	}
	if p.err != nil {
		return Order{}, fmt.Errorf("%s: %w", printable.Text([]byte(text)), p.err)
	}
	return o, nil
}

// check returns an error for an order that makes no sense.
func (o Order) check() error {
	switch {
	case o.held && o.rule.Act == 0 && o.verb != "step":
		return fmt.Errorf("%s and held exclude each other: held is one message, and %s is for "+
			"a connection", o.verb, o.verb)
	case o.verb == "shut down" && o.where.From == Neither:
		return errors.New("want client or server")
	case o.rule.Act == 0:
		return nil
	case o.held:
		return o.rule.check()
	}
	return o.rule.checkAlways()
}

// orderParser reads an order from left to right and keeps the first error.
type orderParser struct {
	rest string
	err  error
}

func (p *orderParser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf(format, args...)
	}
}

// peek returns the next word, or "" at the end.
func (p *orderParser) peek() string {
	word, _, _ := strings.Cut(strings.TrimLeft(p.rest, " "), " ")
	return word
}

func (p *orderParser) word() string {
	word, rest, _ := strings.Cut(strings.TrimLeft(p.rest, " "), " ")
	p.rest = rest
	return word
}

func (p *orderParser) words(want string) {
	if got := p.word(); got != want {
		p.fail("want %q, got %s", want, printable.Quote([]byte(got)))
	}
}

// where reads a word that chooses messages, and reports whether there was one.
func (p *orderParser) where(o *Order) bool {
	word := p.peek()
	switch number, ok := strings.CutPrefix(word, "#"); {
	case word == Client.String():
		p.side(o, Client)
	case word == Server.String():
		p.side(o, Server)
	case word == "held":
		o.held = true
	case ok:
		conn, err := strconv.Atoi(number)
		if err != nil || conn < 1 {
			p.fail("want a connection such as #2, got %s", printable.Quote([]byte(word)))
		}
		if before := o.where.Conn; before != 0 && before != conn {
			p.fail("#%d and #%d exclude each other: want one connection, or none for all",
				before, conn)
		}
		o.where.Conn = conn
	default:
		return false
	}
	p.word()
	return true
}

// side chooses what a side sends.
func (p *orderParser) side(o *Order, side Side) {
	if o.where.From == side.other() {
		p.fail("client and server exclude each other: want one of them, or none for both")
	}
	o.where.From = side
}

// arguments reads what follows in an order.
func (p *orderParser) arguments(o *Order) {
	switch o.verb {
	case "hold", "let go", "clear", "step", "shut down", "drop":
	case "split":
		p.words("at")
		o.rule = Rule{Act: Split, At: p.number()}
	case "join":
		o.rule = Rule{Act: Joined}
		if !o.held {
			o.rule.Count = p.number()
		}
	case "edit":
		o.rule = Rule{Act: Edited, New: p.quoted()}
		if !o.held {
			p.words("to")
			o.rule.Old, o.rule.New = o.rule.New, p.quoted()
		}
	case "delay":
		p.words("by")
		o.rule = Rule{Act: Delayed, Pause: p.duration()}
	case "drip":
		p.words("every")
		o.rule = Rule{Act: Dripped, Pause: p.duration()}
	default:
		p.fail("there is no %s; want hold, let go, split, join, edit, delay, drip, clear, "+
			"step, shut down or drop", printable.Quote([]byte(o.verb)))
	}
}

func (p *orderParser) number() int {
	word := p.word()
	n, err := strconv.Atoi(word)
	if err != nil {
		p.fail("want a number, got %s", printable.Quote([]byte(word)))
	}
	return n
}

func (p *orderParser) duration() time.Duration {
	word := p.word()
	d, err := time.ParseDuration(word)
	if err != nil {
		p.fail("want a time such as 200ms, got %s", printable.Quote([]byte(word)))
	}
	return d
}

// quoted reads a text in double quotes.
func (p *orderParser) quoted() []byte {
	text := strings.TrimLeft(p.rest, " ")
	if !strings.HasPrefix(text, `"`) {
		p.fail("want text in double quotes, got %s", printable.Quote([]byte(text)))
		return nil
	}
	end := 1
	for end < len(text) && text[end] != '"' {
		if text[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(text) {
		p.fail("the quote does not end")
		return nil
	}
	data, err := printable.Unescape(text[1:end])
	if err != nil {
		p.fail("%w", err)
	}
	p.rest = text[end+1:]
	return data
}

// Do carries out an order. It returns ErrNothingHeld if the order needs a message
// that is held and there is none yet, and ErrNoConnection if it needs a connection that
// has not come yet.
func (h *Hands) Do(o Order) error {
	if number := o.where.Conn; number != 0 {
		if err := h.conn(number, func(*conn) {}); err != nil {
			return err
		}
	}
	switch {
	case o.held:
		return h.doTo(h.longest(o.where), o)
	case o.rule.Act != 0:
		return h.Always(o.where, o.rule)
	}
	switch o.verb {
	case "hold":
		h.Hold(o.where)
	case "let go":
		h.LetGo(o.where)
	case "clear":
		h.Clear(o.where)
	case "shut down":
		return h.ShutDown(h.chosen(o.where), o.where.From)
	case "drop":
		return h.Drop(h.chosen(o.where), o.where.From)
	}
	return nil
}

// DoTo carries out an order that was given for a connection and for a message of it
// that waits; 0: for none. An order that chooses neither itself is for these. It returns
// ErrNothingHeld if the message does not wait any more.
func (h *Hands) DoTo(conn, id int, o Order) error {
	switch {
	case o.held && id != 0 && o.where == (Where{}):
		return h.doTo(id, o)
	case o.where.Conn == 0 && (o.held || o.verb == "drop" || o.verb == "shut down"):
		o.where.Conn = conn
	}
	return h.Do(o)
}

// doTo carries out an order about a message that is held.
func (h *Hands) doTo(id int, o Order) error {
	if o.verb == "step" {
		return h.Step(id)
	}
	return h.Change(id, o.rule)
}

// longest returns the ID of the message that is held longest; 0: none is held.
func (h *Hands) longest(where Where) int {
	oldest := 0
	for _, m := range h.Waiting(where) {
		if m.First && m.Held && (oldest == 0 || m.ID < oldest) {
			oldest = m.ID
		}
	}
	return oldest
}

// chosen returns the connection that where names, or else the newest.
func (h *Hands) chosen(where Where) int {
	if where.Conn != 0 {
		return where.Conn
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	newest := 0
	for number := range h.conns {
		newest = max(newest, number)
	}
	return newest
}
