package flat

import "encoding/binary"

// A bucket is what the processor loads from memory at once: a cache line. It
// holds the entries of a few words, one behind the other, after a byte that
// says how many bytes they have.
type bucket [bucketSize]byte

const (
	bucketSize = 64
	bucketRoom = bucketSize - 1 // for entries

	// passed is set in the first byte if a word whose search came to this
	// bucket found no room: it is in one of the next.
	passed = 0x80

	// maxEntry is the largest entry in a bucket, so that at least two fit. A
	// larger one is far: with those of its partition, and in the bucket is a
	// reference to it.
	maxEntry = bucketRoom / 2
	// farHeader begins a reference. Its offset follows, four bytes.
	farHeader = 254
	refSize   = 1 + 4
)

// find looks for a word in a row, from the bucket at its home on. It returns
// the digits of the word's count, or nil.
func find(row []bucket, home int, word, far []byte) (digits []byte) {
	at := home
	for range row {
		b := &row[at]
		if digits := b.find(word, far); digits != nil || b[0]&passed == 0 {
			return digits
		}
		if at++; at == len(row) {
			at = 0
		}
	}
	return nil
}

// add adds an entry or a reference to a row, in the first bucket from home on
// that has room, and reports whether there is one.
func add(row []bucket, home int, entry []byte) bool {
	at := home
	for range row {
		if row[at].add(entry) {
			return true
		}
		if at++; at == len(row) {
			at = 0
		}
	}
	return false
}

// find looks for a word in the bucket.
func (b *bucket) find(word, far []byte) (digits []byte) {
	for at, last := 1, b.used(); at <= last; {
		header := int(b[at])
		if header >= farHeader {
			var other []byte
			if other, digits, at = b.parse(at, far); string(other) == string(word) {
				return digits
			}
			continue
		}
		start, end := at+1, at+1+header>>3
		at = end + header&7 + 1
		if end-start == len(word) && string(b[start:end]) == string(word) {
			return b[end:at:at]
		}
	}
	return nil
}

// parse returns the word and the digits of the entry at an index, and the index
// of the next one.
func (b *bucket) parse(at int, far []byte) (word, digits []byte, next int) {
	if b[at] == farHeader {
		offset := binary.LittleEndian.Uint32(b[at+1:])
		word, digits, _ = parseEntry(far[offset:])
		return word, digits, at + refSize
	}
	word, digits, size := parseEntry(b[at:])
	return word, digits, at + size
}

// used returns how many bytes the entries have.
func (b *bucket) used() int { return int(b[0] &^ passed) }

// add adds an entry or a reference, and reports whether there was room.
func (b *bucket) add(entry []byte) bool {
	if b.used()+len(entry) > bucketRoom {
		b[0] |= passed
		return false
	}
	copy(b[1+b.used():], entry)
	b[0] += byte(len(entry))
	return true
}

// appendRef appends a reference to the far entry at offset.
func appendRef(dst []byte, offset int) []byte {
	return binary.LittleEndian.AppendUint32(append(dst, farHeader), uint32(offset))
}
