package flat

import (
	"errors"
	"fmt"
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
	bytes    []int     // of the entries on them
	far      [][]byte  // the far entries of each partition
	words    atomic.Int64
	begun    atomic.Int64 // how many partitions a filler has started
}

func newBuilder(scatters []*scatter) *builder {
	n := 1 << scatters[0].bits
	return &builder{
		scatters: scatters,
		table:    &Table{bits: scatters[0].bits},
		pages:    make([][]*page, n),
		bytes:    make([]int, n),
		far:      make([][]byte, n),
	}
}

// build makes a table of the words of all scatters, and frees their memory. It
// adds up the counts of a word that is there more than once.
func build(scatters []*scatter, p Pace) (*Table, error) {
	defer release(scatters)
	b := newBuilder(scatters)
	if err := b.collect(); err != nil {
		return nil, err
	}
	if err := b.size(p); err != nil {
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

// collect takes the pages of each partition from the scatters.
func (b *builder) collect() error {
	for _, s := range b.scatters {
		var carry uint64
		if b.table.total, carry = bits.Add64(b.table.total, s.total, 0); carry != 0 {
			return errOverflow
		}
		for part := range b.pages {
			b.pages[part] = append(b.pages[part], s.pages(part)...)
			b.bytes[part] += int(s.bytes[part])
		}
	}
	return nil
}

// size makes the rows as wide as the fullest partition needs. A partition may seem
// fuller than it is, because words are on its pages more than once: so the fullest
// is added up, until that does not make another one the fullest.
func (b *builder) size(p Pace) error {
	added := make([]bool, len(b.bytes))
	fullest := b.fullest()
	for ; !added[fullest]; fullest = b.fullest() {
		b.addUp(fullest, &p)
		added[fullest] = true
	}
	b.table.width = uint32(b.bytes[fullest]*100/(maxFill*bucketRoom) + 1)
	n := len(b.pages) * int(b.table.width) * bucketSize
	data, free, err := system.Allocate(n)
	if err != nil {
		return fmt.Errorf("get %d MB of memory: %w", n>>20, err)
	}
	b.table.setBuckets(data, free)
	return nil
}

// fullest returns the partition with the most bytes.
func (b *builder) fullest() (part int) {
	for other, bytes := range b.bytes {
		if bytes > b.bytes[part] {
			part = other
		}
	}
	return part
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
		f.addUp(part, &f.pace)
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
func (b *builder) addUp(part int, p *Pace) {
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
		p.Rest()
	}
	sums := newScatter(0)
	// These pages are enough: a sum is no longer than its parts.
	sums.memory.spare = b.pages[part]
	for _, word := range order {
		count := counts[word]
		// It cannot fail: the total of all scatters did not overflow.
		sums.add([]byte(word), appendCount(nil, count), count)
	}
	b.pages[part], b.bytes[part] = sums.pages(0), int(sums.bytes[0])
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
