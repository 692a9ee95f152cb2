//go:build unix

package engine

import (
	"io"
	"log"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"wallsockets/part4-security/limits"
)

// A panic costs one client its conversation, and the log shows where it was.
func TestPanic(t *testing.T) {
	logged := make(chan string, 1)
	log.SetOutput(sender(logged))
	defer log.SetOutput(os.Stderr)
	dial := listen(t, "unix", New(limits.Default()))
	var clients []net.Conn
	for range 10 {
		conn := dial()
		ask(t, conn, "whale\n")
		clients = append(clients, conn)
	}
	unlucky, others := clients[0], clients[1:]
	io.WriteString(unlucky, "secret\npanic\n")
	if answer, err := io.ReadAll(unlucky); len(answer) > 0 || err != nil {
		t.Errorf("after the panic: %q, %v, want a closed connection", answer, err)
	}
	for _, conn := range others {
		ask(t, conn, "whale\n")
	}
	select {
	case text := <-logged:
		if !strings.Contains(text, "bad luck") ||
			!strings.Contains(text, "echo.Answer") {
			t.Errorf("the log has %q, want the panic and where it was", text)
		}
	case <-time.After(10 * time.Second):
		t.Error("the panic is not logged")
	}
}

// sender is a writer that sends what is written.
type sender chan<- string

func (s sender) Write(data []byte) (int, error) {
	s <- string(data)
	return len(data), nil
}
