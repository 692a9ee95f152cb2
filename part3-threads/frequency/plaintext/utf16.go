package plaintext

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// utf16Decoder reads UTF-16 as UTF-8.
type utf16Decoder struct {
	text   *bufio.Reader // of UTF-16 in the given order
	order  binary.ByteOrder
	offset int64 // of the next character in text, in bytes
}

// newUTF16 returns a reader of text, which is UTF-16 behind a byte order mark.
func newUTF16(text *bufio.Reader, order binary.ByteOrder) io.Reader {
	const mark = 2
	text.Discard(mark) // cannot fail: it has been peeked at
	// A decoder needs room for a whole character, and a bufio.Reader gives it.
	return bufio.NewReader(&utf16Decoder{text, order, mark})
}

// Read reads whole characters, and so nothing if data is shorter than one.
func (d *utf16Decoder) Read(data []byte) (n int, err error) {
	for n+utf8.UTFMax <= len(data) {
		r, err := d.next()
		if err != nil {
			return n, err
		}
		n += utf8.EncodeRune(data[n:], r)
	}
	return n, nil
}

// next decodes a character.
func (d *utf16Decoder) next() (rune, error) {
	units, err := d.text.Peek(2)
	if len(units) < 2 {
		return 0, d.end(len(units), err)
	}
	r, size := rune(d.order.Uint16(units)), 2
	if utf16.IsSurrogate(r) {
		units, err = d.text.Peek(4)
		if len(units) < 4 {
			return 0, d.end(len(units), err)
		}
		size = 4
		r = utf16.DecodeRune(r, rune(d.order.Uint16(units[2:])))
		if r == utf8.RuneError {
			return 0, fmt.Errorf("it is not UTF-16, as its byte order mark "+
				"says: half a character at byte offset %d; copy it again",
				d.offset)
		}
	}
	d.text.Discard(size) // cannot fail: it has been peeked at
	d.offset += int64(size)
	return r, nil
}

// end returns the error for a text that ends so many bytes into a character.
func (d *utf16Decoder) end(bytes int, err error) error {
	if err != io.EOF || bytes == 0 {
		return err
	}
	return fmt.Errorf("it ends in the middle of a character, at byte offset "+
		"%d: copy it again", d.offset)
}
