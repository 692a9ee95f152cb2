package check

import (
	"bytes"
	"errors"
	"fmt"

	"wallsockets/tui/internal/check/script"
)

func (sc *scope) expect(a script.Action, name string) error {
	c, want, err := sc.connAndData(a, name)
	if err != nil {
		return err
	}
	return orNil(c.expect([]byte(want), sc.until(a.Time)))
}

// orNil turns a nil failure into a nil error.
func orNil(f *failure) error {
	if f == nil {
		return nil
	}
	return f
}

// expectLine reads a line and judges it without its newline.
func (sc *scope) expectLine(a script.Action, name string) error {
	c, err := sc.conn(name)
	if err != nil {
		return err
	}
	until := sc.until(a.Time)
	for {
		line, _, complete := bytes.Cut(c.rest(), []byte{'\n'})
		if complete {
			got := bytes.TrimSuffix(line, []byte{'\r'})
			if err := sc.judge(a, c, got, "wrong-bytes", "The line differs from what was expected."); err != nil {
				return err
			}
			c.seen += len(line) + 1
			return nil
		}
		if end := c.read(until); end != "" {
			f := c.failure(end)
			want, err := sc.expand(a.Test.Want)
			f.want = "a line: " + describe(*a.Test, want)
			return errors.Join(orNil(f), err)
		}
	}
}

// expectRest reads to the end and judges everything.
func (sc *scope) expectRest(a script.Action, name string) error {
	c, err := sc.conn(name)
	if err != nil {
		return err
	}
	until := sc.until(a.Time)
	end := ""
	for end == "" {
		end = c.read(until)
	}
	err = sc.judge(a, c, c.rest(), "", "")
	failed := new(failure)
	switch {
	case errors.As(err, &failed):
		how := c.failure(end)
		how.want, how.bytes = failed.want, failed.bytes
		if end == closed && len(how.got) > 0 {
			how.problem, how.text = "wrong-bytes", "The answer differs from what was expected."
		}
		return how
	case err != nil:
		return err
	case end != closed:
		f := c.failure(end)
		f.want = "the end of the stream"
		if end == timeout {
			f.problem, f.text = "still-open", "The answer came, but the connection is still open."
		}
		return f
	}
	c.seen = len(c.all)
	return nil
}

// judge applies an action's test to data from a connection.
func (sc *scope) judge(a script.Action, c *conn, data []byte, problem, text string) error {
	want, err := sc.expand(a.Test.Want)
	if err != nil {
		return err
	}
	ok, err := passes(*a.Test, data, want)
	if ok || err != nil {
		return err
	}
	f := &failure{problem: problem, text: text, conn: c.number, sent: c.sent, said: c.said.String(),
		got: bytes.Clone(data), all: c.all, hasGot: true, want: describe(*a.Test, want)}
	if a.Test.Kind == "is" && !a.Test.Not {
		f.bytes = []byte(want)
	}
	return f
}

// expectEnd expects that the other side closes and sends nothing more.
func (sc *scope) expectEnd(a script.Action, name string) error {
	return sc.expectHow(a, name, closed)
}

// expectReset expects that the other side resets the connection.
func (sc *scope) expectReset(a script.Action, name string) error {
	return sc.expectHow(a, name, reset)
}

func (sc *scope) expectHow(a script.Action, name, how string) error {
	c, err := sc.conn(name)
	if err != nil {
		return err
	}
	end := c.read(sc.until(a.Time))
	if end == "" {
		c.collect()
	}
	if end == how && len(c.rest()) == 0 {
		return nil
	}
	f := c.failure(end)
	f.want = map[string]string{closed: "the end of the stream", reset: "a reset"}[how]
	switch {
	case len(f.got) > 0:
		f.problem, f.text = "wrong-bytes", "More came where the end was expected."
	case end == timeout:
		f.problem, f.text = "still-open", "The connection is still open."
	case end == closed:
		f.text = "The connection was closed in order, not reset."
	}
	return f
}

// silent expects that nothing comes for a time and that the connection stays.
func (sc *scope) silent(a script.Action, name string) error {
	c, err := sc.conn(name)
	if err != nil {
		return err
	}
	until := sc.run.clock.in(a.Time)
	end := ""
	if len(c.rest()) == 0 {
		end = c.read(until)
	}
	if end == timeout {
		return nil
	}
	if end == "" {
		c.collect()
	}
	f := c.failure(end)
	f.want = fmt.Sprintf("nothing for %v", a.Time)
	if len(f.got) > 0 {
		f.problem, f.text = "not-silent", "Something came too early."
	}
	return f
}
