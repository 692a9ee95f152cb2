package frequency

import (
	"encoding/binary"
	"math/bits"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
)

// Table holds the count of each word. It never changes once it is made, so
// any number of goroutines may read it at the same time without a lock.
//
// It is flat: a few large pieces of memory and no pointer per word, so that
// the garbage collector has nothing to look through, a file can hold the whole
// (see Source), and ten million words take 20 bytes each, where a map takes 58.
//
//	hash of "whale" (64 bits)
//	  |  top bits             its partition, of 16 to 1024
//	  |  low 32 bits          where in the partition's row to begin to look
//	  |  bits 32 and up       tag
//	  v
//	slots | row of partition 0 | row of partition 1 | ...
//	        a slot: tag | offset+1 of an entry, or 0: empty
//	pages | those of partition 0 | those of partition 1 | ...
//	        each has entries: header, "whale", "917"
//
// All that concerns a word is in one partition, which a loader can build by
// itself, in a processor's cache, while another core builds the next. Within
// it, offsets are small: a slot takes 4 bytes, offset and tag together. The tag
// settles, without a look at the word, that an entry is not the one wanted.
type Table struct {
	bits   uint     // the logarithm of the number of partitions
	width  uint32   // slots of a row
	slots  []uint32 // the rows
	offset uint     // bits of a slot that are the offset; the others are tag
	first  []uint32 // the index of each partition's first page, and the end
	pages  []*page
	words  int
	total  uint64
	proof  atomic.Pointer[proof] // nil once there is nothing to prove
}

// A page holds entries one behind the other, each as a whole. After the last
// there is a 0, if there is room.
type page [pageSize]byte

const (
	pageShift = 13
	pageSize  = 1 << pageShift

	minBits = 4 // of partitions
	maxBits = 10

	// tagBits is how many bits of a hash, from 32 on, are free to be a tag.
	tagBits = 64 - 32 - maxBits

	// A row is at most this full, in percent. Fuller rows save memory, half a
	// byte a word at 85, and cost time: more slots to pass by for each word.
	maxFill = 75
)

// Len returns the number of different words.
func (t *Table) Len() int { return t.words }

// Total returns the number of running words: the sum of all counts.
func (t *Table) Total() uint64 { return t.total }

// Count looks up a folded word: how many times it was seen, and whether the
// table has it at all.
func (t *Table) Count(word []byte) (count uint64, ok bool) {
	words, found := [1][]byte{word}, [1][]byte{}
	t.Counts(words[:], found[:])
	count, ok = parseCount(found[0]), found[0] != nil
	runtime.KeepAlive(t) // the digits are in its memory
	return count, ok
}

// batch is how many words are looked up together.
const batch = 16

// Counts looks up folded words and returns the count of each in decimal
// digits, in found[:0] where that has room; nil for a word the table does not
// have. The digits are the table's own memory: they must not be changed, and
// last as long as the table can be reached (runtime.KeepAlive).
//
// A word of a large table is seldom in the processor's cache, and to wait for
// memory is most of the work. So the words of a batch are hashed and their
// slots loaded first: the processor waits for all of them at the same time.
// With a million words that takes half as long as one word after the other.
func (t *Table) Counts(words, found [][]byte) [][]byte {
	t = t.proven(words)
	found = slices.Grow(found[:0], len(words))[:len(words)]
	var hashes [batch]uint64
	var first [batch]uint32
	for at := 0; at < len(words); at += batch {
		some := words[at:min(at+batch, len(words))]
		for i, word := range some {
			h := hash(word)
			hashes[i%batch] = h
			first[i%batch] = t.slots[t.home(h)]
		}
		for i, word := range some {
			found[at+i] = t.find(word, hashes[i%batch], first[i%batch])
		}
	}
	runtime.KeepAlive(t)
	return found
}

// partition returns that of a hash.
func (t *Table) partition(h uint64) int { return int(h >> (64 - t.bits&63)) }

// home returns the index of the slot where the search for a hash begins.
func (t *Table) home(h uint64) int {
	return t.partition(h)*int(t.width) + int(uint64(uint32(h))*uint64(t.width)>>32)
}

// row returns the slots of a partition.
func (t *Table) row(part int) []uint32 {
	return t.slots[part*int(t.width) : (part+1)*int(t.width)]
}

// entry returns the memory from the entry on that a slot of a partition, which
// is not empty, says.
func (t *Table) entry(part int, slot uint32) []byte {
	offset := slot&(1<<(t.offset&31)-1) - 1
	return t.pages[t.first[part]+offset>>pageShift][offset%pageSize:]
}

// find looks for a word from its home on, whose slot has been loaded, and
// returns the digits of its count, or nil.
func (t *Table) find(word []byte, h uint64, slot uint32) []byte {
	shift := t.offset & 31 // the compiler sees that it is less than 32
	tag := uint32(h>>32) << shift
	at := -1
	for slot != 0 {
		if (slot^tag)>>shift == 0 {
			if digits := match(t.entry(t.partition(h), slot), word); digits != nil {
				return digits
			}
		}
		if at < 0 {
			at = t.home(h)
		}
		if at++; at == (t.partition(h)+1)*int(t.width) {
			at -= int(t.width)
		}
		slot = t.slots[at]
	}
	return nil
}

// each calls see with each word and the digits of its count, in no order.
func (t *Table) each(see func(word, digits []byte)) {
	t = t.provenAll()
	for i, slot := range t.slots {
		if slot != 0 {
			word, digits, _ := parseEntry(t.entry(i/int(t.width), slot))
			see(word, digits)
		}
	}
	runtime.KeepAlive(t)
}

// An entry is a header, the bytes of a word and the digits of its count, which
// is kept as text because text is what most clients want. The header of almost
// every entry is one byte. Others have longHeader there, then the length of
// the word as a varint and the number of digits as a byte.
const (
	shortWord   = 30 // at most, with a header of one byte
	shortDigits = 8
	longHeader  = 255 // above the largest short header, 30<<3 | 7

	// longestHeader is the size of the longest header.
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

// match returns the digits of the entry at the start of data if it is that of
// word, else nil.
func match(data, word []byte) []byte {
	header, n := data[0], len(word)
	if header == longHeader {
		entry, digits, _ := parseEntry(data)
		if string(entry) == string(word) {
			return digits
		}
		return nil
	}
	if int(header>>3) != n || string(data[1:1+n]) != string(word) {
		return nil
	}
	end := n + int(header&7) + 2
	return data[1+n : end : end]
}

// parseEntry takes apart the entry at the start of data. It returns its parts
// and its size in bytes.
func parseEntry(data []byte) (word, digits []byte, size int) {
	start, length, count := 1, int(data[0]>>3), int(data[0]&7)+1
	if data[0] == longHeader {
		n, used := binary.Uvarint(data[1:])
		start, length, count = 2+used, int(n), int(data[1+used])
	}
	size = start + length + count
	return data[start : start+length], data[start+length : size : size], size
}

// parseCount returns the number that digits are; 0 if there are none.
func parseCount(digits []byte) (count uint64) {
	for _, digit := range digits {
		count = count*10 + uint64(digit-'0')
	}
	return count
}

// appendCount appends the digits that parseCount takes.
func appendCount(dst []byte, count uint64) []byte {
	return strconv.AppendUint(dst, count, 10)
}

// Odd numbers with as many ones as zeros in their bits, in no order.
const (
	key0 = 0x9e3779b97f4a7c15
	key1 = 0xd1b54a32d192ed03
	key2 = 0xaef17502108ef2d9
)

// hash returns 64 bits that depend on every byte of word. It multiplies eight
// bytes by eight and folds the product, as the wyhash family of hash functions
// does: a word takes two multiplications. Go's own hash is seeded anew in each
// process, and a snapshot outlives the process that wrote it.
func hash(word []byte) uint64 {
	n := len(word)
	var a, b uint64
	switch {
	case n > 16:
		for rest := word; len(rest) > 16; rest = rest[16:] {
			a, b = bits.Mul64(a^b^binary.LittleEndian.Uint64(rest)^key1,
				binary.LittleEndian.Uint64(rest[8:])^key2)
		}
		a ^= binary.LittleEndian.Uint64(word[n-16:])
		b ^= binary.LittleEndian.Uint64(word[n-8:])
	case n >= 8:
		a = binary.LittleEndian.Uint64(word)
		b = binary.LittleEndian.Uint64(word[n-8:])
	case n >= 4:
		a = uint64(binary.LittleEndian.Uint32(word))
		b = uint64(binary.LittleEndian.Uint32(word[n-4:]))
	case n > 0:
		a = uint64(word[0])<<16 | uint64(word[n/2])<<8 | uint64(word[n-1])
	}
	a, b = bits.Mul64(a^key0, b^key1)
	a, b = bits.Mul64(a^key2^uint64(n), b^key0)
	return a ^ b
}
