// Package plaintext reads what people have as a text: plain or compressed by
// gzip, in UTF-8 or in UTF-16 that says so. It names what it cannot read, and a
// command that makes it a text; in and out stand for the names of files.
package plaintext

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// NewReader returns the text in r. It unpacks gzip, decodes UTF-16 that begins
// with a byte order mark, and drops the mark. If r begins as some other kind of
// file does, NewReader returns an error that names the kind. It does not check
// UTF-8: see Check. If the compressed data is cut short, reading the text
// returns io.ErrUnexpectedEOF.
func NewReader(r io.Reader) (io.Reader, error) {
	text, start := peek(r)
	if bytes.HasPrefix(start, []byte(gzipMagic)) {
		zip, err := gzip.NewReader(text)
		if err != nil {
			return nil, damaged(err)
		}
		text, start = peek(unpacker{zip})
	}
	if err := recognize(start); err != nil {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(start, []byte("\xff\xfe")):
		return newUTF16(text, binary.LittleEndian), nil
	case bytes.HasPrefix(start, []byte("\xfe\xff")):
		return newUTF16(text, binary.BigEndian), nil
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		_, err := text.Discard(3)
		return text, err
	}
	return text, nil
}

// peekSize is how many bytes of a file recognize gets to see.
const peekSize = 4 << 10

// peek returns a reader of r, and how what it reads begins. The reader returns
// the error of r, if it has one, when it comes to it.
func peek(r io.Reader) (text *bufio.Reader, start []byte) {
	text = bufio.NewReaderSize(r, 16*peekSize)
	start, _ = text.Peek(peekSize)
	return text, start
}

// unpacker reads compressed data, and says what to do if it is damaged.
type unpacker struct{ zip *gzip.Reader }

func (u unpacker) Read(data []byte) (int, error) {
	n, err := u.zip.Read(data)
	return n, damaged(err)
}

// damaged adds to an error that means damage what to do about it.
func damaged(err error) error {
	var corrupt flate.CorruptInputError
	if errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) ||
		errors.As(err, &corrupt) {
		return fmt.Errorf("%w: it is damaged: copy it again", err)
	}
	return err
}
