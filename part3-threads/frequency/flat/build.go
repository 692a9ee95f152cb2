package flat

import (
	"errors"
	"math"
	"math/bits"
	"runtime"
	"slices"
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
	far      [][]byte  // the far entries of each partition
	words    atomic.Int64
}

// build makes a table of the words of all scatters, and frees their memory. It
// adds up the counts of a word that is there more than once.
func build(scatters []*scatter, p Pace) (*Table, error) {
	defer release(scatters)
	bits := scatters[0].bits
	b := &builder{
		scatters: scatters,
		table:    &Table{bits: bits},
		pages:    make([][]*page, 1<<bits),
		far:      make([][]byte, 1<<bits),
	}
	if err := b.size(); err != nil {
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
	return b.table, b.finish()
}

// release frees the memory of scatters.
func release(scatters []*scatter) {
	for _, s := range scatters {
		s.memory.free()
	}
}

// size collects the pages of each partition and allocates the buckets.
func (b *builder) size() error {
	t := b.table
	most := 0
	for part := range b.pages {
		size := 0
		for _, s := range b.scatters {
			size += int(s.bytes[part])
			b.pages[part] = append(b.pages[part], s.pages(part)...)
		}
		most = max(most, size)
	}
	for _, s := range b.scatters {
		var carry uint64
		if t.total, carry = bits.Add64(t.total, s.total, 0); carry != 0 {
			return errOverflow
		}
	}
	t.width = uint32(most*100/(maxFill*bucketRoom) + 1)
	t.setBuckets(system.Allocate(len(b.pages) * int(t.width) * bucketSize))
	return nil
}

// fill fills the row of one partition.
func (b *builder) fill(part int) {
	words, duplicate := b.index(part)
	if duplicate {
		clear(b.table.row(part))
		b.far[part] = nil
		b.addUp(part)
		words, _ = b.index(part)
	}
	b.words.Add(int64(words))
}

// index fills the row of one partition, which is empty, from the partition's
// pages. It returns the number of their words, and stops at a word that it has
// seen before. Like Counts it loads the buckets of a batch before it searches
// any of them.
func (b *builder) index(part int) (words int, duplicate bool) {
	row := b.table.row(part)
	var entries [batch][]byte
	var homes [batch]int
	var marks [batch]byte
	var loaded byte
	n := 0
	for _, page := range b.pages[part] {
		for at := 0; at < pageSize && page[at] != 0; {
			word, _, size := parseEntry(page[at:])
			h := hash.Sum(word)
			entries[n], homes[n], marks[n] = page[at:at+size], b.table.home(h), mark(h)
			loaded |= row[homes[n]][0]
			at += size
			if n++; n == batch {
				if !b.insert(part, entries[:n], homes[:n], marks[:n]) {
					return words, true
				}
				words, n = words+n, 0
			}
		}
	}
	runtime.KeepAlive(loaded)
	return words + n, !b.insert(part, entries[:n], homes[:n], marks[:n])
}

// insert puts entries into their buckets, and reports whether the words of all
// are new.
func (b *builder) insert(part int, entries [][]byte, homes []int, marks []byte) bool {
	row, far := b.table.row(part), &b.far[part]
	for i, entry := range entries {
		home := &row[homes[i]]
		if home[1]&marks[i] != 0 {
			word, _, _ := parseEntry(entry)
			if find(row, homes[i], word, *far) != nil {
				return false
			}
		}
		home[1] |= marks[i]
		fits := entry[0] != longHeader && len(entry) <= maxEntry
		if !fits || !put(row, homes[i], func(b *bucket) bool { return b.add(entry) }) {
			// A reference always finds room, because the buckets are not full
			// on average.
			put(row, homes[i], func(b *bucket) bool { return b.refer(len(*far)) })
			*far = append(*far, entry...)
		}
	}
	return true
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

// finish collects what the partitions have.
func (b *builder) finish() error {
	t := b.table
	t.far = slices.Concat(b.far...)
	if len(t.far) > math.MaxUint32 {
		return errors.New("the long words have more than 4 GiB together")
	}
	end := uint32(0)
	t.farStart = append(t.farStart, 0)
	for _, far := range b.far {
		end += uint32(len(far))
		t.farStart = append(t.farStart, end)
	}
	t.words = int(b.words.Load())
	return nil
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
