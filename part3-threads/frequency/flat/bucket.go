package flat

import "encoding/binary"

// A bucket is what the processor loads from memory at once: a cache line. Its
// first byte says how many bytes of entries there are. In the second each word
// whose home is here has set a bit, so most words that are not in the table are
// not searched for. The entries follow, one behind the other. At the end are
// references to entries that are elsewhere, with the far entries of the
// partition: four bytes each, the offset of an entry and 1.
type bucket [bucketSize]byte

const (
	bucketSize = 64
	bucketHead = 2
	bucketRoom = bucketSize - bucketHead // for entries and references

	usedMask = 1<<6 - 1 // of the first byte: the bytes of its entries
	hasFar   = 1 << 6   // it has references
	passed   = 1 << 7   // it had no room for a word, which is in a later one

	// maxEntry is the largest entry in a bucket, so that at least two fit.
	maxEntry = bucketRoom / 2
	refSize  = 4
)

// mark returns the bit that a word with this hash sets in its home.
func mark(h uint64) byte { return 1 << (h >> 32 & 7) }

// find looks for a word among the entries, not the references, of a bucket. It
// returns the digits of its count, or nil.
func (b *bucket) find(word []byte) (digits []byte) {
	for at, end := bucketHead, bucketHead+b.used(); at < end; {
		header := int(b[at&(bucketSize-1)])
		start, middle := at+1, at+1+header>>3
		at = middle + header&7 + 1
		if middle-start == len(word) && string(b[start:middle]) == string(word) {
			return b[middle:at:at]
		}
	}
	return nil
}

// findFar looks for a word among the references.
func (b *bucket) findFar(word, far []byte) (digits []byte) {
	for at := bucketHead + b.free(); at < bucketSize; at += refSize {
		ref := binary.LittleEndian.Uint32(b[at:])
		other, digits, _ := parseEntry(far[ref-1:])
		if string(other) == string(word) {
			return digits
		}
	}
	return nil
}

// used returns how many bytes the entries have.
func (b *bucket) used() int { return int(b[0] & usedMask) }

// all calls yield for the word and the digits of each entry, until it returns
// false, and reports whether it never did.
func (b *bucket) all(far []byte, yield func(word, digits []byte) bool) bool {
	for at := bucketHead; at < bucketHead+b.used(); {
		word, digits, size := parseEntry(b[at:])
		if !yield(word, digits) {
			return false
		}
		at += size
	}
	for at := bucketHead + b.free(); at < bucketSize; at += refSize {
		word, digits, _ := parseEntry(far[binary.LittleEndian.Uint32(b[at:])-1:])
		if !yield(word, digits) {
			return false
		}
	}
	return true
}

// add adds an entry, and reports whether there was room.
func (b *bucket) add(entry []byte) bool {
	if b.used()+len(entry) > b.free() {
		b[0] |= passed
		return false
	}
	copy(b[bucketHead+b.used():], entry)
	b[0] += byte(len(entry))
	return true
}

// refer adds a reference to the far entry at an offset, and reports whether
// there was room.
func (b *bucket) refer(offset int) bool {
	at := bucketHead + b.free() - refSize
	if at < bucketHead+b.used() {
		b[0] |= passed
		return false
	}
	binary.LittleEndian.PutUint32(b[at:], uint32(offset)+1)
	b[0] |= hasFar
	return true
}

// free returns how many bytes the references leave.
func (b *bucket) free() int {
	free := bucketRoom
	for b[0]&hasFar != 0 && free-refSize >= b.used() &&
		binary.LittleEndian.Uint32(b[bucketHead+free-refSize:]) != 0 {
		free -= refSize
	}
	return free
}

// find looks for a word in a row, from the bucket at its home on.
func find(row []bucket, home int, word, far []byte) (digits []byte) {
	at := home
	for range row {
		b := &row[at]
		digits := b.find(word)
		if digits == nil && b[0]&hasFar != 0 {
			digits = b.findFar(word, far)
		}
		if digits != nil || b[0]&passed == 0 {
			return digits
		}
		if at++; at == len(row) {
			at = 0
		}
	}
	return nil
}

// put adds something to the first bucket of a row, from home on, that has room,
// and reports whether there is one.
func put(row []bucket, home int, add func(*bucket) bool) bool {
	at := home
	for range row {
		if add(&row[at]) {
			return true
		}
		if at++; at == len(row) {
			at = 0
		}
	}
	return false
}
