package flat

import (
	"errors"
	"math"
	"math/bits"
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
	begun    atomic.Int64 // how many partitions a filler has started
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
	var group sync.WaitGroup
	for range p.workers() {
		f := &filler{builder: b, row: make([]bucket, b.table.width), pace: p}
		group.Go(f.run)
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

// filler fills rows of the table. It does so in memory of its own, which stays in
// the processor's cache: each word goes to another bucket of its row, and in the
// table each of these would be a wait for memory.
type filler struct {
	*builder
	row  []bucket
	pace Pace
}

// run works until all rows are filled.
func (f *filler) run() {
	for {
		part := int(f.begun.Add(1)) - 1
		if part >= len(f.pages) {
			return
		}
		f.fill(part)
	}
}

// fill fills the row of one partition.
func (f *filler) fill(part int) {
	words, duplicate := f.index(part)
	if duplicate {
		f.addUp(part)
		words, _ = f.index(part)
	}
	copy(f.table.row(part), f.row)
	f.words.Add(int64(words))
}

// index puts the words of a partition's pages into the row. It returns their
// number, and stops at a word that it has seen before.
func (f *filler) index(part int) (words int, duplicate bool) {
	clear(f.row)
	var far []byte
	for _, page := range f.pages[part] {
		for at := 0; at < pageSize && page[at] != 0; words++ {
			word, _, size := parseEntry(page[at:])
			h := hash.Sum(word)
			home := f.table.home(h)
			head := &f.row[home]
			if head[1]&mark(h) != 0 && find(f.row, home, word, far) != nil {
				return words, true
			}
			head[1] |= mark(h)
			far = insert(f.row, home, page[at:at+size], far)
			at += size
		}
		f.pace.Rest()
	}
	f.far[part] = far
	return words, false
}

// insert puts an entry into a row, from its home on, or behind the far entries,
// which it returns.
func insert(row []bucket, home int, entry, far []byte) []byte {
	if entry[0] != longHeader && len(entry) <= maxEntry &&
		put(row, home, func(b *bucket) bool { return b.add(entry) }) {
		return far
	}
	// A reference always finds room, because the buckets are not full on average.
	put(row, home, func(b *bucket) bool { return b.refer(len(far)) })
	return append(far, entry...)
}

// addUp rewrites the pages of a partition so that each word has one entry, with
// the sum of its counts.
func (f *filler) addUp(part int) {
	counts := make(map[string]uint64)
	var order []string
	for _, page := range f.pages[part] {
		for at := 0; at < pageSize && page[at] != 0; {
			word, digits, size := parseEntry(page[at:])
			if _, known := counts[string(word)]; !known {
				order = append(order, string(word))
			}
			counts[string(word)] += parseCount(digits)
			at += size
		}
		clear(page[:])
		f.pace.Rest()
	}
	sums := newScatter(0)
	// These pages are enough: a sum is no longer than its parts.
	sums.memory.spare = f.pages[part]
	for _, word := range order {
		count := counts[word]
		// It cannot fail: the total of all scatters did not overflow.
		sums.add([]byte(word), appendCount(nil, count), count)
	}
	f.pages[part] = sums.pages(0)
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
