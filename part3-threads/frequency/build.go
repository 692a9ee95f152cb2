package frequency

import (
	"errors"
	"fmt"
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"
)

// errOverflow tells that counts outgrow 64 bits.
var errOverflow = errors.New("the counts add up to more than 64 bits hold")

// scatter takes words from one worker and puts the entry of each in a page of
// its partition, where it stays. Each worker has its own scatter, so none
// waits for another.
type scatter struct {
	bits   uint // as in Table
	memory memory
	full   [][]*page // by partition: the pages that are full
	last   []*page   // the one that is being filled, or nil,
	used   []uint16  // and how many bytes of it are
	words  []uint32
	total  uint64
}

// scatterBits returns a good number of partitions for a list of so many bytes,
// as a logarithm. The 100 kB of one stay in a processor's cache, and the pages
// that are half empty at the end do not weigh much.
func scatterBits(size int64) uint {
	return min(max(minBits, uint(bits.Len64(uint64(size)>>17))), maxBits)
}

func newScatter(bits uint) *scatter {
	n := 1 << bits
	s := &scatter{
		bits: bits, full: make([][]*page, n), last: make([]*page, n),
		used: make([]uint16, n), words: make([]uint32, n),
	}
	if n*pageSize >= largeMemory/8 {
		s.memory.size = largeMemory
	}
	return s
}

// add takes a folded word that was seen as often as digits say, without
// leading zeros, which is count.
func (s *scatter) add(word, digits []byte, count uint64) error {
	total, carry := bits.Add64(s.total, count, 0)
	if carry != 0 {
		return errOverflow
	}
	if len(word) > maxWord {
		return fmt.Errorf("the word is longer than %d bytes", maxWord)
	}
	s.total = total
	part := hash(word) >> (64 - s.bits&63)
	used := int(s.used[part])
	if s.last[part] == nil || pageSize-used < longestHeader+len(word)+len(digits) {
		s.more(part)
		used = 0
	}
	s.used[part] = uint16(len(appendEntry(s.last[part][:used], word, digits)))
	s.words[part]++
	return nil
}

// more begins another page of a partition.
func (s *scatter) more(part uint64) {
	if s.last[part] != nil {
		s.full[part] = append(s.full[part], s.last[part])
	}
	s.last[part] = s.memory.page()
}

// largeMemory is the size, in bytes, from which memory is asked of the kernel
// itself (see allocate). The scatter of a large list begins with that.
const largeMemory = 4 << 20

// memory hands out pages of large pieces of memory.
type memory struct {
	spare []*page
	rest  []byte
	size  int // of the next large piece
	frees []func()
}

// page returns a page that is all 0.
func (m *memory) page() *page {
	if len(m.spare) > 0 {
		page := m.spare[0]
		m.spare = m.spare[1:]
		return page
	}
	if len(m.rest) == 0 {
		m.size = max(m.size, 16*pageSize)
		var free func()
		m.rest, free = allocate(m.size)
		m.frees = append(m.frees, free)
		m.size = min(2*m.size, 4*largeMemory)
	}
	page := (*page)(m.rest)
	m.rest = m.rest[pageSize:]
	return page
}

// builder makes a table of what scatters hold.
type builder struct {
	scatters []*scatter
	table    *Table
	pages    [][]*page // by partition
	words    atomic.Int64
}

// build makes a table of the words of all scatters, which it takes over. Words
// that are there several times are added up.
func build(scatters []*scatter, p pace) (*Table, error) {
	bits := scatters[0].bits
	b := &builder{
		scatters: scatters, pages: make([][]*page, 1<<bits), table: &Table{bits: bits},
	}
	if err := b.size(); err != nil {
		release(scatters)
		return nil, err
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range p.workers() {
		group.Go(func() {
			for p := p; ; p.rest() {
				part := int(next.Add(1)) - 1
				if part >= len(b.pages) {
					return
				}
				b.fill(part)
			}
		})
	}
	group.Wait()
	b.finish()
	return b.table, nil
}

// release gives back the memory of scatters that are not wanted any more.
func release(scatters []*scatter) {
	for _, s := range scatters {
		for _, free := range s.memory.frees {
			free()
		}
	}
}

// size collects the pages of each partition and makes room for the slots.
func (b *builder) size() error {
	t := b.table
	most, longest := 0, 0
	for part := range b.pages {
		words := 0
		for _, s := range b.scatters {
			words += int(s.words[part])
			b.pages[part] = append(b.pages[part], s.full[part]...)
			if s.last[part] != nil {
				b.pages[part] = append(b.pages[part], s.last[part])
			}
		}
		most, longest = max(most, words), max(longest, len(b.pages[part]))
	}
	for _, s := range b.scatters {
		var carry uint64
		if t.total, carry = bits.Add64(t.total, s.total, 0); carry != 0 {
			return errOverflow
		}
	}
	// A row has at least one empty slot, which ends the search for a word
	// that is not there.
	t.width = uint32(most*100/maxFill + 1)
	t.offset = max(32-tagBits, uint(bits.Len(uint(longest+1)*pageSize)))
	if t.offset > maxOffset {
		return errors.New("the list is too large")
	}
	data, free := allocate(len(b.pages) * int(t.width) * 4)
	t.useSlots(data, free)
	return nil
}

// maxOffset leaves a tag of four bits in a slot, when a partition has 256 MiB.
const maxOffset = 28

// useSlots makes data the slots of the table, until nobody can reach that any
// more.
func (t *Table) useSlots(data []byte, free func()) {
	t.slots = unsafe.Slice((*uint32)(unsafe.Pointer(unsafe.SliceData(data))), len(data)/4)
	runtime.AddCleanup(t, func(free func()) { free() }, free)
}

// fill makes the row of one partition.
func (b *builder) fill(part int) {
	words, again := b.table.index(part, b.pages[part])
	if again {
		clear(b.table.row(part))
		b.addUp(part)
		words, _ = b.table.index(part, b.pages[part])
	}
	b.words.Add(int64(words))
}

// index fills the row of one partition, which is empty, for its pages, and
// returns how many words they have. It stops, with again, at a word that it has
// already.
func (t *Table) index(part int, pages []*page) (words int, again bool) {
	row := t.row(part)
	for number, page := range pages {
		for at := 0; at < pageSize && page[at] != 0; words++ {
			word, _, size := parseEntry(page[at:])
			h := hash(word)
			slot := uint32(h>>32)<<t.offset | uint32(number<<pageShift+at+1)
			i := t.home(h) - part*int(t.width)
			for row[i] != 0 {
				if (row[i]^slot)>>t.offset == 0 {
					known := row[i]&(1<<t.offset-1) - 1
					if match(pages[known>>pageShift][known%pageSize:], word) != nil {
						return words, true
					}
				}
				if i++; i == len(row) {
					i = 0
				}
			}
			row[i] = slot
			at += size
		}
	}
	return words, false
}

// addUp makes one entry of those of a partition that have the same word.
func (b *builder) addUp(part int) {
	counts := make(map[string]uint64)
	var order []string
	for _, page := range b.pages[part] {
		for at := 0; at < pageSize && page[at] != 0; {
			word, digits, size := parseEntry(page[at:])
			if _, known := counts[string(word)]; !known {
				order = append(order, string(word))
			}
			counts[string(word)] += parseCount(digits)
			at += size
		}
		clear(page[:])
	}
	sums := newScatter(0)
	sums.memory.spare = b.pages[part] // enough: sums take less than their parts
	for _, word := range order {
		count := counts[word]
		sums.add([]byte(word), appendCount(nil, count), count) // the total has room
	}
	b.pages[part] = append(sums.full[0], sums.last[0])
}

// finish lists the pages in the table, which keeps their memory from now on.
func (b *builder) finish() {
	t := b.table
	for _, pages := range b.pages {
		t.first = append(t.first, uint32(len(t.pages)))
		t.pages = append(t.pages, pages...)
	}
	t.first = append(t.first, uint32(len(t.pages)))
	t.words = int(b.words.Load())
	for _, s := range b.scatters {
		for _, free := range s.memory.frees {
			runtime.AddCleanup(t, func(free func()) { free() }, free)
		}
	}
}

// tableOf makes a table of the counts of folded words.
func tableOf(counts map[string]uint64, p pace) (*Table, error) {
	s := newScatter(scatterBits(int64(len(counts)) * 16))
	var digits []byte
	for word, count := range counts {
		digits = appendCount(digits[:0], count)
		if err := s.add([]byte(word), digits, count); err != nil {
			return nil, err
		}
	}
	return build([]*scatter{s}, p)
}
