//go:build !race

package protocol

import (
	"fmt"
	"net"
	"testing"
	"time"
)

// taker is a connection that takes every answer and gives none.
type taker struct{ net.Conn }

func (taker) SetWriteDeadline(time.Time) error { return nil }
func (taker) SetReadDeadline(time.Time) error  { return nil }
func (taker) Write(answer []byte) (int, error) { return len(answer), nil }

// newTalk returns a conversation with nobody.
func newTalk(t testing.TB) *conversation {
	return &conversation{Service: service(t), ctx: t.Context(), conn: taker{}, socket: none}
}

// give has a conversation take what a read brought.
func (c *conversation) give(text []byte) error {
	w := c.borrow()
	defer w.giveBack()
	w.in = append(w.in, text...)
	return w.step(nil)
}

// Nothing is allocated for a request, from the read to the write. (With the
// race detector the pool throws things away on purpose.)
func TestNothingIsAllocated(t *testing.T) {
	for _, words := range [][]string{
		{"PING"}, {"ping", "hello"}, {"GET", "whale"}, {"get", "never"},
		{"MGET", "the", "Whale", "never"}, {"FREQ", "the", "whale", "never"},
		{"AVERAGE", "the", "whale"}, {"UNUSUAL", "2", "the", "whale", "never"},
	} {
		talk := newTalk(t)
		sent := []byte(request(words...))
		if n := testing.AllocsPerRun(1000, func() { talk.give(sent) }); n != 0 {
			t.Errorf("%q: %v allocations, want none", words, n)
		}
	}
}

// What answering takes between the read and the write.
func BenchmarkStep(b *testing.B) {
	for _, n := range []int{1, 10, 100} {
		b.Run(fmt.Sprintf("MGET/words=%d", n), func(b *testing.B) {
			talk := newTalk(b)
			text, _ := mget(n)
			sent := []byte(text)
			b.ReportAllocs()
			for b.Loop() {
				talk.give(sent)
			}
		})
	}
}
