package stagetest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Settled waits until the server holds no more sockets than when it was ready:
// it must close the sockets of clients that have disconnected.
func (s *Server) Settled() {
	s.T.Helper()
	if s.sockets == 0 {
		return // this system does not report it
	}
	var now int
	if !Poll(func() bool { now = s.Sockets(); return now <= s.sockets }) {
		s.T.Errorf("%s: it has %d sockets, but had %d when it was ready",
			s.Stage.ID, now, s.sockets)
	}
}

// Status returns the value of a name in /proc/PID/status.
func (s *Server) Status(name string) string {
	s.T.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Command.Process.Pid))
	if err != nil {
		s.T.Fatal(err)
	}
	_, value, found := strings.Cut(string(status), "\n"+name+":")
	value, _, _ = strings.Cut(value, "\n")
	if !found {
		s.T.Fatalf("/proc has no %s", name)
	}
	return strings.TrimSpace(value)
}

// Descriptors returns how many descriptors the server has, or 0 where the system
// does not report it.
func (s *Server) Descriptors() int {
	open, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.Command.Process.Pid))
	return len(open)
}

// Sockets returns how many of its descriptors are sockets.
func (s *Server) Sockets() (n int) {
	names, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", s.Command.Process.Pid))
	for _, name := range names {
		if target, _ := os.Readlink(name); strings.HasPrefix(target, "socket:") {
			n++
		}
	}
	return n
}
