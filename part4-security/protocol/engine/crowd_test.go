//go:build unix

package engine

import (
	"bytes"
	"io"
	"log"
	"net"
	"os"
	"strings"
	"sync"
	"testing"

	"wallsockets/part4-security/limits"
)

// A panic in a crowd costs one client its conversation, and the log shows where
// it was. The stack that it happened on goes on to serve the others.
func TestPanicInCrowd(t *testing.T) {
	var logged safeBuffer
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)
	dial := listen(t, "unix", New(limits.Default()))
	var crowded []net.Conn
	for range crowd + 10 {
		conn := dial()
		ask(t, conn, "whale\n")
		crowded = append(crowded, conn)
	}
	unlucky, others := crowded[0], crowded[1:]
	io.WriteString(unlucky, "secret\npanic\n")
	if answer, err := io.ReadAll(unlucky); len(answer) > 0 || err != nil {
		t.Errorf("after the panic: %q, %v, want a closed connection", answer, err)
	}
	for _, conn := range others {
		ask(t, conn, "whale\n")
	}
	if text := logged.String(); !strings.Contains(text, "bad luck") ||
		!strings.Contains(text, "echo.Answer") {
		t.Errorf("the log has %q, want the panic and where it was", text)
	}
}

// safeBuffer is a buffer for several goroutines.
type safeBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *safeBuffer) Write(data []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(data)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}
