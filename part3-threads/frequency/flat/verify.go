package flat

import (
	"fmt"
	"log"
	"sync"
	"time"

	"wallsockets/part3-threads/frequency/flat/hash"
)

// verifier checks a table that was mapped from a file, any byte of which may be
// wrong. Checking a large file takes longer than mapping it saves, so each
// partition is checked before it is first used, and the rest in the background.
type verifier struct {
	table     *Table
	name      string   // of the file
	checksums []uint32 // what they should be, by partition

	mu          sync.Mutex
	verified    []bool // by partition
	left        int    // partitions that are not verified yet
	reread      func() (*Table, error)
	replacement *Table // what reread returned, once a partition was damaged
}

// verifyDelay is how long a server runs before it checks partitions that nobody
// has asked for. A process that answers one client has ended by then.
const verifyDelay = 200 * time.Millisecond

// verifyLater has a new table verified against checksums. name is the file that
// it was mapped from, and reread reads its words from their source.
func verifyLater(t *Table, name string, checksums []uint32,
	reread func() (*Table, error)) {
	n := 1 << t.bits
	v := &verifier{
		table: t, name: name, checksums: checksums, reread: reread,
		verified: make([]bool, n), left: n,
	}
	t.unverified.Store(v)
	time.AfterFunc(verifyDelay, v.verifyRest)
}

// verifyRest verifies all partitions in the background.
func (v *verifier) verifyRest() {
	pace := Gently
	for part := range v.verified {
		if _, err := v.verifyPart(part); err != nil {
			log.Print(err) // the next look-up of these words tries again
		}
		pace.Rest()
	}
}

// verify returns a table that has the right counts of words: the one that it
// verifies, or its replacement. It panics if the table is damaged and its words
// cannot be read, because then there is no right answer.
func (v *verifier) verify(words [][]byte) *Table {
	for _, word := range words {
		table := v.mustVerifyPart(v.table.partition(hash.Sum(word)))
		if table != v.table {
			return table
		}
	}
	return v.table
}

// verifyAll does the same for the words of all partitions.
func (v *verifier) verifyAll() *Table {
	for part := range v.verified {
		if table := v.mustVerifyPart(part); table != v.table {
			return table
		}
	}
	return v.table
}

// mustVerifyPart is verifyPart, but panics instead of returning an error.
func (v *verifier) mustVerifyPart(part int) *Table {
	table, err := v.verifyPart(part)
	if err != nil {
		panic(err)
	}
	return table
}

// verifyPart returns the table if the given partition of it is undamaged, else
// its replacement, which then serves for all partitions.
func (v *verifier) verifyPart(part int) (*Table, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.replacement != nil {
		return v.replacement, nil
	}
	if v.verified[part] {
		return v.table, nil
	}
	if v.table.checksum(part) == v.checksums[part] {
		v.verified[part] = true
		if v.left--; v.left == 0 {
			v.table.unverified.Store(nil)
		}
		return v.table, nil
	}
	log.Printf("use the snapshot %s: %v; reading the words again",
		v.name, errDamaged)
	replacement, err := v.reread()
	if err != nil {
		return nil, fmt.Errorf("use the snapshot %s: %v, and its words "+
			"cannot be read: %w", v.name, errDamaged, err)
	}
	v.replacement = replacement
	return replacement, nil
}
