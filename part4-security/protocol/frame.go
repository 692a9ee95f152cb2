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
// the request's strings, appended to request[:0] and pointing into data, and
// the size of the request in bytes, or 0 if data does not hold all of it. An
// error says how it is malformed or which limit it exceeds, as soon as that
// shows: parse never waits for the bytes that a length announces.
func parse(data []byte, request [][]byte, l *limits.Limits) (
	_ [][]byte, size int, err error) {
	request = request[:0]
	if len(data) == 0 {
		return request, 0, nil
	}
	if data[0] != '*' {
		return parseInline(data, request, l)
	}
	count, rest, err := number('*', data)
	if rest == nil || err != nil {
		return request, 0, err
	}
	if count > int64(l.Arguments)+1 {
		return request, 0, tooMany(l)
	}
	for range count {
		if len(rest) == 0 {
			return request, 0, nil
		}
		length, after, err := number('$', rest)
		if after == nil || err != nil {
			return request, 0, err
		}
		if length < 0 {
			return request, 0, errors.New("a word of negative length")
		}
		if length > int64(l.Word) {
			return request, 0, fmt.Errorf("a word has at most %d bytes", l.Word)
		}
		if len(data)-len(after)+int(length)+2 > l.Request {
			return request, 0, tooLong(l)
		}
		if len(after) < int(length)+2 {
			return request, 0, nil
		}
		if after[length] != '\r' || after[length+1] != '\n' {
			return request, 0, errors.New("a word is not followed by CR LF")
		}
		request = append(request, after[:length])
		rest = after[length+2:]
	}
	return request, len(data) - len(rest), nil
}

// parseInline finds the inline command that data begins with: a line of words
// with blanks between them. An empty line is a request without words.
func parseInline(data []byte, request [][]byte, l *limits.Limits) (
	_ [][]byte, size int, err error) {
	end := bytes.IndexByte(data, '\n')
	if end > l.Line || end < 0 && len(data) > l.Line {
		return request, 0, fmt.Errorf("a line has at most %d bytes", l.Line)
	}
	if end < 0 {
		return request, 0, nil
	}
	for word := range bytes.FieldsFuncSeq(data[:end], isBlank) {
		if len(word) > l.Word {
			return request, 0, fmt.Errorf("a word has at most %d bytes", l.Word)
		}
		if request = append(request, word); len(request) > l.Arguments+1 {
			return request, 0, tooMany(l)
		}
	}
	return request, end + 1, nil
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
// which must begin with kind. It returns the number and what follows the line;
// rest is nil if the line is not complete.
func number(kind byte, data []byte) (n int64, rest []byte, err error) {
	if n, size := short(kind, data); size > 0 {
		return n, data[size:], nil
	}
	if data[0] != kind {
		return 0, nil, fmt.Errorf("expected '%c', got %q", kind, data[:1])
	}
	end := bytes.IndexByte(data[:min(len(data), maxNumber)], '\n')
	if end < 0 {
		if len(data) >= maxNumber {
			return 0, nil, fmt.Errorf("no number after '%c'", kind)
		}
		return 0, nil, nil
	}
	digits := bytes.TrimSuffix(data[1:end], []byte("\r"))
	n, err = strconv.ParseInt(string(digits), 10, 64)
	if err != nil || len(digits) == end-1 || digits[0] == '+' {
		return 0, nil, fmt.Errorf("no number after '%c'", kind)
	}
	return n, data[end+1:], nil
}

// short reads what nearly all lines are: kind, one to three digits, CR and LF.
// For any other line its size is 0, and number takes over. A request of ten
// words is parsed 4 times as fast as with number alone.
func short(kind byte, data []byte) (n int64, size int) {
	if data[0] != kind {
		return 0, 0
	}
	for i := 1; i < min(len(data)-1, 5); i++ {
		digit := data[i] - '0'
		if digit > 9 {
			if i > 1 && data[i] == '\r' && data[i+1] == '\n' {
				return n, i + 2
			}
			return 0, 0
		}
		n = 10*n + int64(digit)
	}
	return 0, 0
}
