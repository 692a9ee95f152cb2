//go:build linux

package promise

import (
	"bufio"
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// The server holds ten thousand idle clients on either kind of socket and in either
// model, and answers each of them afterwards.
func TestPromiseConnectionsHeld(t *testing.T) {
	for _, test := range []struct {
		part  int
		model []string
		most  int // MiB of memory for the clients
	}{
		{4, nil, 70}, {5, []string{"-model=threads"}, 70}, {5, []string{"-model=events"}, 16},
	} {
		stage := stagetest.Find(t, test.part)
		t.Run(fmt.Sprint(stage.ID, test.model), func(t *testing.T) {
			stagetest.NothingLeft(t)
			n := roomFor(t, few(heldClients))
			s := stagetest.Start(t, stage, append(test.model, room(stage, n)...)...)
			askAll(t, connect(t, s, 1))
			before, began := resident(s), time.Now()
			clients := connect(t, s, n-1)
			opening := time.Since(began)
			askAll(t, clients)
			<-time.After(heldTime)
			askAll(t, clients)
			grown := resident(s) - before
			closeAll(clients)
			promise(t, grown <= test.most<<10 && opening <= 3*time.Second*slow(),
				fmt.Sprintf("connections held for %v, %s %s", heldTime, stage.Network, test.model),
				fmt.Sprintf("all answered before and after, open in 3 s, %d MiB", test.most),
				"%d, open in %s, %.1f MiB", n, milliseconds(opening), float64(grown)/1024)
		})
	}
}

// slow is how many times the promised time a test may take: once at full counts,
// when nothing else runs, and more beside the tests of other packages.
func slow() time.Duration {
	switch {
	case stagetest.Race:
		return 10
	case full:
		return 1
	}
	return 5
}

// room returns the flags for n clients of one user.
func room(stage course.Stage, n int) []string {
	flags := []string{fmt.Sprint("-max-clients=", n)}
	if stage.Network == "unix" {
		flags = append(flags, fmt.Sprint("-max-per-user=", n))
	}
	return flags
}

// roomFor returns n, or fewer if the limit of descriptors, which is the same for
// this process and for a server, does not allow as many.
func roomFor(t *testing.T, n int) int {
	t.Helper()
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	const others = 200
	if room := int(min(limit.Max, 1<<30)) - others; n > room {
		t.Logf("%d clients instead of %d: the limit of descriptors is too low (ulimit -Hn)", room, n)
		return room
	}
	return n
}

// connect connects n clients and closes them at the end of the test.
func connect(t *testing.T, s *stagetest.Server, n int) []net.Conn {
	t.Helper()
	clients := make([]net.Conn, n)
	t.Cleanup(func() { closeAll(clients) })
	for i := range clients {
		conn, err := dial(s)
		if err != nil {
			t.Fatalf("client %d of %d: %v", i, n, err)
		}
		clients[i] = conn
	}
	return clients
}

// dial connects to a server and tries again while its queue is full, which a unix
// socket reports at once.
func dial(s *stagetest.Server) (conn net.Conn, err error) {
	stagetest.Poll(func() bool {
		conn, err = net.DialTimeout(s.Stage.Network, s.Address, stagetest.Patience)
		return err == nil || !strings.Contains(err.Error(), unix.EAGAIN.Error())
	})
	return conn, err
}

func closeAll(clients []net.Conn) {
	for _, client := range clients {
		if client != nil {
			client.Close()
		}
	}
}

// askAll asks on each connection, which stays open, and checks the answer.
func askAll(t *testing.T, clients []net.Conn) {
	t.Helper()
	for i, client := range clients {
		client.SetDeadline(time.Now().Add(stagetest.Patience))
		fmt.Fprint(client, request("PING"))
		got, err := bufio.NewReaderSize(client, 16).ReadString('\n')
		if got != "+PONG\r\n" || err != nil {
			t.Fatalf("client %d of %d got %q, %v", i, len(clients), got, err)
		}
	}
}

// resident returns how much memory a server occupies, in KiB.
func resident(s *stagetest.Server) int {
	s.T.Helper()
	n, err := strconv.Atoi(strings.TrimSuffix(s.Status("VmRSS"), " kB"))
	if err != nil {
		s.T.Fatal(err)
	}
	return n
}
