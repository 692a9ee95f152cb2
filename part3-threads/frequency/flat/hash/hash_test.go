package hash

import "testing"

// A snapshot outlives the program that wrote it, so the hash of a word may
// change only together with the version of the snapshots.
func TestSumStays(t *testing.T) {
	for word, want := range map[string]uint64{
		"":                                  0x59fa67d987f3ce8c,
		"a":                                 0x26b697387dc34f5f,
		"whale":                             0xcf3830e037abdf92,
		"frequency":                         0xc880e63b8e08d1ca,
		"antidisestablishmentarianism-like": 0xc5d3b345c52e8a58,
	} {
		if got := Sum([]byte(word)); got != want {
			t.Errorf("Sum(%q) is %#x, want %#x", word, got, want)
		}
	}
}

// Words that differ in one byte, in length or in order have different hashes.
func TestSumDiffers(t *testing.T) {
	seen := map[uint64]string{}
	for length := range 40 {
		for at := range length + 1 {
			word := make([]byte, length)
			for i := range word {
				word[i] = byte('a' + i%26)
			}
			if at < length {
				word[at] = 'A'
			}
			h := Sum(word)
			if other, ok := seen[h]; ok {
				t.Errorf("%q and %q have the same hash", word, other)
			}
			seen[h] = string(word)
		}
	}
}
