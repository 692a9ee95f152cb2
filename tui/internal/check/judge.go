package check

import (
	"bytes"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"strings"
	"time"

	"wallsockets/tui/internal/check/script"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/wire"
)

const (
	// probeTime is how long the condition "opens" tries to connect.
	probeTime = time.Second
	// endTime is how long a program that dies may take from the end of its
	// connections to its own.
	endTime = time.Second
)

// passes reports whether data passes a test whose text has been expanded to want.
func passes(test script.Test, data []byte, want string) (bool, error) {
	var ok bool
	switch test.Kind {
	case "is":
		ok = string(data) == want
	case "starts":
		ok = bytes.HasPrefix(data, []byte(want))
	case "ends":
		ok = bytes.HasSuffix(data, []byte(want))
	case "has":
		ok = bytes.Contains(data, []byte(want))
	case "lacks":
		ok = !bytes.Contains(data, []byte(want))
	case "empty":
		ok = len(data) == 0
	case "matches":
		pattern, err := regexp.Compile(want)
		if err != nil {
			return false, fmt.Errorf("%q is no regular expression: %w", want, err)
		}
		ok = pattern.Match(data)
	case "above", "below":
		limit, err := strconv.ParseInt(want, 10, 64)
		if err != nil {
			return false, fmt.Errorf("%q is no number to compare with", want)
		}
		value, err := strconv.ParseInt(strings.TrimSpace(string(data)), 10, 64)
		ok = err == nil && (test.Kind == "above" && value > limit ||
			test.Kind == "below" && value < limit)
	}
	return ok != test.Not, nil
}

// verbs say what a test of bytes looks for.
var verbs = map[string]string{"starts": "something that begins with",
	"ends": "something that ends with", "has": "something with", "lacks": "something without"}

// describe says what a test expects.
func describe(test script.Test, want string) string {
	not := ""
	if test.Not {
		not = "not "
	}
	switch test.Kind {
	case "is":
		return not + printable.Quote([]byte(want))
	case "empty":
		return not + "nothing"
	case "matches":
		return not + "something that matches " + printable.Text([]byte(want))
	case "above", "below":
		return not + test.Kind + " " + want
	}
	return not + verbs[test.Kind] + " " + printable.Quote([]byte(want))
}

// explain returns the first cause that fits a failure, or nil.
func (r *run) explain(sc *scope, f *failure, step *script.Step) (*script.Cause, error) {
	if f.problem == "no-prediction" || f.problem == "no-such-answer" {
		return nil, nil // causes are about answers
	}
	for _, causes := range [][]script.Cause{step.Causes, r.script.Causes} {
		for i := range causes {
			fits, err := r.fits(sc, f, &causes[i])
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %w", r.script.Name, causes[i].Line, err)
			}
			if fits {
				return &causes[i], nil
			}
		}
	}
	return nil, nil
}

// letEnd waits a moment for the program's end if a connection was closed, reset or
// refused: the kernel closes the sockets of a program that dies before anyone sees
// that it has died.
func (r *run) letEnd(f *failure) {
	p := r.program("")
	if p == nil || f.end != closed && f.end != reset && f.end != refused {
		return
	}
	r.clock.await(p.process.Done(), r.clock.in(endTime))
}

// fits reports whether all conditions of a cause hold.
func (r *run) fits(sc *scope, f *failure, cause *script.Cause) (bool, error) {
	for _, c := range cause.If {
		want, err := sc.expand(c.Test.Want)
		if err != nil {
			return false, err
		}
		if probe := probes[c.Fact]; probe != nil {
			if probe(want) == c.Test.Not {
				return false, nil
			}
			continue
		}
		ok, err := passes(c.Test, r.fact(f, c.Fact), want)
		if err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// fact returns what a condition asks for.
func (r *run) fact(f *failure, name string) []byte {
	switch name {
	case "got":
		return f.got
	case "all":
		return f.all
	case "sent":
		return f.sent
	case "end":
		return []byte(f.end)
	case "verb":
		return []byte(f.action.Verb)
	case "value":
		return []byte(f.value)
	case "failed":
		return []byte(strconv.Itoa(f.failed))
	}
	p := r.program("")
	if p == nil {
		return nil
	}
	switch name {
	case "exit":
		return []byte(p.lastState())
	case "output":
		return p.output.text(stdout)
	default:
		return p.output.text(stderr)
	}
}

// probes are the conditions that try an address.
var probes = map[string]func(address string) bool{"opens": opens, "binds": binds}

// binds reports whether a server that sets SO_REUSEADDR, as Go's do, could listen at
// an address.
func binds(address string) bool {
	ln, err := net.Listen(wire.AddressOf(address).Network, address)
	if err != nil {
		return false
	}
	ln.Close()
	return true
}

// opens reports whether something listens at an address.
func opens(address string) bool {
	conn, err := net.DialTimeout(wire.AddressOf(address).Network, address, probeTime)
	if err != nil {
		return false
	}
	conn.Close()
	return true
}
