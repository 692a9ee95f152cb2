package flat

import (
	"errors"
	"fmt"
	"math/bits"

	"wallsockets/part3-threads/frequency/flat/hash"
	"wallsockets/part3-threads/frequency/flat/system"
)

var errOverflow = errors.New("the counts add up to more than 64 bits hold")

// maxWord bounds a word, in bytes: with a tab and the largest count it still
// fits a line of a list.
const maxWord = maxLine - len("\t18446744073709551615")

// A page holds whole entries, one behind the other. A 0 follows the last one
// if there is room.
type page [pageSize]byte

const pageSize = 8 << 10

// scatter distributes the words of one worker over the partitions: it writes
// the entry of each to a page of its partition, until the builder moves it to
// its bucket. Every worker has its own, so none waits for another.
type scatter struct {
	bits   uint // as in Table
	memory memory
	full   [][]*page // the full pages of each partition
	last   []*page   // the page that is being filled, or nil,
	used   []uint16  // and how many of its bytes are
	bytes  []uint32  // of the entries of each partition
	total  uint64
}

// scatterBits returns a good number of partitions, as a logarithm, for a list
// of size bytes. One partition, of some 100 kB, then fits a processor's cache,
// and the pages that stay half empty weigh little.
func scatterBits(size int64) uint {
	return min(max(minBits, uint(bits.Len64(uint64(size)>>17))), maxBits)
}

func newScatter(bits uint) *scatter {
	n := 1 << bits
	s := &scatter{
		bits: bits, full: make([][]*page, n), last: make([]*page, n),
		used: make([]uint16, n), bytes: make([]uint32, n),
	}
	if n*pageSize >= system.Large/8 {
		s.memory.size = system.Large
	}
	return s
}

// add adds a word with its count. digits is count in decimal, without leading
// zeros. A word may be added more than once.
func (s *scatter) add(word, digits []byte, count uint64) error {
	total, carry := bits.Add64(s.total, count, 0)
	if carry != 0 {
		return errOverflow
	}
	if len(word) > maxWord {
		return fmt.Errorf("the word is longer than %d bytes", maxWord)
	}
	s.total = total
	part := hash.Sum(word) >> (64 - s.bits&63)
	used := int(s.used[part])
	size := longestHeader + len(word) + len(digits)
	if s.last[part] == nil || pageSize-used < size {
		s.nextPage(part)
		used = 0
	}
	end := len(appendEntry(s.last[part][:used], word, digits))
	s.used[part] = uint16(end)
	s.bytes[part] += uint32(max(end-used, refSize))
	return nil
}

// nextPage begins another page of a partition.
func (s *scatter) nextPage(part uint64) {
	if s.last[part] != nil {
		s.full[part] = append(s.full[part], s.last[part])
	}
	s.last[part] = s.memory.page()
}

// pages returns the pages of a partition.
func (s *scatter) pages(part int) []*page {
	if s.last[part] == nil {
		return nil
	}
	return append(s.full[part], s.last[part])
}
