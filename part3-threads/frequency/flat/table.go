// Package flat holds words and their counts in a few large pieces of memory,
// with no pointer for each word. It is how package frequency is made fast;
// README.md beside it draws the layout and explains it.
package flat

import (
	"hash/crc32"
	"iter"
	"runtime"
	"slices"
	"sync/atomic"
	"unsafe"

	"wallsockets/part3-threads/frequency/flat/hash"
)

// Table holds the count of each word. It never changes once it is made, so
// any number of goroutines may read it at the same time without a lock.
type Table struct {
	bits   uint     // the logarithm of the number of partitions
	width  uint32   // slots of a partition's row
	slots  []uint32 // the rows, one behind the other
	offset uint     // bits of a slot that are an offset; the others are a tag
	first  []uint32 // the index of each partition's first page, and the end
	pages  []*page
	words  int
	total  uint64
	// unverified is nil unless parts of the table come from a file and may
	// be damaged.
	unverified atomic.Pointer[verifier]
	// Note is what users should know about the words. A snapshot keeps the
	// first 4 KiB of it. It may be changed until others use the table.
	Note string
}

// A page holds whole entries, one behind the other. A 0 follows the last one
// if there is room.
type page [pageSize]byte

const (
	pageShift = 13
	pageSize  = 1 << pageShift

	minBits = 4 // 16 partitions
	maxBits = 10

	// tagBits is how many bits of a hash, from bit 32 on, can be a tag.
	tagBits = 64 - 32 - maxBits

	// maxOffset leaves a tag of four bits in a slot, in a partition of 256 MiB.
	maxOffset = 28

	// maxFill bounds how full a row is, in percent. At 85 a word would take
	// half a byte less, and a look-up more time: it passes more slots.
	maxFill = 75
)

// Len returns the number of different words.
func (t *Table) Len() int { return t.words }

// Total returns the sum of all counts.
func (t *Table) Total() uint64 { return t.total }

// Count looks up one word. It returns its count and whether the table has it.
func (t *Table) Count(word []byte) (count uint64, ok bool) {
	words, found := [1][]byte{word}, [1][]byte{}
	t.Counts(words[:], found[:])
	count, ok = parseCount(found[0]), found[0] != nil
	runtime.KeepAlive(t) // the digits are in its memory
	return count, ok
}

// Numbers looks up words and returns their counts, 0 for a word that the table
// does not have. It uses the memory of counts if that is large enough.
func (t *Table) Numbers(words [][]byte, counts []uint64) []uint64 {
	counts = slices.Grow(counts[:0], len(words))
	var found [batch][]byte
	for some := range slices.Chunk(words, batch) {
		for _, digits := range t.Counts(some, found[:]) {
			counts = append(counts, parseCount(digits))
		}
	}
	runtime.KeepAlive(t) // the digits are in its memory
	return counts
}

// batch is how many words are looked up together.
const batch = 16

// Counts looks up words and returns the count of each in decimal digits, nil
// for a word that the table does not have. It uses the memory of found if that
// is large enough. The digits are the table's own memory: they must not be
// changed, and are valid while the table is reachable (runtime.KeepAlive).
//
// Most of the time of a look-up is spent waiting for memory. So Counts hashes
// all words of a batch and loads their slots before it compares any of them:
// the processor then waits for all of them at once.
func (t *Table) Counts(words, found [][]byte) [][]byte {
	if v := t.unverified.Load(); v != nil {
		t = v.verify(words)
	}
	found = slices.Grow(found[:0], len(words))[:len(words)]
	var hashes [batch]uint64
	var first [batch]uint32
	for at := 0; at < len(words); at += batch {
		some := words[at:min(at+batch, len(words))]
		for i, word := range some {
			h := hash.Sum(word)
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

// All returns an iterator over the words and their counts, in no order. The
// words are the table's own memory, as the digits of Counts are.
func (t *Table) All() iter.Seq2[[]byte, uint64] {
	return func(yield func(word []byte, count uint64) bool) {
		t := t
		if v := t.unverified.Load(); v != nil {
			t = v.verifyAll()
		}
		for i, slot := range t.slots {
			if slot == 0 {
				continue
			}
			word, digits, _ := parseEntry(t.entry(i/int(t.width), slot))
			if !yield(word, parseCount(digits)) {
				break
			}
		}
		runtime.KeepAlive(t)
	}
}

// find looks for a word. slot is the one at the word's home, which the caller
// has loaded. It returns the digits of the word's count, or nil.
func (t *Table) find(word []byte, h uint64, slot uint32) []byte {
	shift := t.offset & 31 // the compiler sees that it is less than 32
	tag := uint32(h>>32) << shift
	at := -1
	for slot != 0 {
		if (slot^tag)>>shift == 0 {
			digits := match(t.entry(t.partition(h), slot), word)
			if digits != nil {
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

// partition returns the number of the partition that a hash belongs to.
func (t *Table) partition(h uint64) int { return int(h >> (64 - t.bits&63)) }

// home returns the index of the slot where the search for a hash begins.
func (t *Table) home(h uint64) int {
	at := uint64(uint32(h)) * uint64(t.width) >> 32
	return t.partition(h)*int(t.width) + int(at)
}

// row returns the slots of a partition.
func (t *Table) row(part int) []uint32 {
	return t.slots[part*int(t.width) : (part+1)*int(t.width)]
}

// entry returns the memory that starts with the entry of a partition's slot,
// which must not be empty.
func (t *Table) entry(part int, slot uint32) []byte {
	offset := slot&(1<<(t.offset&31)-1) - 1
	return t.pages[t.first[part]+offset>>pageShift][offset%pageSize:]
}

// setSlots makes data the slots of the table. free is called once the table is
// unreachable.
func (t *Table) setSlots(data []byte, free func()) {
	first := (*uint32)(unsafe.Pointer(unsafe.SliceData(data)))
	t.slots = unsafe.Slice(first, len(data)/4)
	runtime.AddCleanup(t, func(free func()) { free() }, free)
}

// bytesOf returns the memory of slots as bytes.
func bytesOf(slots []uint32) []byte {
	first := (*byte)(unsafe.Pointer(unsafe.SliceData(slots)))
	return unsafe.Slice(first, 4*len(slots))
}

// castagnoli is a polynomial for which processors have an instruction.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum returns the checksum of a partition: of its row and its pages.
func (t *Table) checksum(part int) uint32 {
	sum := crc32.Checksum(bytesOf(t.row(part)), castagnoli)
	for _, page := range t.pages[t.first[part]:t.first[part+1]] {
		sum = crc32.Update(sum, castagnoli, page[:])
	}
	return sum
}
