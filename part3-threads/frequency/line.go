package frequency

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"wallsockets/part3-threads/frequency/plaintext"
)

// What can be wrong with a line of a list, besides its encoding.
var (
	errFields = errors.New("want a word and its count, " +
		"separated by a tab, a space or a comma")
	errCount = errors.New("the count is not a whole number " +
		"from 0 to 18446744073709551615")
	errEmpty  = errors.New("the word is empty")
	errReturn = errors.New("the line has a carriage return inside")
	errQuote  = errors.New("a quotation mark inside a field: want the field " +
		"in quotation marks, and those inside it doubled")
)

// parseLine parses a line of a word list. It returns the line's word, folded
// and appended to dst, and its count; or dst and 0 if the line is empty.
func (l *list) parseLine(dst, line []byte) (
	word []byte, count uint64, err error) {
	if err := plaintext.Check(line, 0); err != nil {
		return nil, 0, fmt.Errorf("the line is %w", err)
	}
	row := splitLine(line)
	switch {
	case row.n == 0:
		return dst, 0, nil
	case bytes.IndexByte(row.text, '\r') >= 0:
		return nil, 0, errReturn
	case row.n != 2:
		return nil, 0, errFields
	case row.separator == ',' && row.stray:
		return nil, 0, errQuote
	}
	count, err = strconv.ParseUint(string(row.fields[1]), 10, 64)
	if err != nil {
		return nil, 0, errCount
	}
	word = Fold(dst, row.fields[0])
	if len(word) == len(dst) {
		return nil, 0, errEmpty
	}
	if !isWord(word[len(dst):]) {
		l.beyond.add(word[len(dst):], count)
	}
	return word, count, nil
}
