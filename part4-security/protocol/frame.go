package protocol

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"wallsockets/part4-security/limits"
)

// maxNumber is the length of the longest line that announces a number: its
// type, 19 digits with a sign, and the line's end.
const maxNumber = 1 + 20 + 2

// parse finds the first request in data, an array of bulk strings:
//
//	*2 CRLF $3 CRLF GET CRLF $5 CRLF whale CRLF
//
// or, as a person would type it, an inline command: GET whale CRLF. It returns
// the command's name, words with its arguments appended, and the size of the
// request in bytes, or 0 if data does not hold all of it. Name and arguments
// point into data; a request may have neither. An error says how the request is
// malformed or which limit it exceeds, as soon as that shows: parse never waits
// for the bytes that a length announces.
func parse(data []byte, words [][]byte, l *limits.Limits) (
	name []byte, _ [][]byte, size int, err error) {
	if len(data) > 0 && data[0] != '*' {
		return parseInline(data, words, l)
	}
	count, at, err := number('*', data)
	if at == 0 || err != nil {
		return nil, nil, 0, err
	}
	if count > int64(l.Arguments)+1 {
		return nil, nil, 0, tooMany(l)
	}
	for i := range count {
		length, size, err := number('$', data[at:])
		start := at + size
		switch {
		case size == 0 || err != nil:
			return nil, nil, 0, err
		case length < 0:
			return nil, nil, 0, errors.New("a word of negative length")
		case length > int64(l.Word):
			return nil, nil, 0, fmt.Errorf("a word has at most %d bytes", l.Word)
		}
		end := start + int(length)
		switch {
		case end+2 > l.Request:
			return nil, nil, 0, tooLong(l)
		case end+2 > len(data):
			return nil, nil, 0, nil
		case data[end] != '\r' || data[end+1] != '\n':
			return nil, nil, 0, errors.New("a word is not followed by CR LF")
		}
		if i == 0 {
			name = data[start:end]
		} else {
			words = append(words, data[start:end])
		}
		at = end + 2
	}
	return name, words, at, nil
}

// parseInline finds the inline command that data begins with: a line of words
// with blanks between them. An empty line is a request without words.
func parseInline(data []byte, words [][]byte, l *limits.Limits) (
	name []byte, _ [][]byte, size int, err error) {
	end := bytes.IndexByte(data, '\n')
	if end > l.Line || end < 0 && len(data) > l.Line {
		return nil, nil, 0, fmt.Errorf("a line has at most %d bytes", l.Line)
	}
	if end < 0 {
		return nil, nil, 0, nil
	}
	most := len(words) + l.Arguments
	for word := range bytes.FieldsFuncSeq(data[:end], isBlank) {
		switch {
		case len(word) > l.Word:
			return nil, nil, 0, fmt.Errorf("a word has at most %d bytes", l.Word)
		case name == nil:
			name = word
		default:
			words = append(words, word)
		}
		if len(words) > most {
			return nil, nil, 0, tooMany(l)
		}
	}
	return name, words, end + 1, nil
}

// isBlank reports whether r separates the words of an inline command.
func isBlank(r rune) bool { return r == ' ' || '\t' <= r && r <= '\r' }

func tooMany(l *limits.Limits) error {
	return fmt.Errorf("a request has at most %d words", l.Arguments)
}

func tooLong(l *limits.Limits) error {
	return fmt.Errorf("a request has at most %d bytes", l.Request)
}

// number reads a line like "*2 CRLF" or "$5 CRLF" at the beginning of data,
// which must begin with kind. It returns the number and the size of the line,
// 0 if that is not complete.
func number(kind byte, data []byte) (n int64, size int, err error) {
	// Nearly all lines have one digit or two. Looking for these first, a
	// request of ten words is parsed 4 times as fast.
	if len(data) >= 5 && data[0] == kind && data[1]-'0' <= 9 {
		n = int64(data[1] - '0')
		if data[2] == '\r' && data[3] == '\n' {
			return n, 4, nil
		}
		if data[2]-'0' <= 9 && data[3] == '\r' && data[4] == '\n' {
			return 10*n + int64(data[2]-'0'), 5, nil
		}
	}
	return longNumber(kind, data)
}

// longNumber is number for any line.
func longNumber(kind byte, data []byte) (n int64, size int, err error) {
	if len(data) == 0 {
		return 0, 0, nil
	}
	if data[0] != kind {
		return 0, 0, fmt.Errorf("expected '%c', got %q", kind, data[:1])
	}
	noNumber := func() (int64, int, error) {
		return 0, 0, fmt.Errorf("no number after '%c'", kind)
	}
	end := bytes.IndexByte(data[:min(len(data), maxNumber)], '\n')
	if end < 0 && len(data) < maxNumber {
		return 0, 0, nil
	}
	if end < 0 {
		return noNumber()
	}
	digits := bytes.TrimSuffix(data[1:end], []byte("\r"))
	n, err = strconv.ParseInt(string(digits), 10, 64)
	if err != nil || len(digits) == end-1 || digits[0] == '+' {
		return noNumber()
	}
	return n, end + 1, nil
}
