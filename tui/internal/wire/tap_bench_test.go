package wire

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// What a tap costs: 16 clients ask and wait for the answer, without a tap and
// with one. The messages are small; the ratio of the two is what counts.
func BenchmarkThroughput(b *testing.B) {
	const question = "the quick zyzzyva\n"
	for _, network := range []string{"tcp", "unix"} {
		target := server(b, network, echo)
		b.Run(network+"/direct", func(b *testing.B) {
			ask(b, target, question)
		})
		b.Run(network+"/tap", func(b *testing.B) {
			tapped, _ := tap(b, target)
			ask(b, Address{network, tapped.Addr()}, question)
		})
	}
}

// ask has 16 clients send b.N questions in all.
func ask(b *testing.B, address Address, question string) {
	var asked atomic.Int64
	var clients sync.WaitGroup
	for range 16 {
		conn, err := net.Dial(address.Network, address.Address)
		if err != nil {
			b.Fatal(err)
		}
		defer conn.Close()
		clients.Go(func() {
			answer := make([]byte, len(question))
			for asked.Add(1) <= int64(b.N) {
				io.WriteString(conn, question)
				if _, err := io.ReadFull(conn, answer); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	clients.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "questions/s")
}
