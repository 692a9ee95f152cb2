package check

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"wallsockets/tui/internal/check/script"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/wire"
)

func (sc *scope) pause(a script.Action, _ string) error {
	sc.wait(a.Time)
	return nil
}

// atOnce does the block n times at the same time. Each has its own connections.
func (sc *scope) atOnce(a script.Action, _ string) error {
	n, err := sc.number(a, 0)
	if err != nil {
		return err
	}
	if n > 10_000 {
		return fmt.Errorf("%d at once are too many", n)
	}
	results := make([]error, n)
	var all sync.WaitGroup
	for i := range results {
		inner := sc.child(i)
		all.Go(func() { results[i] = inner.doAll(a.Block) })
	}
	all.Wait()
	var first *failure
	failed := 0
	for _, err := range results {
		var f *failure
		switch {
		case err == nil:
			continue
		case !errors.As(err, &f):
			return err
		}
		failed++
		if first == nil {
			first = f
		}
	}
	if first == nil {
		return nil
	}
	first.failed = failed
	first.text = fmt.Sprintf("This happened to %d of %d: %s", failed, n, first.text)
	return first
}

// repeat does the block n times, one after the other.
func (sc *scope) repeat(a script.Action, _ string) error {
	n, err := sc.number(a, 0)
	if err != nil {
		return err
	}
	defer sc.restore("i")()
	for i := range n {
		sc.vars["i"] = strconv.FormatInt(i, 10)
		if err := sc.doAll(a.Block); err != nil {
			return err
		}
	}
	return nil
}

// restore returns a function that gives variables their values back.
func (sc *scope) restore(names ...string) func() {
	old := make(map[string]string)
	for _, name := range names {
		if value, ok := sc.vars[name]; ok {
			old[name] = value
		}
	}
	return func() {
		for _, name := range names {
			delete(sc.vars, name)
			if value, ok := old[name]; ok {
				sc.vars[name] = value
			}
		}
	}
}

// cuts does the block for each place at which the text can be cut in two.
func (sc *scope) cuts(a script.Action, _ string) error {
	data, err := sc.expand(a.Data)
	if err != nil {
		return err
	}
	defer sc.restore("head", "tail", "i")()
	for i := 1; i < len(data); i++ {
		sc.vars["head"], sc.vars["tail"], sc.vars["i"] = data[:i], data[i:], strconv.Itoa(i)
		if err := sc.doAll(a.Block); err != nil {
			return err
		}
	}
	return nil
}

// within does the block, which must be done in time.
func (sc *scope) within(a script.Action, _ string) error {
	outer := sc.deadline
	end := sc.run.clock.in(a.Time)
	if outer == 0 || end < outer {
		sc.deadline = end
	}
	err := sc.doAll(a.Block)
	sc.deadline = outer
	var f *failure
	switch {
	case errors.As(err, &f) && f.end == timeout:
		f.text = strings.TrimSuffix(f.text, ".") + fmt.Sprintf(" within %v.", a.Time)
		return f
	case err == nil && sc.run.clock.passed(end):
		return &failure{problem: "too-slow", end: timeout,
			text: fmt.Sprintf("It took longer than %v.", a.Time)}
	}
	return err
}

// tryConnect tries to connect once it is known that the program listens, and sets
// the variable: connected, refused or timeout. It never fails the program.
func (sc *scope) tryConnect(a script.Action, name string) error {
	limit := sc.until(a.Time)
	p, address := sc.run.program(""), sc.address()
	var outcome string
	for outcome == "" {
		c, err := net.DialTimeout(wire.AddressOf(address).Network, address, sc.run.clock.left(limit))
		switch {
		case err == nil:
			outcome = connected
			sc.add(name, sc.run.newConn(c, wire.Server))
			sc.run.reached(p, address)
		case isTimeout(err):
			outcome = timeout
		case p != nil && !p.ended() && !sc.run.listens(p, address) && again(err):
			time.Sleep(retryTime) // it is not ready yet
			limit = sc.until(a.Time)
		case isRefused(err), errors.Is(err, fs.ErrPermission):
			outcome = refused
		default:
			return cannotConnect(address, err, false)
		}
		if sc.run.ctx.Err() != nil {
			return nil
		}
	}
	return sc.setOutcome(a, outcome)
}

// observe sets the variable to what happens next on a connection: answered, closed,
// reset or waits.
func (sc *scope) observe(a script.Action, name string) error {
	c, err := sc.conn(name)
	if err != nil {
		return err
	}
	outcome := c.end
	if len(c.rest()) == 0 && outcome == "" {
		outcome = c.read(sc.until(a.Time))
	}
	switch {
	case len(c.rest()) > 0:
		outcome = answered
		c.collect()
		c.seen = len(c.all)
	case outcome == timeout:
		outcome = waits
	}
	return sc.setOutcome(a, outcome)
}

// setOutcome sets a variable and counts the outcome: {queue.connected} is how often
// {queue} was connected.
func (sc *scope) setOutcome(a script.Action, outcome string) error {
	name, err := sc.word(a, 0)
	if err != nil {
		return err
	}
	sc.vars[name] = outcome
	sc.run.mu.Lock()
	defer sc.run.mu.Unlock()
	if sc.run.tally[name] == nil {
		sc.run.tally[name] = make(map[string]int)
	}
	sc.run.tally[name][outcome]++
	return nil
}

// predict compares the learner's answer to a question with what happens.
func (sc *scope) predict(a script.Action, _ string) error {
	key, err := sc.word(a, 0)
	if err != nil {
		return err
	}
	want, err := sc.expand(a.Test.Want)
	if err != nil {
		return err
	}
	answer := sc.run.submitted.answers[key]
	ok, err := passes(*a.Test, []byte(answer), strings.ToLower(want))
	if ok || err != nil {
		return err
	}
	shown := printable.Text([]byte(answer))
	possible := outcomesWith(want)
	switch {
	case answer == "":
		return &failure{problem: "no-prediction",
			text: fmt.Sprintf("answers.txt has no value for %s.", key)}
	case possible != nil && !slices.Contains(possible, answer):
		return &failure{problem: "no-such-answer", text: fmt.Sprintf(
			"%s = %s is not one of the answers that are possible: %s.", key, shown,
			strings.Join(possible, ", "))}
	}
	return &failure{problem: "prediction", got: []byte(answer), hasGot: true, value: answer,
		want: describe(*a.Test, want),
		text: fmt.Sprintf("You predict %s = %s; here it is another value.", key, shown)}
}

// outcomes are what may become of a connection: of one that is tried, and of one that
// is observed.
var outcomes = [][]string{{connected, refused, timeout}, {answered, closed, reset, waits}}

const (
	connected = "connected"
	answered  = "answered"
	waits     = "waits"
)

// outcomesWith returns the outcomes that an outcome is one of; nil if it is none.
func outcomesWith(one string) []string {
	for _, all := range outcomes {
		if slices.Contains(all, one) {
			return all
		}
	}
	return nil
}
