//go:build linux

package lessons

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	prompt = "Please enter the message: " // what follows it is typed
	dots   = "..."                        // any number of lines
	ctrlC  = "^C"                         // is typed, too
)

// values maps the tokens seen so far to what they stand for.
type values map[string]string

// match reports whether the lines are the expected ones, and returns the known
// values with the new ones. If more is set, further lines may follow.
func match(expected, lines, varies []string, known values, more bool) (values, bool) {
	if len(expected) == 0 {
		return known, more || len(lines) == 0
	}
	if expected[0] == dots {
		for skip := range len(lines) + 1 {
			if found, ok := match(expected[1:], lines[skip:], varies, known, more); ok {
				return found, true
			}
		}
		return nil, false
	}
	if len(lines) == 0 {
		return nil, false
	}
	found, ok := matchLine(expected[0], lines[0], varies, known)
	if !ok {
		return nil, false
	}
	return match(expected[1:], lines[1:], varies, found, more)
}

// matchLine does the same for one line.
func matchLine(expected, line string, varies []string, known values) (values, bool) {
	rest, line := squeeze(expected), squeeze(line)
	if _, token, _ := cutToken(rest, varies); token == "" {
		return known, rest == line
	}
	var pattern strings.Builder
	pattern.WriteString("^")
	var groups []string // the token of each group
	for rest != "" {
		before, token, after := cutToken(rest, varies)
		pattern.WriteString(regexp.QuoteMeta(before))
		if value, ok := known[token]; ok {
			pattern.WriteString(regexp.QuoteMeta(value))
		} else if token != "" {
			groups = append(groups, token)
			pattern.WriteString(`(\S+?)`)
		}
		rest = after
	}
	found := regexp.MustCompile(pattern.String() + "$").FindStringSubmatch(line)
	if found == nil {
		return nil, false
	}
	known = maps.Clone(known)
	for i, token := range groups {
		if value, ok := known[token]; ok && value != found[i+1] {
			return nil, false
		}
		known[token] = found[i+1]
	}
	return known, true
}

// cutToken cuts text at its first token. Of two tokens at the same place it takes
// the longer one.
func cutToken(text string, varies []string) (before, token, after string) {
	at := len(text)
	for _, candidate := range varies {
		i := indexToken(text, candidate)
		if i >= 0 && (i < at || i == at && len(candidate) > len(token)) {
			at, token = i, candidate
		}
	}
	return text[:at], token, text[at+len(token):]
}

// hasToken reports whether a line has a token.
func hasToken(line, token string) bool {
	return indexToken(squeeze(line), token) >= 0
}

// indexToken returns where text has a token that is not part of a longer word or
// number, or -1.
func indexToken(text, token string) int {
	for from := 0; ; {
		i := strings.Index(text[from:], token)
		if i < 0 {
			return -1
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		first, _ := utf8.DecodeRuneInString(token)
		last, _ := utf8.DecodeLastRuneInString(token)
		after, _ := utf8.DecodeRuneInString(text[i+len(token):])
		if !(isWord(before) && isWord(first)) && !(isWord(last) && isWord(after)) {
			return i
		}
		from = i + len(token)
	}
}

func isWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

var spaces = regexp.MustCompile(` +`)

// squeeze replaces each run of spaces by one space, because its length depends on
// the values in the columns, and drops trailing spaces.
func squeeze(line string) string {
	return strings.TrimRight(spaces.ReplaceAllString(line, " "), " ")
}

// fill puts the values into a command.
func fill(text string, varies []string, known values) string {
	var filled strings.Builder
	for text != "" {
		before, token, after := cutToken(text, varies)
		filled.WriteString(before)
		if value, ok := known[token]; ok {
			filled.WriteString(value)
		} else {
			filled.WriteString(token)
		}
		text = after
	}
	return filled.String()
}

// difference returns how many of the expected lines match the beginning of the
// output. The next one is where a reader looks first.
func difference(expected, lines, varies []string, known values) int {
	for n := range slices.Backward(expected) {
		if _, ok := match(expected[:n], lines, varies, known, true); ok {
			return n
		}
	}
	return 0
}

// escape matches a sequence that controls a terminal, and our prompt.
var escape = regexp.MustCompile(`\x1b(\[[0-9;?]*[A-Za-z]|\][^\a]*\a)`)

// screen returns the lines that a terminal shows for a program's output. The last
// one need not have ended.
func screen(text string) []string {
	text = strings.ReplaceAll(escape.ReplaceAllString(text, ""), "\r\n", "\n")
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		shown := []rune(nil)
		for _, again := range strings.Split(line, "\r") { // each from the first column on
			over := []rune(again)
			shown = append(over, shown[min(len(over), len(shown)):]...)
		}
		lines[i] = string(shown)
	}
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
