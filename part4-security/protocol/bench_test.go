package protocol

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"wallsockets/part4-security/protocol/engine/enginetest"
)

// listen starts a server of the service, until the test ends. It returns a
// function that connects to it.
func listen(t testing.TB, network string, s *Service) (dial func() net.Conn) {
	t.Helper()
	return enginetest.Listen(t, network, func(conn net.Conn) {
		s.Converse(t.Context(), conn)
	})
}

// ask sends a request and reads an answer of a known length.
func ask(conn net.Conn, sent, answer []byte) error {
	if _, err := conn.Write(sent); err != nil {
		return err
	}
	_, err := io.ReadFull(conn, answer)
	return err
}

// A request through the sockets and back, from one client and from 16 at once.
func BenchmarkRoundTrip(b *testing.B) {
	for _, network := range []string{"unix", "tcp"} {
		for _, clients := range []int{1, 16} {
			b.Run(fmt.Sprintf("net=%s/C=%d", network, clients), func(b *testing.B) {
				dial := listen(b, network, service(b))
				sent, want := mget(10)
				var asking sync.WaitGroup
				b.ReportAllocs()
				b.ResetTimer()
				for i := range clients {
					conn := dial()
					question := []byte(sent)
					asking.Go(func() {
						defer conn.Close()
						answer := make([]byte, len(want))
						for range (b.N + i) / clients {
							if err := ask(conn, question, answer); err != nil {
								b.Error(err)
								return
							}
						}
					})
				}
				asking.Wait()
			})
		}
	}
}

// A client that connects, asks once and disconnects.
func BenchmarkOneShot(b *testing.B) {
	for _, test := range []struct{ name, sent string }{
		{"resp", request("MGET", "the", "whale", "of", "once", "never", "the",
			"whale", "of", "once", "never")},
		{"plain", "the whale of once never the whale of once never\n"},
	} {
		b.Run(test.name, func(b *testing.B) {
			dial := listen(b, "unix", service(b))
			b.ReportAllocs()
			for b.Loop() {
				conn := dial()
				io.WriteString(conn, test.sent)
				if _, err := bufio.NewReader(conn).ReadByte(); err != nil {
					b.Fatal(err)
				}
				conn.Close()
			}
		})
	}
}

// repeat is a connection without a socket: its client sends the same bytes n
// times, takes every answer and then closes.
type repeat struct {
	net.Conn
	sent []byte
	n    int
}

func (r *repeat) Read(data []byte) (int, error) {
	if r.n--; r.n < 0 {
		return 0, io.EOF
	}
	return copy(data, r.sent), nil
}

func (r *repeat) Write(data []byte) (int, error)   { return len(data), nil }
func (r *repeat) SetReadDeadline(time.Time) error  { return nil }
func (r *repeat) SetWriteDeadline(time.Time) error { return nil }

// What a read costs besides its system calls: depth requests in one piece.
func BenchmarkConverse(b *testing.B) {
	for _, n := range []int{1, 10, 100} {
		for _, depth := range []int{1, 10} {
			b.Run(fmt.Sprintf("words=%d/depth=%d", n, depth), func(b *testing.B) {
				sent, _ := mget(n)
				conn := &repeat{sent: bytes.Repeat([]byte(sent), depth), n: b.N}
				s := service(b)
				b.ReportAllocs()
				b.ResetTimer()
				s.Converse(b.Context(), conn)
			})
		}
	}
}
