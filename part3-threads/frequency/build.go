package frequency

import (
	"errors"
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"
)

// errOverflow tells that counts outgrow 64 bits.
var errOverflow = errors.New("the counts add up to more than 64 bits hold")

// scatter takes words from one worker and sorts their entries by partition.
// Each worker of a loader has its own, so none waits for another.
type scatter struct {
	memory *memory
	parts  [partitions]struct {
		full  [][]byte // blocks of entries
		block []byte   // the block being filled
		words int
	}
	total uint64
}

// add takes a folded word that was seen as often as digits say, without
// leading zeros, which is count.
func (s *scatter) add(word, digits []byte, count uint64) error {
	total, carry := bits.Add64(s.total, count, 0)
	if carry != 0 {
		return errOverflow
	}
	s.total = total
	part := &s.parts[hash(word)>>(64-partitionBits)]
	const longest = 1 + 10 + 1 // of headers
	if need := longest + len(word) + len(digits); cap(part.block)-len(part.block) < need {
		if len(part.block) > 0 {
			part.full = append(part.full, part.block)
		}
		// Blocks begin small, for a small list has few words a partition.
		part.block = s.memory.take(max(need, min(4096, 128<<len(part.full))))
	}
	part.block = appendEntry(part.block, word, digits)
	part.words++
	return nil
}

// memory hands out pieces of large pieces of memory.
type memory struct {
	rest  []byte
	size  int // of the next large piece
	frees []func()
}

// take returns an empty slice with room for n bytes.
func (m *memory) take(n int) []byte {
	if len(m.rest) < n {
		m.size = min(max(256<<10, 2*m.size), 16<<20)
		var free func()
		m.rest, free = allocate(max(n, m.size))
		m.frees = append(m.frees, free)
	}
	piece := m.rest[:0:n]
	m.rest = m.rest[n:]
	return piece
}

// free gives all pieces back. None may be used any more.
func (m *memory) free() {
	for _, free := range m.frees {
		free()
	}
	*m = memory{}
}

// builder makes a table of what scatters hold.
type builder struct {
	scatters []*scatter
	table    *Table
	words    atomic.Int64
}

// build makes a table of the words of all scatters and takes their memory.
// Words that are there several times are added up.
func build(scatters []*scatter, p pace) (*Table, error) {
	b := &builder{scatters: scatters, table: new(Table)}
	for _, s := range scatters {
		total, carry := bits.Add64(b.table.total, s.total, 0)
		if carry != 0 {
			return nil, errOverflow
		}
		b.table.total = total
	}
	if err := b.allocate(); err != nil {
		return nil, err
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range p.workers() {
		group.Go(func() {
			p := p
			for part := int(next.Add(1)) - 1; part < partitions; part = int(next.Add(1)) - 1 {
				b.fill(part)
				p.rest()
			}
		})
	}
	group.Wait()
	for _, s := range scatters {
		s.memory.free()
	}
	b.table.words = int(b.words.Load())
	return b.table, nil
}

// allocate makes room for the slots and the entries.
func (b *builder) allocate() error {
	t := b.table
	t.starts = make([]uint64, partitions+1)
	most, longest := 0, uint64(0)
	for part := range partitions {
		words, size := 0, uint64(0)
		for _, s := range b.scatters {
			words += s.parts[part].words
			size += uint64(len(s.parts[part].block))
			for _, block := range s.parts[part].full {
				size += uint64(len(block))
			}
		}
		most, longest = max(most, words), max(longest, size)
		t.starts[part+1] = t.starts[part] + size
	}
	// A row has at least one empty slot, which ends the search for a word
	// that is not there.
	t.width = uint32(most*100/maxFill + 1)
	t.offset = max(32-tagBits, uint(bits.Len64(longest)))
	if t.offset > maxOffset {
		return errors.New("the list is too large")
	}
	data, free := allocate(partitions*int(t.width)*4 + int(t.starts[partitions]))
	t.use(data, free)
	return nil
}

// tagBits is how many bits of a hash, from 32 on, are free to be a tag.
const tagBits = 64 - partitionBits - 32

// maxOffset leaves a tag of four bits in a slot, when a partition has 256 MiB.
const maxOffset = 28

// use makes data the slots and entries of the table, until nobody can reach
// the table any more.
func (t *Table) use(data []byte, free func()) {
	size := partitions * int(t.width) * 4
	t.slots = unsafe.Slice((*uint32)(unsafe.Pointer(unsafe.SliceData(data))), size/4)
	t.entries = data[size:]
	runtime.AddCleanup(t, func(free func()) { free() }, free)
}

// fill makes the row and the entries of one partition.
func (b *builder) fill(part int) {
	t := b.table
	entries := t.entries[t.starts[part]:t.starts[part+1]]
	size := 0
	for _, s := range b.scatters {
		for _, block := range s.parts[part].full {
			size += copy(entries[size:], block)
		}
		size += copy(entries[size:], s.parts[part].block)
	}
	words, again := t.index(part, entries)
	if again {
		clear(t.row(part))
		words, _ = t.index(part, addUp(entries))
	}
	b.words.Add(int64(words))
}

// index fills the row of one partition, which is empty, for its entries, and
// returns how many words they have. It stops, with again, at a word that it has
// already.
func (t *Table) index(part int, entries []byte) (words int, again bool) {
	row := t.row(part)
	for at := 0; at < len(entries); words++ {
		word, _, size := parseEntry(entries[at:])
		h := hash(word)
		slot := uint32(h>>32)<<t.offset | uint32(at+1)
		i := t.home(h) - part*int(t.width)
		for row[i] != 0 {
			if (row[i]^slot)>>t.offset == 0 {
				if match(entries[row[i]&(1<<t.offset-1)-1:], word) != nil {
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
	return words, false
}

// addUp makes one entry of those that have the same word, in the place of the
// first. It returns what is left of entries: never more, for an entry that
// goes frees more bytes than a sum can be longer than its parts.
func addUp(entries []byte) []byte {
	counts := make(map[string]uint64)
	var order []string
	for rest := entries; len(rest) > 0; {
		word, digits, size := parseEntry(rest)
		if _, known := counts[string(word)]; !known {
			order = append(order, string(word))
		}
		counts[string(word)] += parseCount(digits)
		rest = rest[size:]
	}
	var sums []byte
	for _, word := range order {
		sums = appendEntry(sums, []byte(word), appendCount(nil, counts[word]))
	}
	return entries[:copy(entries, sums)]
}

// tableOf makes a table of the counts of folded words.
func tableOf(counts map[string]uint64, p pace) (*Table, error) {
	s := &scatter{memory: new(memory)}
	var digits []byte
	for word, count := range counts {
		digits = appendCount(digits[:0], count)
		if err := s.add([]byte(word), digits, count); err != nil {
			return nil, err
		}
	}
	return build([]*scatter{s}, p)
}
