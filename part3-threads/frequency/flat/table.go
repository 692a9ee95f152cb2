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
	bits     uint     // the logarithm of the number of partitions
	width    uint32   // buckets of a partition's row
	buckets  []bucket // the rows, one behind the other
	far      []byte   // the far entries of each partition, one behind the other
	farStart []uint32 // where those of each partition begin, and the end
	words    int
	total    uint64
	// unverified is nil unless parts of the table come from a file and may
	// be damaged.
	unverified atomic.Pointer[verifier]
	// Note is what users should know about the words. A snapshot keeps the
	// first 4 KiB of it. It may be changed until others use the table.
	Note string
}

const (
	minBits = 4 // 16 partitions
	maxBits = 10

	// maxFill bounds how full the buckets of a row are, in percent of their
	// room. A word then takes 20 bytes. Fuller ones are passed more often, and
	// each that is passed can be another wait for memory.
	maxFill = 62
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
const batch = 32

// Counts looks up words and returns the count of each in decimal digits, nil
// for a word that the table does not have. It uses the memory of found if that
// is large enough. The digits are the table's own memory: they must not be
// changed, and are valid while the table is reachable (runtime.KeepAlive).
//
// Most of the time of a look-up is spent waiting for memory. So Counts hashes
// all words of a batch and loads their buckets before it searches any of them:
// the processor then waits for all of them at once.
func (t *Table) Counts(words, found [][]byte) [][]byte {
	if v := t.unverified.Load(); v != nil {
		t = v.verify(words)
	}
	found = slices.Grow(found[:0], len(words))[:len(words)]
	var homes [batch]int
	var marks, loaded [batch]byte
	for at := 0; at < len(words); at += batch {
		some := words[at:min(at+batch, len(words))]
		for i, word := range some {
			h := hash.Sum(word)
			homes[i%batch] = t.partition(h)*int(t.width) + t.home(h)
			marks[i%batch] = mark(h)
		}
		for i := range some {
			loaded[i%batch] = t.buckets[homes[i%batch]][1]
		}
		for i, word := range some {
			found[at+i] = nil
			if loaded[i%batch]&marks[i%batch] == 0 {
				continue
			}
			b := &t.buckets[homes[i%batch]]
			digits := b.find(word)
			if digits == nil && b[0]&(hasFar|passed) != 0 {
				part := homes[i%batch] / int(t.width)
				home := homes[i%batch] % int(t.width)
				digits = find(t.row(part), home, word, t.farOf(part))
			}
			found[at+i] = digits
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
		for i := range t.buckets {
			far := t.farOf(i / int(t.width))
			if !t.buckets[i].all(far, func(word, digits []byte) bool {
				return yield(word, parseCount(digits))
			}) {
				break
			}
		}
		runtime.KeepAlive(t)
	}
}

// partition returns the number of the partition that a hash belongs to.
func (t *Table) partition(h uint64) int { return int(h >> (64 - t.bits&63)) }

// home returns where in a row the search for a hash begins.
func (t *Table) home(h uint64) int {
	return int(uint64(uint32(h)) * uint64(t.width) >> 32)
}

// row returns the buckets of a partition.
func (t *Table) row(part int) []bucket {
	return t.buckets[part*int(t.width) : (part+1)*int(t.width)]
}

// farOf returns the far entries of a partition.
func (t *Table) farOf(part int) []byte {
	return t.far[t.farStart[part]:t.farStart[part+1]]
}

// setBuckets makes data the buckets of the table. free is called once the table
// is unreachable.
func (t *Table) setBuckets(data []byte, free func()) {
	first := (*bucket)(unsafe.Pointer(unsafe.SliceData(data)))
	t.buckets = unsafe.Slice(first, len(data)/bucketSize)
	runtime.AddCleanup(t, func(free func()) { free() }, free)
}

// bytesOf returns the memory of buckets as bytes.
func bytesOf(buckets []bucket) []byte {
	first := (*byte)(unsafe.Pointer(unsafe.SliceData(buckets)))
	return unsafe.Slice(first, bucketSize*len(buckets))
}

// castagnoli is a polynomial for which processors have an instruction.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum returns the checksum of a partition: of its row and its far entries.
func (t *Table) checksum(part int) uint32 {
	sum := crc32.Checksum(bytesOf(t.row(part)), castagnoli)
	return crc32.Update(sum, castagnoli, t.farOf(part))
}
