//go:build unix

package protocol

import (
	"io"
	"log"
	"net"
	"os"
	"strings"
	"testing"
	"time"
)

// A panic in a crowd costs one client its conversation, and the log says where
// it was. The stack that it happened on goes on to serve the others.
func TestPanicInCrowd(t *testing.T) {
	logged := make(chan string, 1)
	log.SetOutput(writer(func(lines []byte) (int, error) {
		logged <- string(lines)
		return len(lines), nil
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
	select {
	case text := <-logged:
		if !strings.Contains(text, "nil pointer") ||
			!strings.Contains(text, "appendCounts") {
			t.Errorf("the log has %q, want the panic and where it was", text)
		}
	case <-time.After(10 * time.Second):
		t.Error("the panic is not logged")
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
