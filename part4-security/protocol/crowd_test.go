//go:build unix

package protocol

import (
	"bytes"
	"io"
	"log"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
)

// A panic in a crowd costs one client its conversation, and the log says where
// it was. The stack that it happened on goes on to serve the others.
func TestPanicInCrowd(t *testing.T) {
	var mu sync.Mutex
	var logged bytes.Buffer
	log.SetOutput(writer(func(line []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return logged.Write(line)
	}))
	defer log.SetOutput(os.Stderr)
	s := service(t)
	table := s.table.Load()
	dial := listen(t, "unix", s)
	var crowded []net.Conn
	for range crowd + 10 {
		conn := within(t, dial())
		askFor(t, conn, "PING", "+PONG\r\n")
		crowded = append(crowded, conn)
	}
	unlucky, others := crowded[0], crowded[1:]
	s.Use(nil) // no table: the next look-up panics
	io.WriteString(unlucky, request("GET", "whale"))
	if answer, err := io.ReadAll(unlucky); len(answer) > 0 || err != nil {
		t.Errorf("without a table: %q, %v, want a closed connection", answer, err)
	}
	s.Use(table)
	for _, conn := range others {
		askFor(t, conn, "GET whale", "$2\r\n10\r\n")
	}
	mu.Lock()
	defer mu.Unlock()
	if text := logged.String(); !strings.Contains(text, "nil pointer") ||
		!strings.Contains(text, "appendCounts") {
		t.Errorf("the log has %q, want the panic and where it was", text)
	}
}

// askFor sends a request and wants an answer.
func askFor(t *testing.T, conn net.Conn, words, want string) {
	t.Helper()
	io.WriteString(conn, request(strings.Fields(words)...))
	answer := make([]byte, len(want))
	if n, err := io.ReadFull(conn, answer); string(answer) != want {
		t.Fatalf("%s is answered %q, %v, want %q", words, answer[:n], err, want)
	}
}

// writer is a function that is an io.Writer.
type writer func([]byte) (int, error)

func (w writer) Write(data []byte) (int, error) { return w(data) }
