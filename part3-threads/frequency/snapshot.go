package frequency

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"unsafe"
)

// A snapshot is a file that holds a table as it is in memory: a preamble, the
// slots, the entries. To load it is to map it, whatever its size, and processes
// that do so share one copy. Numbers are in the order of bytes of the machine
// that wrote it, which another kind of machine takes for another version.

// preamble is the start of a snapshot, padded to preambleSize.
type preamble struct {
	Magic   [16]byte
	Version uint32
	Check   uint32 // of the preamble, taken with 0 here
	Width   uint32
	Offset  uint32
	Words   uint64
	Total   uint64
	Source  stamp
	Starts  [partitions + 1]uint64
	Checks  [partitions]uint32 // of the row and the entries of each
}

const (
	snapshotMagic = "wallsockets list"
	// snapshotVersion changes with the layout of a table, and with the rule
	// by which words are folded.
	snapshotVersion = 1
	preambleSize    = 16 << 10 // whole pages, so that the slots are aligned
)

// What may be wrong with a snapshot.
var (
	errForeign  = errors.New("is not a snapshot: it is left as it is")
	errVersion  = errors.New("is of another version or kind of machine")
	errCutShort = errors.New("is not complete")
	errDamaged  = errors.New("is damaged")
	errOther    = errors.New("was made from another source")
	errStale    = errors.New("is older than the words it was made from")
)

// castagnoli is a polynomial that processors have an instruction for.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// save writes the table to the named file, for words that come from source.
// It takes the name only when it is whole and on the disk, so that no crash
// can leave half a snapshot there.
func (t *Table) save(name string, source stamp) error {
	p := preamble{
		Version: snapshotVersion,
		Width:   t.width, Offset: uint32(t.offset),
		Words: uint64(t.words), Total: t.total,
		Source: source,
	}
	copy(p.Magic[:], snapshotMagic)
	copy(p.Starts[:], t.starts)
	for part := range p.Checks {
		p.Checks[part] = t.check(part)
	}
	slots := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(t.slots))), 4*len(t.slots))
	err := writeBeside(name, p.encode(), slots, t.entries)
	if err != nil {
		return fmt.Errorf("save the words in %s: %w", name, err)
	}
	return nil
}

// writeBeside writes pieces to a new file, which then takes the given name.
func writeBeside(name string, pieces ...[]byte) (err error) {
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(file.Name()) // nothing of it is wanted
		}
	}()
	for _, piece := range pieces {
		if err == nil {
			_, err = file.Write(piece)
		}
	}
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), name)
}

// encode returns the preamble as it is in a file, with its check.
func (p *preamble) encode() []byte {
	p.Check = 0
	data := make([]byte, 0, preambleSize)
	// It cannot fail: the struct has nothing but numbers of fixed size.
	data, _ = binary.Append(data, binary.NativeEndian, p)
	data = data[:preambleSize]
	p.Check = crc32.Checksum(data, castagnoli)
	binary.NativeEndian.PutUint32(data[20:], p.Check)
	return data
}

// decode takes the start of a file apart and says what is wrong with it.
func (p *preamble) decode(data []byte, source stamp) error {
	if !bytes.HasPrefix(data, []byte(snapshotMagic[:min(len(data), len(snapshotMagic))])) {
		return errForeign
	}
	if len(data) < preambleSize {
		return errCutShort
	}
	if _, err := binary.Decode(data, binary.NativeEndian, p); err != nil {
		return err
	}
	check := p.Check
	switch {
	case p.Version != snapshotVersion:
		return errVersion
	case binary.NativeEndian.Uint32(p.encode()[20:]) != check,
		p.Width == 0, p.Offset > maxOffset, p.Offset < 32-tagBits:
		return errDamaged
	case p.Source.Names != source.Names:
		return errOther
	case p.Source != source:
		return errStale
	}
	return nil
}

// openSnapshot maps the snapshot in the named file, which must be of source as
// it is now. Of its words it looks at none: each partition is checked before
// the first answer from it. If one is damaged, again reads the words anew.
func openSnapshot(name string, source stamp, again func() (*Table, error)) (*Table, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close() // a mapping outlives it
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errForeign
	}
	start := make([]byte, preambleSize)
	n, err := io.ReadFull(file, start)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	var p preamble
	if err := p.decode(start[:n], source); err != nil {
		return nil, err
	}
	size := preambleSize + int64(partitions)*int64(p.Width)*4 + int64(p.Starts[partitions])
	if info.Size() != size {
		return nil, errCutShort
	}
	data, free, err := mapFile(file, int(size))
	if err != nil {
		return nil, fmt.Errorf("cannot be mapped: %w", err)
	}
	t := &Table{
		width: p.Width, offset: uint(p.Offset), starts: p.Starts[:],
		words: int(p.Words), total: p.Total,
	}
	t.use(data[preambleSize:], free)
	t.distrust(&proof{name: name, checks: p.Checks[:], again: again})
	return t, nil
}

// check returns a checksum of all that belongs to a partition.
func (t *Table) check(part int) uint32 {
	row := t.row(part)
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(row))), 4*len(row))
	sum := crc32.Checksum(bytes, castagnoli)
	return crc32.Update(sum, castagnoli, t.entries[t.starts[part]:t.starts[part+1]])
}
