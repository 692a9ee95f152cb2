// Package hash hashes words for the table, the same in every process: a
// snapshot outlives the process that wrote it.
package hash

import (
	"encoding/binary"
	"math/bits"
)

// keys are arbitrary odd numbers, half of whose bits are ones.
const (
	key0 = 0x9e3779b97f4a7c15
	key1 = 0xd1b54a32d192ed03
	key2 = 0xaef17502108ef2d9
)

// Sum returns 64 bits that depend on every byte of word. Like the wyhash family
// of hash functions it multiplies eight bytes by eight and folds the product; a
// word of up to 16 bytes takes two multiplications. Go's own hash does not work
// here, because each process seeds it differently.
func Sum(word []byte) uint64 {
	n := len(word)
	var a, b uint64
	switch {
	case n > 16:
		for rest := word; len(rest) > 16; rest = rest[16:] {
			a, b = bits.Mul64(a^b^binary.LittleEndian.Uint64(rest)^key1,
				binary.LittleEndian.Uint64(rest[8:])^key2)
		}
		a ^= binary.LittleEndian.Uint64(word[n-16:])
		b ^= binary.LittleEndian.Uint64(word[n-8:])
	case n >= 8:
		a = binary.LittleEndian.Uint64(word)
		b = binary.LittleEndian.Uint64(word[n-8:])
	case n >= 4:
		a = uint64(binary.LittleEndian.Uint32(word))
		b = uint64(binary.LittleEndian.Uint32(word[n-4:]))
	case n > 0:
		a = uint64(word[0])<<16 | uint64(word[n/2])<<8 | uint64(word[n-1])
	}
	a, b = bits.Mul64(a^key0, b^key1)
	a, b = bits.Mul64(a^key2^uint64(n), b^key0)
	return a ^ b
}
