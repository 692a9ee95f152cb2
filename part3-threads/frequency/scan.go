package frequency

import (
	"encoding/binary"
	"math/bits"
)

// wordSlack is how many bytes simpleLine may look at behind a text.
const wordSlack = 8

// In a number of eight bytes: the lowest and the highest bit of each.
const (
	lows  = 0x0101010101010101
	highs = 0x8080808080808080
)

// marked returns a number in which the highest bit of a byte is set where the
// byte of v is not plain: white space or another control byte, a comma, a
// letter in upper case, or part of a letter that is not ASCII. Bytes above the
// lowest marked one may be marked without reason.
func marked(v uint64) uint64 {
	low := v &^ highs
	control := low - lows*'!' // its highest bit: less than '!'
	comma := (low ^ lows*',') - lows
	return (v | control | comma | upper(low)) & highs
}

// upper marks the letters in upper case of eight bytes below 0x80.
func upper(v uint64) uint64 {
	return (v + lows*(0x80-'A')) &^ (v + lows*(0x7f-'Z'))
}

// simpleLine takes apart the first line of text if it is of the shape that
// nearly all have: a word that is folded already, one separator, at most 18
// digits and a newline. Any other has size 0, and parseLine looks at it. It
// goes through the word eight bytes at a time, and reads up to wordSlack bytes
// behind text: loading a list is mostly this.
func simpleLine(text []byte) (word, digits []byte, count uint64, size int) {
	end := 0
	for {
		if end+8 > cap(text) {
			return nil, nil, 0, 0
		}
		found := marked(binary.LittleEndian.Uint64(text[end : end+8 : end+8]))
		if found != 0 {
			end += bits.TrailingZeros64(found) / 8
			break
		}
		end += 8
	}
	if end == 0 || end > maxWordScan || end+2 > len(text) ||
		text[end] != '\t' && text[end] != ' ' && text[end] != ',' {
		return nil, nil, 0, 0
	}
	at := end + 1
	for at < len(text) && text[at]-'0' <= 9 {
		count = count*10 + uint64(text[at]-'0')
		at++
	}
	digits = text[end+1 : at]
	if at == len(text) || text[at] != '\n' || len(digits) == 0 ||
		len(digits) > 18 || digits[0] == '0' && len(digits) > 1 {
		return nil, nil, 0, 0
	}
	return text[:end], digits, count, at + 1
}

// maxWordScan bounds the word of a simple line, in bytes.
const maxWordScan = 1 << 10
