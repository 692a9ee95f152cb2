package script

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// line reads the tokens of a line from left to right. After an error, which it
// keeps, everything it returns is empty.
type line struct {
	rest []token
	err  error
}

func (l *line) fail(format string, args ...any) {
	if l.err == nil {
		l.err = fmt.Errorf(format, args...)
	}
}

// peek returns the next token as written, or "" at the end.
func (l *line) peek() string {
	if l.err != nil || len(l.rest) == 0 {
		return ""
	}
	return l.rest[0].raw
}

// next returns the next token, which the line must have: want says what it is.
func (l *line) next(want string) token {
	if l.err != nil {
		return token{}
	}
	if len(l.rest) == 0 {
		l.fail("want %s at the end", want)
		return token{}
	}
	t := l.rest[0]
	l.rest = l.rest[1:]
	return t
}

// end fails if the line goes on.
func (l *line) end() {
	if l.err == nil && len(l.rest) > 0 {
		l.fail("want nothing more, got %s", l.rest[0].raw)
	}
}

// skip reads a word if it comes next.
func (l *line) skip(word string) bool {
	if l.peek() != word {
		return false
	}
	l.rest = l.rest[1:]
	return true
}

// words reads fixed words.
func (l *line) words(words ...string) {
	for _, word := range words {
		if l.err == nil && !l.skip(word) {
			l.fail("want %q, got %q", word, l.peek())
		}
	}
}

// named matches a name: it begins with a capital letter, and is not all capitals,
// as signals are.
var named = regexp.MustCompile(`^[A-Z]([a-z][A-Za-z0-9]*|[0-9]*)(\{[a-z.]+\})?$`)

// name reads the name of a connection or program, if one comes next.
func (l *line) name() Text {
	if len(l.rest) > 0 && !l.rest[0].quoted && named.MatchString(l.peek()) {
		return l.next("a name").text
	}
	return nil
}

// text reads any token.
func (l *line) text(want string) Text {
	return l.next(want).text
}

// quoted reads a text in quotes, or a fixture.
func (l *line) quoted() Text {
	t := l.next(`text in quotes`)
	if l.err == nil && !t.quoted {
		l.fail(`want text in quotes, got %s`, t.raw)
	}
	return t.text
}

// oneOf reads one of some words.
func (l *line) oneOf(words ...string) string {
	t := l.next(strings.Join(words, ", "))
	if l.err == nil && !slices.Contains(words, t.raw) {
		l.fail("want one of %s; got %s", strings.Join(words, ", "), t.raw)
	}
	return t.raw
}

// duration reads a time such as 200ms.
func (l *line) duration() time.Duration {
	t := l.next("a time such as 200ms")
	if l.err != nil {
		return 0
	}
	d, err := time.ParseDuration(t.raw)
	if err != nil || d <= 0 || d > time.Minute {
		l.fail("want a time up to 1m such as 200ms or 2s, got %s", t.raw)
	}
	return d
}

// within reads "within 2s", if it comes next; otherwise it returns 0.
func (l *line) within() time.Duration {
	if l.skip("within") {
		return l.duration()
	}
	return 0
}

// number reads a number, which may be a variable.
func (l *line) number() Text {
	t := l.next("a number")
	if l.err == nil && !strings.Contains(t.raw, "{") {
		if _, err := strconv.ParseUint(t.raw, 10, 31); err != nil {
			l.fail("want a number, got %s", t.raw)
		}
	}
	return t.text
}

// octal reads a file mode.
func (l *line) octal() Text {
	t := l.next("a mode such as 0600")
	if _, err := strconv.ParseUint(t.raw, 8, 12); err != nil {
		l.fail("want a mode such as 0600, got %s", t.raw)
	}
	return t.text
}

// sizes are the units of a number of bytes.
var sizes = map[string]int64{"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}

// size reads a number of bytes: 64 MiB.
func (l *line) size() int64 {
	t, unit := l.next("a number"), l.next("B, KiB, MiB or GiB").raw
	if l.err != nil {
		return 0
	}
	n, err := strconv.ParseInt(t.raw, 10, 31)
	if err != nil || n < 1 || sizes[unit] == 0 {
		l.fail("want a size such as 64 MiB, got %s %s", t.raw, unit)
	}
	return n * sizes[unit]
}

// kinds are the tests of bytes; those with false need no text.
var kinds = map[string]bool{"is": true, "starts": true, "ends": true, "has": true,
	"lacks": true, "matches": true, "above": true, "below": true, "empty": false}

// test reads a test. A text alone means that the bytes are this.
func (l *line) test() Test {
	test := Test{Not: l.skip("not"), Kind: "is"}
	if len(l.rest) > 0 && l.rest[0].quoted {
		test.Want = l.text("text")
		return test
	}
	test.Kind = l.next("is, starts, ends, has, lacks, matches, empty, above or below").raw
	wants, ok := kinds[test.Kind]
	if l.err == nil && !ok {
		l.fail("want a test: is, starts, ends, has, lacks, matches, empty, above "+
			"or below; got %s", test.Kind)
	}
	if !wants {
		return test
	}
	t := l.next("what the test is for")
	test.Want = t.text
	if test.Kind == "matches" && l.err == nil {
		// With variables only the run can tell.
		if len(t.text) == 1 && t.text[0].name == "" && t.text[0].file == "" {
			if _, err := regexp.Compile(t.text[0].literal); err != nil {
				l.fail("%s is no regular expression: %v", t.raw, err)
			}
		}
	}
	return test
}
