// Package printable makes bytes from a socket or another program safe to print.
// Such bytes can control a terminal: move the cursor, change the title, write to
// the clipboard, reverse the reading order, or take no space at all. They pass
// through here once, where they enter, and are then safe to show, to save and to
// measure.
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
// It leaves printable text as it is. It escapes bytes that are not UTF-8, as \xNN,
// control characters, quotes and backslashes, and runes that show nothing or change
// how others are shown. Unquote returns exactly data again.
func Quote(data []byte) string {
	text := make([]byte, 0, len(data)+2)
	text = append(text, '"')
	text = appendPrintable(text, data, `"\`)
	return string(append(text, '"'))
}

// Unquote returns the bytes that Quote has quoted. It accepts any string between
// double quotes in Go's syntax.
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

// escapes are the characters after a backslash that stand for one byte.
var escapes = map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', '0': 0, 'e': 0x1b,
	'\\': '\\', '"': '"'}

// Escapes are the escapes that people may type, for messages about wrong ones.
const Escapes = `\n \r \t \0 \e \\ \" or \x2a`

// Escape returns the byte that the escape at the beginning of a text stands for, and
// the length of the escape; ok is false if there is none.
func Escape(text string) (value byte, size int, ok bool) {
	if len(text) < 2 || text[0] != '\\' {
		return 0, 0, false
	}
	if value, ok := escapes[text[1]]; ok {
		return value, 2, true
	}
	if text[1] != 'x' || len(text) < 4 {
		return 0, 0, false
	}
	both, err := hex.DecodeString(text[2:4])
	if err != nil {
		return 0, 0, false
	}
	return both[0], 4, true
}

// Unescape returns the bytes that people mean by a text with escapes, which may have
// any bytes as they are, too. The error for a wrong escape says where it is.
func Unescape(text string) ([]byte, error) {
	data := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		if text[i] != '\\' {
			data = append(data, text[i])
			i++
			continue
		}
		value, size, ok := Escape(text[i:])
		if !ok {
			return nil, fmt.Errorf("byte %d: there is no escape %.4q; want %s", i+1,
				text[i:], Escapes)
		}
		data = append(data, value)
		i += size
	}
	return data, nil
}

// Text returns data as one line with the escapes of Quote, but leaves quotes and
// backslashes as they are: for a line that a program printed for people. The result
// does not show whether a backslash was one or begins an escape. Text of Text is
// the same text.
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

// appendPrintable appends data to text, with a backslash before the characters in
// special and an escape in place of what cannot be shown.
func appendPrintable(text, data []byte, special string) []byte {
	base := false // the previous rune is unescaped: a mark can combine with it
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

// shows reports whether a terminal shows r in a cell, or as a mark on the previous
// rune. Fillers and variation selectors, which Unicode says to ignore, are letters
// and marks to Go and therefore printable.
func shows(r rune) bool {
	if r < utf8.RuneSelf {
		return ' ' <= r && r <= '~'
	}
	return strconv.IsPrint(r) && !unicode.In(r,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// appendEscape appends r as \n, \x1b, \u202e or \U000e0001.
func appendEscape(text []byte, r rune) []byte {
	var room [len(`'\U0010ffff'`)]byte
	quoted := strconv.AppendQuoteRuneToASCII(room[:0], r)
	return append(text, quoted[1:len(quoted)-1]...)
}
