package protocol

import (
	"bytes"
	"testing"

	"wallsockets/part4-security/limits"
)

// A request is found in the same way wherever the data is cut: before its end
// there is none yet, or already the same fault.
func FuzzParse(f *testing.F) {
	f.Add([]byte(request("MGET", "the", "whale")))
	f.Add([]byte("*1\r\n$5\r\nwhale\r\n*0\r\n"))
	f.Add([]byte("*-1\r\n"))
	f.Add([]byte("*2\r\n$1\r\n\r\r\n$99999999999999999999\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l := limits.Default()
		whole, size, fault := parse(data, nil, l)
		if size < 0 || size > len(data) || size > 0 && fault != nil {
			t.Fatalf("parse(%q) takes %d bytes, %v", data, size, fault)
		}
		for cut := range data {
			_, early, earlyFault := parse(data[:cut], nil, l)
			if early > 0 && early != size || earlyFault != nil && fault == nil ||
				cut < size && early > 0 {
				t.Fatalf("parse(%q) takes %d bytes, %v; of all %q %d, %v",
					data[:cut], early, earlyFault, data, size, fault)
			}
		}
		if size > 0 && len(whole) > 0 {
			again, n, err := parse(bytes.Clone(data[:size]), nil, l)
			if n != size || err != nil || !bytes.Equal(again[0], whole[0]) {
				t.Fatalf("parse(%q) alone: %d bytes, %v, want %d", data[:size], n, err, size)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	data := []byte(request("MGET", "a", "tagging", "program", "needs", "the",
		"average", "frequencies", "of", "ten", "words"))
	l := limits.Default()
	var words [][]byte
	b.ReportAllocs()
	for b.Loop() {
		words, _, _ = parse(data, words, l)
	}
}
