package flat

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"slices"
)

// preamble is the start of a snapshot, padded to preambleSize. Its numbers have
// the byte order of the machine that wrote it; a machine with another byte
// order takes it for another version.
type preamble struct {
	Magic   [16]byte
	Version uint32
	Check   uint32 // of all other fields
	Width   uint32
	Bits    uint32
	Words   uint64
	Total   uint64
	Source  Stamp
	Far     [1<<maxBits + 1]uint32 // Table.farStart
	Checks  [1 << maxBits]uint32   // of each partition
	Note    [maxNote]byte          // Table.Note, padded with zeros
}

const (
	snapshotMagic = "wallsockets list"
	// snapshotVersion changes with the layout of a table, and with the rule
	// by which words are folded.
	snapshotVersion = 3
	preambleSize    = 16 << 10 // whole pages, so that buckets are aligned
	maxNote         = 4 << 10
)

// Reasons not to use a snapshot.
var (
	errForeign  = errors.New("it is not a snapshot, and stays as it is")
	errVersion  = errors.New("it is of another version or kind of machine")
	errCutShort = errors.New("it is not complete")
	errDamaged  = errors.New("it is damaged")
	errOther    = errors.New("it was made from another source")
	errStale    = errors.New("it is older than the words it was made from")
)

func newPreamble(t *Table, source Stamp) *preamble {
	p := &preamble{
		Version: snapshotVersion, Width: t.width, Bits: uint32(t.bits),
		Words: uint64(t.words), Total: t.total, Source: source,
	}
	copy(p.Magic[:], snapshotMagic)
	copy(p.Far[:], t.farStart)
	copy(p.Note[:], t.Note)
	for part := range 1 << t.bits {
		p.Checks[part] = t.checksum(part)
	}
	return p
}

// encode returns the preamble as it is in a file, with its checksum.
func (p *preamble) encode() []byte {
	data := make([]byte, 0, preambleSize)
	// It cannot fail: all fields are numbers of fixed size.
	data, _ = binary.Append(data, binary.NativeEndian, p)
	data = data[:preambleSize]
	p.Check = preambleChecksum(data)
	binary.NativeEndian.PutUint32(data[20:], p.Check)
	return data
}

// preambleChecksum returns the checksum of an encoded preamble without Check.
func preambleChecksum(data []byte) uint32 {
	sum := crc32.Checksum(data[:20], castagnoli)
	return crc32.Update(sum, castagnoli, data[24:])
}

// decode decodes the start of a file, and returns an error if that is not the
// preamble of a snapshot of source.
func (p *preamble) decode(data []byte, source Stamp) error {
	magic := snapshotMagic[:min(len(data), len(snapshotMagic))]
	if !bytes.HasPrefix(data, []byte(magic)) {
		return errForeign
	}
	if len(data) < preambleSize {
		return errCutShort
	}
	if _, err := binary.Decode(data, binary.NativeEndian, p); err != nil {
		return err
	}
	switch {
	case p.Version != snapshotVersion:
		return errVersion
	case p.Check != preambleChecksum(data),
		p.Width == 0, p.Bits < minBits, p.Bits > maxBits,
		!slices.IsSorted(p.Far[:1<<p.Bits+1]):
		return errDamaged
	case p.Source.Names != source.Names:
		return errOther
	case p.Source != source:
		return errStale
	}
	return nil
}

// size returns the size of the whole file, in bytes.
func (p *preamble) size() int64 {
	return preambleSize + p.rows() + int64(p.Far[1<<p.Bits])
}

// rows returns the size of all rows, in bytes.
func (p *preamble) rows() int64 { return bucketSize * int64(p.Width) << p.Bits }

// table returns the table in data, which is all of a file behind the preamble.
func (p *preamble) table(data []byte, free func()) *Table {
	t := &Table{
		bits: uint(p.Bits), width: p.Width,
		far: data[p.rows():], farStart: p.Far[:1<<p.Bits+1],
		words: int(p.Words), total: p.Total,
		Note: string(bytes.TrimRight(p.Note[:], "\x00")),
	}
	t.setBuckets(data[:p.rows()], free)
	return t
}
