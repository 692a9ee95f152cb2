package wire

import (
	"cmp"
	"context"
	"net"
	"slices"
	"sync"
	"time"

	"wallsockets/part5-unix/unixsocket"
	"wallsockets/tui/internal/guard"
)

const (
	// maxSought is how many clients may wait for their process to be found. In
	// a flood the others keep their addresses as names.
	maxSought = 1024
	// searchShare makes a pause this many times as long as the search before it.
	searchShare = 4
)

// search finds out which processes the clients are. On a unix socket the kernel
// says so at once. Over TCP it says only which user a client is, and which inode
// its socket has: the process is the one that has this inode open, and all must be
// searched for it. Those of the session are searched at once, because a client may be
// gone in a moment; all are searched in the background, for all new clients at once.
// That takes at most a fifth of one processor each.
type search struct {
	recording *Recording
	kernel    *kernel
	own       func() []int // the processes to search first
	ctx       context.Context
	searches  sync.WaitGroup

	mu     sync.Mutex
	sought map[uint32]int // numbers of connections by the inodes of their clients
	busy   bool           // a search is running in the background
	rests  time.Time      // until then nobody searches at once
}

// who returns what the kernel says at once of the client at the other end of a
// connection. If inode is not 0, find can find its process.
func (s *search) who(client stream) (c Conn, inode uint32) {
	if peer, err := unixsocket.PeerOf(client); err == nil {
		return Conn{Program: programOf(peer.PID), Process: peer.PID, group: groupOf(peer.PID),
			User: unixsocket.Peer{UID: peer.UID}.String()}, 0
	}
	address, isTCP := client.RemoteAddr().(*net.TCPAddr)
	if !isTCP {
		return Conn{}, 0
	}
	c.Address = address.String()
	if s.kernel == nil {
		return c, 0
	}
	inode, user, found := s.kernel.client(client)
	if found {
		c.User = unixsocket.Peer{UID: user}.String()
	}
	return c, inode
}

// find finds the process of a client, or begins to search for it.
func (s *search) find(number int, inode uint32) {
	if s.findNow(map[uint32]int{inode: number}) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sought == nil {
		s.sought = make(map[uint32]int)
	}
	if len(s.sought) < maxSought {
		s.sought[inode] = number
	}
	if !s.busy {
		s.busy = true
		s.searches.Go(guard.Func(s.run))
	}
}

// findNow searches the session's processes for clients, unless it just did or a
// search is running, and reports whether all are found.
func (s *search) findNow(sought map[uint32]int) bool {
	begun := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy || begun.Before(s.rests) {
		return false
	}
	s.searchIn(s.own(), sought)
	s.rests = time.Now().Add(searchShare * time.Since(begun))
	return len(sought) == 0
}

// run searches until no client is sought.
func (s *search) run() {
	for {
		s.mu.Lock()
		sought := s.sought
		s.sought = nil
		s.busy = len(sought) > 0
		s.mu.Unlock()
		if len(sought) == 0 {
			return
		}
		begun := time.Now()
		s.round(sought)
		select {
		case <-time.After(searchShare * time.Since(begun)):
		case <-s.ctx.Done():
			return
		}
	}
}

// round searches the processes once: first those that the session has started,
// then all. It stops when all clients are found.
func (s *search) round(sought map[uint32]int) {
	s.searchIn(s.own(), sought)
	s.searchIn(allProcesses(), sought)
}

// searchIn searches processes, the newest first, and removes from sought what it
// has found.
func (s *search) searchIn(processes []int, sought map[uint32]int) {
	slices.SortFunc(processes, func(a, b int) int { return cmp.Compare(b, a) })
	for _, process := range processes {
		if len(sought) == 0 || s.ctx.Err() != nil {
			return
		}
		for _, inode := range socketsOf(process) {
			if number, is := sought[inode]; is {
				program, group := programOf(process), groupOf(process)
				s.recording.Identify(number, func(c *Conn) {
					c.Process, c.Program, c.group = process, program, group
				})
				delete(sought, inode)
			}
		}
	}
}
