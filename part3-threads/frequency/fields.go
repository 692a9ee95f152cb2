package frequency

import (
	"bytes"
	"strings"
)

// row is a line of a list, split into fields.
type row struct {
	text      []byte    // the line without blanks around it
	separator byte      // of the fields: a tab, a space or a comma; 0: none
	n         int       // how many fields there are
	fields    [3][]byte // the first, the second, and the last of more than two
	stray     bool      // a field has a quotation mark but is not enclosed
}

// blanks may stand around each field.
const blanks = " \t\r"

// splitLine splits a line. Its fields are separated by tabs if it has one, else
// by spaces, else by commas; so the word may have a comma, as 1,80m has, where
// another separator follows. A field may be in quotation marks, as in CSV.
func splitLine(line []byte) row {
	line = bytes.TrimLeft(line, blanks+"\ufeff")
	r := row{text: bytes.TrimRight(line, blanks)}
	r.separator = separatorOf(r.text)
	for rest := r.text; len(rest) > 0; {
		var field []byte
		var enclosed bool
		field, rest, enclosed = cutField(rest, r.separator)
		if len(field) == 0 && !enclosed {
			continue
		}
		r.stray = r.stray || !enclosed && bytes.IndexByte(field, '"') >= 0
		r.fields[min(r.n, 2)] = field
		r.n++
	}
	return r
}

// separatorOf returns what separates the fields of a line. Separators in
// quotation marks do not count.
func separatorOf(line []byte) (separator byte) {
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '"':
			if i == 0 || separates(line[i-1]) {
				i += max(0, enclosure(line[i:])-1)
			}
		case '\t':
			return '\t'
		case ' ':
			separator = ' '
		case ',':
			if separator == 0 {
				separator = ','
			}
		}
	}
	return separator
}

func separates(c byte) bool { return c == '\t' || c == ' ' || c == ',' }

// enclosure returns the length of the enclosed field at the start of text: of
// quotation marks and what is between them, where they are doubled. It returns
// 0 if there is none.
func enclosure(text []byte) int {
	if !bytes.HasPrefix(text, []byte(`"`)) {
		return 0
	}
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] != '"':
		case i+1 < len(text) && text[i+1] == '"':
			i++
		case i+1 == len(text) || separates(text[i+1]):
			return i + 1
		default:
			return 0
		}
	}
	return 0
}

// cutField returns the first field of text, without quotation marks around it,
// and the text behind its separator.
func cutField(text []byte, separator byte) (field, rest []byte, enclosed bool) {
	text = bytes.TrimLeft(text, " ")
	if end := enclosure(text); end > 0 {
		rest = bytes.TrimLeft(text[end:], " ")
		if len(rest) == 0 || separator == ' ' || rest[0] == separator {
			field = bytes.ReplaceAll(text[1:end-1], []byte(`""`), []byte(`"`))
			return field, trimSeparator(rest, separator), true
		}
	}
	end := bytes.IndexByte(text, separator)
	if end < 0 {
		return text, nil, false
	}
	field, rest = text[:end], trimSeparator(text[end:], separator)
	if word := bytes.TrimRight(field, ","); separator == ' ' && len(word) > 0 {
		field = word
	}
	return bytes.TrimRight(field, " "), rest, false
}

// trimSeparator returns text without the separator at its start. A comma may
// stand beside spaces, as in "the, 10".
func trimSeparator(text []byte, separator byte) []byte {
	if separator == ' ' {
		return bytes.TrimLeft(text, " ,")
	}
	return text[min(1, len(text)):]
}

// enclose returns a word as a field of a list, in quotation marks if splitLine
// would otherwise take it for another.
func enclose(word string) string {
	if strings.ContainsAny(word, "\"\t") || strings.Trim(word, blanks) != word {
		return `"` + strings.ReplaceAll(word, `"`, `""`) + `"`
	}
	return word
}
