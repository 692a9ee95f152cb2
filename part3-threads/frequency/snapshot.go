package frequency

import (
	"bufio"
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
// pages, the slots. To load it is to map it, whatever its size, and processes
// that do so share one copy. Numbers are in the order of bytes of the machine
// that wrote it, which another kind of machine takes for another version.

// preamble is the start of a snapshot, padded to preambleSize.
type preamble struct {
	Magic   [16]byte
	Version uint32
	Check   uint32 // of all the rest of the preamble
	Width   uint32
	Offset  uint32
	Bits    uint32
	Pages   uint32
	Words   uint64
	Total   uint64
	Source  stamp
	First   [1<<maxBits + 1]uint32
	Checks  [1 << maxBits]uint32 // of the row and the pages of each partition
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
		Width:   t.width, Offset: uint32(t.offset), Bits: uint32(t.bits),
		Pages: uint32(len(t.pages)), Words: uint64(t.words), Total: t.total,
		Source: source,
	}
	copy(p.Magic[:], snapshotMagic)
	copy(p.First[:], t.first)
	for part := range 1 << t.bits {
		p.Checks[part] = t.check(part)
	}
	err := writeBeside(name, func(w *bufio.Writer) {
		w.Write(p.encode())
		for _, page := range t.pages {
			w.Write(page[:])
		}
		w.Write(bytesOf(t.slots))
	})
	if err != nil {
		return fmt.Errorf("save the words in %s: %w", name, err)
	}
	return nil
}

// bytesOf returns the memory of slots.
func bytesOf(slots []uint32) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(slots))), 4*len(slots))
}

// writeBeside has write write a new file, which then takes the given name.
func writeBeside(name string, write func(*bufio.Writer)) (err error) {
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".new-*")
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(file, 1<<20)
	write(w)
	if err = w.Flush(); err == nil { // the first error of all writes
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		os.Remove(file.Name()) // nothing of it is wanted
	}
	return err
}

// encode returns the preamble as it is in a file, with its check.
func (p *preamble) encode() []byte {
	data := make([]byte, 0, preambleSize)
	// It cannot fail: the struct has nothing but numbers of fixed size.
	data, _ = binary.Append(data, binary.NativeEndian, p)
	data = data[:preambleSize]
	p.Check = preambleCheck(data)
	binary.NativeEndian.PutUint32(data[20:], p.Check)
	return data
}

// preambleCheck returns the checksum of an encoded preamble, but for Check.
func preambleCheck(data []byte) uint32 {
	sum := crc32.Checksum(data[:20], castagnoli)
	return crc32.Update(sum, castagnoli, data[24:])
}

// decode takes the start of a file apart and says what is wrong with it.
func (p *preamble) decode(data []byte, source stamp) error {
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
	case p.Check != preambleCheck(data),
		p.Width == 0, p.Offset > maxOffset, p.Offset < 32-tagBits,
		p.Bits < minBits, p.Bits > maxBits, p.First[1<<p.Bits] != p.Pages:
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
// the first answer from it. If one is damaged, again reads the words anew. A
// file that is cut while it is mapped would end the process (SIGBUS), so none
// is ever written in place: see writeBeside.
func openSnapshot(name string, source stamp, again func() (*Table, error)) (
	*Table, error) {
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
	if info.Size() != p.size() {
		return nil, errCutShort
	}
	data, free, err := mapFile(file, int(info.Size()))
	if err != nil {
		return nil, fmt.Errorf("cannot be mapped: %w", err)
	}
	t := &Table{
		bits: uint(p.Bits), width: p.Width, offset: uint(p.Offset),
		first: p.First[:1<<p.Bits+1], pages: make([]*page, p.Pages),
		words: int(p.Words), total: p.Total,
	}
	data = data[preambleSize:]
	for i := range t.pages {
		t.pages[i] = (*page)(data[i*pageSize:])
	}
	t.useSlots(data[len(t.pages)*pageSize:], free)
	t.distrust(&proof{name: name, checks: p.Checks[:], again: again})
	return t, nil
}

// size returns that of the whole file.
func (p *preamble) size() int64 {
	return preambleSize + int64(p.Pages)*pageSize + int64(p.Width)*4<<p.Bits
}

// check returns a checksum of all that belongs to a partition.
func (t *Table) check(part int) uint32 {
	sum := crc32.Checksum(bytesOf(t.row(part)), castagnoli)
	for _, page := range t.pages[t.first[part]:t.first[part+1]] {
		sum = crc32.Update(sum, castagnoli, page[:])
	}
	return sum
}
