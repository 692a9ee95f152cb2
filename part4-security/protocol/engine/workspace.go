package engine

import "sync"

const (
	// readSize is how much one read may bring. A request of ten words has
	// some 150 bytes, so this is a pipeline of a hundred of them.
	readSize = 16 << 10
	// maxKept is the largest buffer that goes back to the pool.
	maxKept = 128 << 10
)

// Workspace holds the buffers of a turn. A client borrows one while there is
// something to answer and holds none while it is idle, so there are about as
// many as processors, not as many as clients.
type Workspace struct {
	In    []byte // read, and not yet taken by the session
	Reply []byte // answers being sent
}

var workspaces = sync.Pool{New: func() any {
	return &Workspace{In: make([]byte, 0, readSize)}
}}

// Borrow returns a workspace that begins with pending, what is left of the
// input.
func Borrow(pending []byte) *Workspace {
	w := workspaces.Get().(*Workspace)
	w.In = append(w.In[:0], pending...)
	return w
}

// GiveBack returns what is left of the input, in no more memory than it needs:
// in that of pending if that is enough. The workspace is then another client's.
func (w *Workspace) GiveBack(pending []byte) []byte {
	if len(w.In) == 0 {
		pending = nil
	} else {
		pending = append(pending[:0], w.In...)
	}
	if cap(w.In) <= maxKept && cap(w.Reply) <= maxKept {
		workspaces.Put(w)
	}
	return pending
}

// Free returns the space for the next read, after what is there. A buffer that
// is too small grows once, to what the largest request takes: growing step by
// step would leave twice as much garbage.
func (w *Workspace) Free(request int) []byte {
	if len(w.In) == cap(w.In) {
		larger := make([]byte, len(w.In), max(request, cap(w.In))+readSize)
		copy(larger, w.In)
		w.In = larger
	}
	return w.In[len(w.In):cap(w.In)]
}
