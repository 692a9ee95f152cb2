package script

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"wallsockets/tui/internal/printable"
)

// maxText is how many bytes a text may become: a check must not fill the memory.
const maxText = 16 << 20

// Text is bytes with places for variables.
type Text []segment

// segment is literal bytes, or a variable with its filters, or a fixture.
type segment struct {
	literal string
	name    string   // of a variable
	filters []string // applied from left to right
	file    string   // of a fixture
	group   Text     // several segments that are repeated together
	times   int      // how often it is repeated
}

// Literal returns a text without variables.
func Literal(text string) Text {
	return Text{{literal: text, times: 1}}
}

// Lookup returns the value of a variable.
type Lookup func(name string) (string, bool)

// Expand returns the text with the values of its variables and the contents of
// its fixtures. It fails if either is missing.
func (t Text) Expand(variables Lookup, files map[string][]byte) (string, error) {
	var all strings.Builder
	for _, s := range t {
		value, err := s.value(variables, files)
		if err != nil {
			return "", err
		}
		if len(value)*s.times+all.Len() > maxText {
			return "", fmt.Errorf("the text is longer than %d bytes", maxText)
		}
		all.WriteString(strings.Repeat(value, s.times))
	}
	return all.String(), nil
}

func (s segment) value(variables Lookup, files map[string][]byte) (string, error) {
	switch {
	case s.group != nil:
		return s.group.Expand(variables, files)
	case s.file != "":
		data, ok := files[s.file]
		if !ok {
			return "", fmt.Errorf("there is no fixture %q", s.file)
		}
		return string(data), nil
	case s.name == "":
		return s.literal, nil
	}
	value, ok := variables(s.name)
	if !ok {
		return "", fmt.Errorf("there is no variable {%s}", s.name)
	}
	for _, filter := range s.filters {
		var err error
		if value, err = filters[filter](value); err != nil {
			return "", fmt.Errorf("{%s:%s}: %w", s.name, filter, err)
		}
	}
	return value, nil
}

// filters are what may follow a variable's name: {port:be16}.
var filters = map[string]func(string) (string, error){
	"upper":  func(v string) (string, error) { return strings.ToUpper(v), nil },
	"lower":  func(v string) (string, error) { return strings.ToLower(v), nil },
	"length": func(v string) (string, error) { return strconv.Itoa(len(v)), nil },
	"hex":    func(v string) (string, error) { return hex.EncodeToString([]byte(v)), nil },
	"be16":   func(v string) (string, error) { return bytes16(v, "%02x %02x") },
	"le16":   func(v string) (string, error) { return bytes16(v, "%02[2]x %02[1]x") },
	"swap16": swapped,
	"quoted": func(v string) (string, error) { return strconv.Quote(v), nil },
}

// bytes16 returns the two bytes of a number in hexadecimal.
func bytes16(value, format string) (string, error) {
	n, err := strconv.ParseUint(value, 10, 16)
	if err != nil {
		return "", fmt.Errorf("%q is no number of 16 bits", value)
	}
	return fmt.Sprintf(format, n>>8, n&0xff), nil
}

// swapped returns the number whose two bytes are in the other order.
func swapped(value string) (string, error) {
	n, err := strconv.ParseUint(value, 10, 16)
	if err != nil {
		return "", fmt.Errorf("%q is no number of 16 bits", value)
	}
	return strconv.FormatUint(n>>8|n&0xff<<8, 10), nil
}

// reference matches a variable with its filters.
var reference = regexp.MustCompile(`^\{([a-z][a-z0-9_.-]*)((?::[a-z0-9]+)*)\}`)

// parseRaw reads a text without escapes, such as a sentence.
func parseRaw(raw string) (Text, error) {
	return parseText(raw, false)
}

// parseText reads a text: variables in braces and, in a quoted one, escapes.
func parseText(raw string, escapes bool) (Text, error) {
	var text Text
	var literal strings.Builder
	flush := func() {
		if literal.Len() > 0 {
			text = append(text, segment{literal: literal.String(), times: 1})
			literal.Reset()
		}
	}
	for raw != "" {
		switch {
		case raw[0] == '\\' && escapes:
			value, size, err := unescape(raw)
			if err != nil {
				return nil, err
			}
			literal.WriteString(value)
			raw = raw[size:]
		case raw[0] == '{':
			found := reference.FindStringSubmatch(raw)
			if found == nil {
				return nil, fmt.Errorf("want a variable such as {port} at %.20q; "+
					`in quotes, \{ is a brace`, raw)
			}
			flush()
			s := segment{name: found[1], times: 1}
			if found[2] != "" {
				s.filters = strings.Split(found[2][1:], ":")
			}
			for _, filter := range s.filters {
				if filters[filter] == nil {
					return nil, fmt.Errorf("there is no filter %q: want one of "+
						"upper, lower, length, hex, be16, le16, swap16, quoted", filter)
				}
			}
			text = append(text, s)
			raw = raw[len(found[0]):]
		default:
			literal.WriteByte(raw[0])
			raw = raw[1:]
		}
	}
	flush()
	if text == nil {
		text = Literal("")
	}
	return text, nil
}

// unescape returns what an escape stands for, and its length.
func unescape(raw string) (value string, size int, err error) {
	if len(raw) > 1 && (raw[1] == '{' || raw[1] == '}') {
		return raw[1:2], 2, nil
	}
	b, size, ok := printable.Escape(raw)
	if !ok {
		return "", 0, fmt.Errorf(`there is no escape %.4q: want \{ \} %s`, raw,
			printable.Escapes)
	}
	return string([]byte{b}), size, nil
}

// Variable returns a text that is a variable's value.
func Variable(name string) Text {
	return Text{{name: name, times: 1}}
}

// Braces returns a text in which {name} is a variable, and every other brace is
// a brace: for a command line that people type.
func Braces(raw string) Text {
	text := Literal("")
	for raw != "" {
		if found := reference.FindStringSubmatch(raw); found != nil && found[2] == "" {
			text = append(text, segment{name: found[1], times: 1})
			raw = raw[len(found[0]):]
			continue
		}
		next := strings.IndexByte(raw[1:], '{') + 1
		if next == 0 {
			next = len(raw)
		}
		text = append(text, segment{literal: raw[:next], times: 1})
		raw = raw[next:]
	}
	return text
}
