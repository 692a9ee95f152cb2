package plaintext

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// Check returns an error if data is not UTF-8 text: if it has a byte that is
// not UTF-8, or a NUL. offset is that of data in its file, in bytes.
func Check(data []byte, offset int64) error {
	if at := bytes.IndexByte(data, 0); at >= 0 {
		offset += int64(at)
		return fmt.Errorf("not text: the byte at offset %d is NUL; %s",
			offset, recode(wide(data[at:], offset)))
	}
	if utf8.Valid(data) {
		return nil
	}
	at := 0
	for {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	encoding := "LATIN1"
	if data[at] < 0xa0 { // a control character there, a letter or quote here
		encoding = "CP1252"
	}
	return fmt.Errorf("not UTF-8: the byte at offset %d is 0x%02x; %s",
		offset+int64(at), data[at], recode(encoding))
}

// recode returns the advice for a text that may have the given encoding.
func recode(encoding string) string {
	return fmt.Sprintf("if it is %s: iconv -f %[1]s -t UTF-8 in >out", encoding)
}

// wide returns the encoding in which a file may be a text whose first NUL is
// the first byte of data, at the given offset: where the NULs are shows how
// wide characters are, and which of their bytes comes first.
func wide(data []byte, offset int64) string {
	name, order := "UTF-16", "LE"
	if len(data) > 1 && data[1] == 0 {
		name = "UTF-32"
	}
	if offset%2 == 0 {
		order = "BE"
	}
	return name + order
}
