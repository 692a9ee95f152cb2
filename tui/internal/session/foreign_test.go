//go:build linux

package session

import (
	"fmt"
	"net"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"wallsockets/tui/internal/test/stagetest"
	"wallsockets/tui/internal/wire"
)

// A client that is not ours, nc, is named as it is in part 2: by its program and its
// process. What the server prints of it leads to its row, and so does its message.
func TestForeignClient(t *testing.T) {
	nc := stagetest.Need(t, "nc")
	s := begin(t, 2)
	host, port, err := net.SplitHostPort(s.Address())
	if err != nil {
		t.Fatal(err)
	}
	client := exec.Command(nc, host, port)
	typed, err := client.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var answer strings.Builder
	client.Stdout = &answer
	if err := client.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = client.Process.Kill() // usually it has ended already
		_ = client.Wait()
	})
	// It is named while it only waits.
	until(t, s, "name of nc", func() bool { return s.Recording.Conn(1).Process > 0 })
	named := s.Recording.Conn(1).String()
	want := regexp.MustCompile(fmt.Sprintf(`^#1 (nc|nc\.\w+|ncat), process %d$`, client.Process.Pid))
	if !want.MatchString(named) {
		t.Errorf("the connection is %q, want %s", named, want)
	}
	accepted := printedByServer(t, s, `(?m)^accept\(\d+, (127\.0\.0\.1:\d+) = #1\) = \d+$`, 1)
	conn := s.Recording.Conn(1)
	if accepted[0][1] != conn.Relay {
		t.Errorf("accept reports %s, the connection is %+v", accepted[0][1], conn)
	}
	fmt.Fprintln(typed, "hello from nc")
	typed.Close() // else nc stays
	printedByServer(t, s, `message: "hello from nc\\n"`, 1)
	until(t, s, "end", func() bool { return closed(s) })
	if err := client.Wait(); answer.String() != "I got your message" {
		t.Errorf("nc got %q, %v", answer.String(), err)
	}
	row := s.Recording.From(1)[0]
	if row.Kind != wire.Connected || !strings.Contains(row.Peer, conn.Address) ||
		!strings.HasSuffix(row.Peer, "the server sees "+conn.Relay) {
		t.Errorf("the row is %+v, want the addresses of %+v", row, conn)
	}
}
