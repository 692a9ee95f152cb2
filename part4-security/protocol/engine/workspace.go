package engine

import "sync"

const (
	// readSize is how much one read may bring. A request of ten words has
	// some 150 bytes, so this is a pipeline of a hundred of them.
	readSize = 16 << 10
	// maxKept is the largest buffer that goes back to the pool.
	maxKept = 128 << 10
)

// workspace holds the buffers of a turn. A client borrows one while there is
// something to answer and holds none while it is idle, so there are about as
// many as processors, not as many as clients.
type workspace struct {
	in    []byte // read, and not yet taken by the session
	reply []byte // answers being sent
}

var workspaces = sync.Pool{New: func() any {
	return &workspace{in: make([]byte, 0, readSize)}
}}

// recycle puts the workspace back into the pool, unless it has grown large.
func (w *workspace) recycle() {
	if cap(w.in) <= maxKept && cap(w.reply) <= maxKept {
		workspaces.Put(w)
	}
}

// free returns the space for the next read, after what is there. A buffer that
// is too small grows once, to what the largest request takes: growing step by
// step would leave twice as much garbage.
func (w *workspace) free(request int) []byte {
	if len(w.in) == cap(w.in) {
		larger := make([]byte, len(w.in), max(request, cap(w.in))+readSize)
		copy(larger, w.in)
		w.in = larger
	}
	return w.in[len(w.in):cap(w.in)]
}
