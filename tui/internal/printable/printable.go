// Package printable makes what came from a socket or from another program fit
// to be printed. Such bytes can hold what drives a terminal: moves the cursor,
// changes the title, writes the clipboard, turns the reading order around or
// takes up no room at all. So they pass through here once, where they enter,
// and whatever has passed is safe to show, to save and to measure.
package printable

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Quote returns data as one line between double quotes, like a string in Go:
//
//	"the quick\tzyzzyva\r\n"  "caf\xe9"  "\x1b[2J"  "\u202e"
//
// Printable text stands as it is. Escaped are bytes that are not UTF-8, as
// \xNN, control characters, quotes and backslashes, and runes that show
// nothing, or change how others are shown. Unquote gives exactly data again.
func Quote(data []byte) string {
	text := make([]byte, 0, len(data)+2)
	text = append(text, '"')
	text = appendPrintable(text, data, `"\`)
	return string(append(text, '"'))
}

// Unquote returns the bytes that Quote made quoted of. It takes any string
// between double quotes in Go's syntax.
func Unquote(quoted string) ([]byte, error) {
	if !strings.HasPrefix(quoted, `"`) {
		return nil, fmt.Errorf("unquote %s: it does not begin with a double quote",
			Quote([]byte(quoted)))
	}
	text, err := strconv.Unquote(quoted)
	if err != nil {
		return nil, fmt.Errorf("unquote %s: %w", Quote([]byte(quoted)), err)
	}
	return []byte(text), nil
}

// Text returns data as one line, with the escapes of Quote but for the quotes
// and backslashes in it, which stand as they are: for a line that a program
// wrote for people. What was an escape and what a backslash cannot be told
// apart afterwards. Text of Text is the same text.
func Text(data []byte) string {
	return string(appendPrintable(nil, data, ""))
}

// More says that bytes were left out of a text, in words that follow it:
// " and 904 bytes more". For none it returns "".
func More(bytes int) string {
	if bytes <= 0 {
		return ""
	}
	return fmt.Sprintf(" and %d bytes more", bytes)
}

// Lines returns the lines of a text, each like Text but with tabs as spaces: for
// an error, which may quote a compiler or another program.
func Lines(text string) []string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = Text([]byte(strings.ReplaceAll(line, "\t", "    ")))
	}
	return lines
}

// Hex returns data like hexdump -C does: a line for each 16 bytes, with the
// offset, the bytes in hexadecimal and as ASCII, a dot for what is not.
//
//	00000000  74 68 65 20 71 75 69 63  6b 0a                    |the quick.|
func Hex(data []byte) []string {
	if len(data) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(hex.Dump(data), "\n"), "\n")
}

// appendPrintable adds data to text, with a backslash before the characters
// in special and an escape in the place of what cannot be shown.
func appendPrintable(text, data []byte, special string) []byte {
	base := false // the rune before was added as it is: a mark can sit on it
	for size := 0; len(data) > 0; data = data[size:] {
		var r rune
		r, size = utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && size == 1:
			text = fmt.Appendf(text, `\x%02x`, data[0])
			base = false
		case strings.ContainsRune(special, r):
			text = append(text, '\\', byte(r))
			base = false
		case shows(r) && (base || !unicode.IsMark(r)):
			text = append(text, data[:size]...)
			base = true
		default:
			text = appendEscape(text, r)
			base = false
		}
	}
	return text
}

// shows tells whether a terminal shows r in a place of its own, or a mark on
// the rune before. Go counts as printable what Unicode says to ignore, fillers
// and variation selectors, because it classes them as letters and marks.
func shows(r rune) bool {
	if r < utf8.RuneSelf {
		return ' ' <= r && r <= '~'
	}
	return strconv.IsPrint(r) && !unicode.In(r,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// appendEscape adds r as \n, \x1b, \u202e or \U000e0001.
func appendEscape(text []byte, r rune) []byte {
	var room [len(`'\U0010ffff'`)]byte
	quoted := strconv.AppendQuoteRuneToASCII(room[:0], r)
	return append(text, quoted[1:len(quoted)-1]...)
}
