package protocol

import "sync"

const (
	// readSize is how much one read may bring. A request of ten words has
	// some 150 bytes, so this is a pipeline of a hundred of them.
	readSize = 16 << 10
	// maxReply is how many bytes of answers may pile up before they are sent:
	// a pipeline of short requests can ask for a lot.
	maxReply = 64 << 10
	// maxKept is the largest buffer that goes back to the pool.
	maxKept = 2 * maxReply
)

// workspace is what it takes to answer requests. A conversation borrows one
// while it has something to answer and holds none while it waits, so there are
// about as many as processors, not as many as clients.
type workspace struct {
	*conversation          // whose turn it is
	in            []byte   // read and not yet taken as a request
	request       [][]byte // the request being answered, which points into in
	words         [][]byte // its words in folded form, if that is another,
	folded        []byte   // which point into this
	found         [][]byte // what the table has of them
	reply         []byte   // answers that are still to be sent
}

var workspaces = sync.Pool{New: func() any {
	return &workspace{in: make([]byte, 0, readSize)}
}}

// borrow returns a workspace that holds what the conversation has left.
func (c *conversation) borrow() *workspace {
	w := workspaces.Get().(*workspace)
	w.conversation = c
	w.in = append(w.in[:0], c.rest...)
	w.reply = w.reply[:0] // a panic may have left the answers of another
	return w
}

// giveBack leaves the conversation what is not yet taken, in no more memory
// than it needs, and returns the workspace.
func (w *workspace) giveBack() {
	c := w.conversation
	if len(w.in) == 0 {
		c.rest = nil
	} else {
		c.rest = append(c.rest[:0], w.in...)
	}
	c.hold(cap(c.rest))
	w.conversation = nil
	if cap(w.in) <= maxKept && cap(w.reply) <= maxKept {
		workspaces.Put(w)
	}
}

// free returns room for the next read, behind what is there. A buffer that is
// too small grows once, to what the largest request takes: step by step it would
// leave twice as much behind for the garbage collector.
func (w *workspace) free() []byte {
	if len(w.in) == cap(w.in) {
		larger := make([]byte, len(w.in), max(w.limits.Request, cap(w.in))+readSize)
		copy(larger, w.in)
		w.in = larger
	}
	return w.in[len(w.in):cap(w.in)]
}
