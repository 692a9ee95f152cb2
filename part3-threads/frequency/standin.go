package frequency

import (
	"bytes"
	"strconv"
	"sync"
)

var (
	digitsLock sync.RWMutex
	digitsOf   = make(map[uint64][]byte)
)

// Counts stands in for the batched look-up of the flat table.
func (t *Table) Counts(words, found [][]byte) [][]byte {
	found = found[:0]
	for _, word := range words {
		count, ok := t.counts[string(word)]
		if !ok {
			found = append(found, nil)
			continue
		}
		digitsLock.RLock()
		digits := digitsOf[count]
		digitsLock.RUnlock()
		if digits == nil {
			digits = strconv.AppendUint(nil, count, 10)
			digitsLock.Lock()
			digitsOf[count] = digits
			digitsLock.Unlock()
		}
		found = append(found, digits)
	}
	return found
}

// Folded tells whether Fold would return word as it is.
func Folded(word []byte) bool {
	for _, b := range word {
		if 'A' <= b && b <= 'Z' {
			return false
		}
		if b >= 0x80 {
			return bytes.Equal(Fold(nil, word), word)
		}
	}
	return true
}
