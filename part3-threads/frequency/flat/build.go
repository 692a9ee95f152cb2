package flat

import (
	"errors"
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"

	"wallsockets/part3-threads/frequency/flat/hash"
	"wallsockets/part3-threads/frequency/flat/system"
)

// builder makes a table of the words of scatters.
type builder struct {
	scatters []*scatter
	table    *Table
	pages    [][]*page // of each partition
	words    atomic.Int64
}

// build makes a table of the words of all scatters, whose memory it takes over.
// It adds up the counts of a word that is there more than once.
func build(scatters []*scatter, p Pace) (*Table, error) {
	bits := scatters[0].bits
	b := &builder{
		scatters: scatters,
		table:    &Table{bits: bits},
		pages:    make([][]*page, 1<<bits),
	}
	if err := b.size(); err != nil {
		release(scatters)
		return nil, err
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range p.workers() {
		group.Go(func() {
			for p := p; ; p.Rest() {
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

// release frees the memory of scatters that no table is made of.
func release(scatters []*scatter) {
	for _, s := range scatters {
		s.memory.free()
	}
}

// size collects the pages of each partition and allocates the slots.
func (b *builder) size() error {
	t := b.table
	most, longest := 0, 0
	for part := range b.pages {
		words := 0
		for _, s := range b.scatters {
			words += int(s.words[part])
			b.pages[part] = append(b.pages[part], s.pages(part)...)
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
	t.setSlots(system.Allocate(len(b.pages) * int(t.width) * 4))
	return nil
}

// fill fills the row of one partition.
func (b *builder) fill(part int) {
	words, duplicate := b.index(part)
	if duplicate {
		clear(b.table.row(part))
		b.addUp(part)
		words, _ = b.index(part)
	}
	b.words.Add(int64(words))
}

// index fills the row of one partition, which is empty, from the partition's
// pages. It returns the number of their words, and stops at a word that it has
// seen before.
func (b *builder) index(part int) (words int, duplicate bool) {
	t, row, pages := b.table, b.table.row(part), b.pages[part]
	for number, page := range pages {
		for at := 0; at < pageSize && page[at] != 0; words++ {
			word, _, size := parseEntry(page[at:])
			h := hash.Sum(word)
			slot := uint32(h>>32)<<t.offset | uint32(number<<pageShift+at+1)
			i := t.home(h) - part*int(t.width)
			for row[i] != 0 {
				if (row[i]^slot)>>t.offset == 0 {
					at := row[i]&(1<<t.offset-1) - 1
					known := pages[at>>pageShift][at%pageSize:]
					if match(known, word) != nil {
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

// addUp rewrites the pages of a partition so that each word has one entry, with
// the sum of its counts.
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
	// These pages are enough: a sum is no longer than its parts.
	sums.memory.spare = b.pages[part]
	for _, word := range order {
		count := counts[word]
		// It cannot fail: the total of all scatters did not overflow.
		sums.add([]byte(word), appendCount(nil, count), count)
	}
	b.pages[part] = sums.pages(0)
}

// finish hands the pages and their memory to the table.
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

// FromCounts makes a table of the counts of words.
func FromCounts(counts map[string]uint64, p Pace) (*Table, error) {
	s := newScatter(scatterBits(int64(len(counts)) * 16))
	scatters := []*scatter{s}
	var digits []byte
	for word, count := range counts {
		digits = appendCount(digits[:0], count)
		if err := s.add([]byte(word), digits, count); err != nil {
			release(scatters)
			return nil, err
		}
	}
	return build(scatters, p)
}
