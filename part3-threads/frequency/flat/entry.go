package flat

import (
	"encoding/binary"
	"strconv"
)

// An entry is a header, the bytes of a word and the digits of its count. The
// count is text because text is what most clients want. The header of almost
// every entry is one byte. In the others that byte is longHeader; the length of
// the word follows as a varint, then the number of digits as a byte.
const (
	shortWord   = 30  // the longest word with a header of one byte
	shortDigits = 8   // and the most digits
	longHeader  = 255 // above the largest short header, 30<<3 | 7

	// longestHeader is the size of the longest header, in bytes.
	longestHeader = 1 + binary.MaxVarintLen32 + 1
)

// appendEntry appends the entry of a word to dst. Neither word nor digits may
// be empty.
func appendEntry(dst, word, digits []byte) []byte {
	if len(word) <= shortWord && len(digits) <= shortDigits {
		dst = append(dst, byte(len(word)<<3|(len(digits)-1)))
	} else {
		dst = binary.AppendUvarint(append(dst, longHeader), uint64(len(word)))
		dst = append(dst, byte(len(digits)))
	}
	return append(append(dst, word...), digits...)
}

// parseEntry splits the entry at the start of data into its word and digits,
// and returns its size in bytes.
func parseEntry(data []byte) (word, digits []byte, size int) {
	start, length, count := 1, int(data[0]>>3), int(data[0]&7)+1
	if data[0] == longHeader {
		n, used := binary.Uvarint(data[1:])
		start, length, count = 2+used, int(n), int(data[1+used])
	}
	size = start + length + count
	return data[start : start+length], data[start+length : size : size], size
}

// parseCount returns the number that digits stand for; 0 if there are none.
func parseCount(digits []byte) (count uint64) {
	for _, digit := range digits {
		count = count*10 + uint64(digit-'0')
	}
	return count
}

// appendCount appends count in digits to dst.
func appendCount(dst []byte, count uint64) []byte {
	return strconv.AppendUint(dst, count, 10)
}
