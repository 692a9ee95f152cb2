package script

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// token is a word of a line, or a text in quotes.
type token struct {
	raw    string // as written
	text   Text
	quoted bool // also for a fixture
}

// tokens splits a line. Adjacent texts in quotes are one: "a"*300 "\n".
func tokens(line string) ([]token, error) {
	var all []token
	for {
		line = strings.TrimLeftFunc(line, unicode.IsSpace)
		if line == "" || line[0] == '#' {
			return all, nil
		}
		next, rest, err := nextToken(line)
		if err != nil {
			return nil, err
		}
		if last := len(all) - 1; last >= 0 && next.quoted && all[last].quoted {
			all[last].raw += " " + next.raw
			all[last].text = append(all[last].text, next.text...)
		} else {
			all = append(all, next)
		}
		line = rest
	}
}

// nextToken returns the first token of a line that begins with one.
func nextToken(line string) (next token, rest string, err error) {
	if line[0] != '"' {
		end := strings.IndexFunc(line, unicode.IsSpace)
		if end < 0 {
			end = len(line)
		}
		return word(line[:end], line[end:])
	}
	end := 1
	for end < len(line) && line[end] != '"' {
		if line[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(line) {
		return token{}, "", errors.New("the quote does not end")
	}
	text, err := parseText(line[1:end], true)
	if err != nil {
		return token{}, "", err
	}
	next, rest, err = repeated(token{line[:end+1], text, true}, line[end+1:])
	if err == nil && rest != "" && !unicode.IsSpace(rune(rest[0])) && rest[0] != '"' {
		err = fmt.Errorf("want a space after %s", next.raw)
	}
	return next, rest, err
}

// word returns a word: a fixture such as @list.txt, a brace, or text.
func word(raw, rest string) (token, string, error) {
	if name, ok := strings.CutPrefix(raw, "@"); ok {
		if name == "" {
			return token{}, "", errors.New("want a fixture's name after @")
		}
		return token{raw, Text{{file: name, times: 1}}, true}, rest, nil
	}
	if raw == "{" || raw == "}" {
		return token{raw, Literal(raw), false}, rest, nil
	}
	text, err := parseRaw(raw)
	return token{raw, text, false}, rest, err
}

// times matches what repeats a text: *300.
var times = regexp.MustCompile(`^\*([0-9]*)`)

// mostTimes is how often a text may be repeated.
const mostTimes = 99_999_999

// repeated applies what repeats a text.
func repeated(t token, rest string) (token, string, error) {
	found := times.FindStringSubmatch(rest)
	if found == nil {
		return t, rest, nil
	}
	n, err := strconv.Atoi(found[1])
	if err != nil || n < 1 || n > mostTimes {
		number, _, _ := strings.Cut(rest[1:], " ")
		return t, rest, fmt.Errorf("want a number from 1 to %d after %s*, got %.20q", mostTimes,
			t.raw, number)
	}
	t.text = Text{{group: t.text, times: n}}
	t.raw += found[0]
	return t, rest[len(found[0]):], nil
}
