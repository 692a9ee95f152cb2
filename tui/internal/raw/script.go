package raw

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"wallsockets/tui/internal/check/script"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/wire"
)

// patience is how long an expected event may take.
const patience = 30 * time.Second

// MaxTimes is how many clients may run a script at the same time.
const MaxTimes = 1000

// Steps is what a script may have, for help pages.
const Steps = `  send "hel"                bytes; \n \r \t \0 \e \\ \" \x2a stand for one, and
                            "a"*300 for many
  drip "hello\n" every 1s   one byte at a time
  half-close                the end of what the client sends
  close, reset              the end of the connection
  pause 2s                  nothing is sent for so long
  silent 2s                 and nothing must come
  expect "text"             exactly these bytes come next
  expect-end                the server closes the connection
  wire hold client          hands on the wire: see serve --help`

// Script is what clients do after they have connected.
type Script struct{ steps []step }

// step is one of: an order to hands, or a verb of package script.
type step struct {
	source string
	order  *wire.Order
	action script.Action
	data   []byte
}

// Parse reads a script, a step a line.
func Parse(lines []string) (Script, error) {
	var s Script
	for _, line := range lines {
		next, err := parseStep(strings.TrimSpace(line))
		if err != nil {
			return Script{}, fmt.Errorf("%s: %w", printable.Text([]byte(line)), err)
		}
		s.steps = append(s.steps, next)
	}
	return s, nil
}

// Sending returns a script that sends these bytes.
func Sending(data []byte) Script {
	send := step{source: "send " + printable.Quote(data), data: data}
	send.action.Verb = "send"
	return Script{[]step{send}}
}

func parseStep(line string) (step, error) {
	if text, ok := strings.CutPrefix(line, "wire "); ok {
		order, err := wire.ParseOrder(strings.TrimSpace(text))
		return step{source: line, order: &order}, err
	}
	verb, _, _ := strings.Cut(line, " ")
	if run[verb] == nil {
		return step{}, errors.New("want send, drip, half-close, close, reset, pause, silent, " +
			"expect, expect-end or wire")
	}
	action, err := script.ParseAction(line)
	if err != nil {
		return step{}, err
	}
	if action.Name != nil {
		return step{}, errors.New("the client has no name here")
	}
	data, err := action.Data.Expand(func(string) (string, bool) { return "", false }, nil)
	if err == nil && data == "" && slices.Contains([]string{"send", "drip", "expect"}, verb) {
		err = errors.New("want text that is not empty")
	}
	return step{source: line, action: action, data: []byte(data)}, err
}

// Orders reports whether the script has hands do something.
func (s Script) Orders() bool {
	for _, step := range s.steps {
		if step.order != nil {
			return true
		}
	}
	return false
}

// run has what each verb does.
var run map[string]func(ctx context.Context, c *Client, s step) error

func init() { // not above, because parseStep reads it
	run = map[string]func(ctx context.Context, c *Client, s step) error{
		"send": func(_ context.Context, c *Client, s step) error { return c.Send(s.data) },
		"drip": drip,
		"half-close": func(_ context.Context, c *Client, _ step) error {
			return c.HalfClose()
		},
		"close": func(_ context.Context, c *Client, _ step) error { c.Close(); return nil },
		"reset": func(_ context.Context, c *Client, _ step) error { c.Reset(); return nil },
		"pause": func(ctx context.Context, _ *Client, s step) error {
			pause(ctx, s.action.Time)
			return nil
		},
		"silent":     silent,
		"expect":     expect,
		"expect-end": expectEnd,
	}
}

// drip sends a byte at a time, until the server closes.
func drip(ctx context.Context, c *Client, s step) error {
	for i := range s.data {
		if i > 0 {
			pause(ctx, s.action.Time)
		}
		if err := c.Send(s.data[i : i+1]); err != nil {
			return fmt.Errorf("after %d bytes: %w", i, err)
		}
	}
	return nil
}

// silent waits, and fails if anything comes.
func silent(ctx context.Context, c *Client, s step) error {
	ctx, cancel := context.WithTimeout(ctx, s.action.Time)
	defer cancel()
	data, err := c.wait(ctx, func(data []byte) (int, bool) { return len(data), len(data) > 0 })
	switch {
	case err == nil:
		return fmt.Errorf("got %s", printable.Quote(data))
	case errors.Is(err, errTime):
		return nil
	}
	return err
}

func expect(ctx context.Context, c *Client, s step) error {
	ctx, cancel := context.WithTimeout(ctx, within(s))
	defer cancel()
	got, err := c.wait(ctx, func(data []byte) (int, bool) {
		size := min(len(data), len(s.data))
		return size, size == len(s.data) || !bytes.HasPrefix(s.data, data)
	})
	if err == nil && !bytes.Equal(got, s.data) {
		rest, _ := c.Take()
		got = append(bytes.Clone(got), rest...)
		err = errors.New("other bytes came")
	}
	if err != nil {
		return fmt.Errorf("%w; got %s", err, printable.Quote(got))
	}
	return nil
}

func expectEnd(ctx context.Context, c *Client, s step) error {
	ctx, cancel := context.WithTimeout(ctx, within(s))
	defer cancel()
	_, err := c.wait(ctx, func([]byte) (int, bool) { return 0, false })
	if _, end := c.Take(); errors.Is(end, io.EOF) {
		return nil
	}
	return err
}

func within(s step) time.Duration {
	if s.action.Time > 0 {
		return s.action.Time
	}
	return patience
}

// Target is the server of a script, behind a tap.
type Target struct {
	Address   wire.Address
	Hands     *wire.Hands
	Recording *wire.Recording
}

// Run connects and runs a script, so many times at once. After its last step a
// client waits until the server has closed its connection, or closes it if the
// context ends. It returns the first error.
func (s Script) Run(ctx context.Context, target Target, times int) error {
	errs := make([]error, times)
	var clients sync.WaitGroup
	for i := range times {
		clients.Go(func() { errs[i] = s.once(ctx, target) })
	}
	clients.Wait()
	failed, first := 0, error(nil)
	for _, err := range errs {
		if err != nil {
			failed++
			first = cmp.Or(first, err)
		}
	}
	if failed > 1 {
		return fmt.Errorf("%d of %d clients failed, the first so: %w", failed, times, first)
	}
	return first
}

// once runs a script once.
func (s Script) once(ctx context.Context, target Target) error {
	c, err := Dial(ctx, target.Address)
	if err != nil {
		return err
	}
	defer c.Close()
	// A server that does not read holds a send for ever.
	defer context.AfterFunc(ctx, c.giveUp)()
	for _, step := range s.steps {
		if step.order != nil {
			err = target.do(ctx, *step.order)
		} else {
			err = run[step.action.Verb](ctx, c, step)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", printable.Text([]byte(step.source)), err)
		}
	}
	for {
		if _, end := c.Take(); end != nil {
			return nil
		}
		select {
		case <-c.Updates():
		case <-ctx.Done():
			return nil
		}
	}
}

// do has hands do something, as soon as the message or the connection that this needs is
// there.
func (t Target) do(ctx context.Context, order wire.Order) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		updates := t.Recording.Updates(t.Recording.Dropped() + t.Recording.Len())
		err := t.Hands.Do(order)
		if !errors.Is(err, wire.ErrNothingHeld) && !errors.Is(err, wire.ErrNoConnection) {
			return err
		}
		select {
		case <-updates:
		case <-ctx.Done():
			return err
		}
	}
}
