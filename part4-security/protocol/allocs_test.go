//go:build !race

package protocol

import "testing"

// Nothing is allocated for a request, from the read to the write: a thousand of
// them allocate what a conversation takes to begin. (With the race detector
// pools drop values on purpose.)
func TestNothingIsAllocated(t *testing.T) {
	const requests, most = 1000, 30
	for _, words := range [][]string{
		{"PING"}, {"ping", "hello"}, {"GET", "whale"}, {"get", "never"},
		{"MGET", "the", "Whale", "never"}, {"FREQ", "the", "whale", "never"},
		{"AVERAGE", "the", "whale"}, {"UNUSUAL", "2", "the", "whale", "never"},
	} {
		s := service(t)
		conn := &repeat{sent: []byte(request(words...))}
		n := testing.AllocsPerRun(10, func() {
			conn.n = requests
			s.Converse(t.Context(), conn)
		})
		if answered := s.requests.Load(); answered != 11*requests || n > most {
			t.Errorf("%q: %v allocations for %d requests, want at most %d",
				words, n, answered/11, most)
		}
	}
}
