package flat

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// Text is scanned eight bytes at a time, as one number. These have the lowest
// and the highest bit of each byte set.
const (
	lows  = 0x0101010101010101
	highs = 0x8080808080808080
)

const (
	// wordSlack is how many bytes plainLine may read behind a text.
	wordSlack = 8
	// maxPlainWord bounds the word of a plain line, in bytes.
	maxPlainWord = 1 << 10
)

// IsLowerASCII reports whether word is ASCII without upper-case letters and
// grave accents.
func IsLowerASCII(word []byte) bool {
	for len(word) >= 8 {
		v := binary.LittleEndian.Uint64(word)
		if v&highs != 0 || (markUpper(v)|markGrave(v))&highs != 0 {
			return false
		}
		word = word[8:]
	}
	for _, c := range word {
		if c >= utf8.RuneSelf || c-'A' <= 'Z'-'A' || c == '`' {
			return false
		}
	}
	return true
}

// plainLine parses the first line of text if it has the shape of nearly all
// lines: a plain word, one separator, at most 18 digits without leading zeros,
// and a newline. It returns size 0 for any other line. Loading a list spends
// most of its time here. text must have wordSlack bytes of capacity behind it:
// plainLine reads them, or returns size 0.
func plainLine(text []byte) (word, digits []byte, count uint64, size int) {
	end := plainWord(text)
	if end == 0 || end > maxPlainWord || end+2 > len(text) ||
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

// plainWord returns the length of the plain word at the start of text: of
// lower-case ASCII letters and digits, with single apostrophes and hyphens
// between two of them. It returns 0 if there is none.
func plainWord(text []byte) int {
	part, end := 0, 0 // where the part behind the last apostrophe or hyphen is
	for end+8 <= cap(text) {
		v := binary.LittleEndian.Uint64(text[end : end+8 : end+8])
		found := markOthers(v)
		if found == 0 {
			end += 8
			continue
		}
		end += bits.TrailingZeros64(found) / 8
		if end == part || end >= len(text) {
			return 0
		}
		if text[end] != '\'' && text[end] != '-' {
			return end
		}
		end++
		part = end
	}
	return 0
}

// markOthers sets the highest bit of each byte of v that is neither a
// lower-case ASCII letter nor a digit. All other bits are 0.
func markOthers(v uint64) uint64 {
	low := v &^ highs
	letter := (low + lows*(0x80-'a')) &^ (low + lows*(0x7f-'z'))
	digit := (low + lows*(0x80-'0')) &^ (low + lows*(0x7f-'9'))
	return (v | ^(letter | digit)) & highs
}

// markUpper sets the highest bit of each byte of v that is an upper-case
// letter. All bytes of v must be ASCII.
func markUpper(v uint64) uint64 {
	return (v + lows*(0x80-'A')) &^ (v + lows*(0x7f-'Z'))
}

// markGrave sets the highest bit of each byte of v that is a grave accent. All
// bytes of v must be ASCII. Bytes above the lowest marked one may be marked by
// mistake.
func markGrave(v uint64) uint64 { return (v ^ lows*'`') - lows }
