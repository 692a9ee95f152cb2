package engine

import "errors"

// Session is one client's side of a protocol, without its socket: bytes in,
// bytes out. The package protocol has one; this package only needs to know what
// it wants next.
type Session interface {
	// Answer is given in, all bytes that arrived and that the session has not
	// taken yet, and end: nil as long as more may come, or the reason why not.
	// It appends what it answers to reply, and keeps neither of the slices.
	//
	// The reasons are io.EOF (the client has closed its side),
	// os.ErrDeadlineExceeded (the time for what the session wants is over),
	// ErrEnding, ErrMemory, ErrReset, or whatever error the connection had.
	// After any of them but ErrMemory the session must want End.
	Answer(in []byte, end error, reply []byte) Next
}

// Next is what a session made of its input, and what it wants now.
type Next struct {
	Taken  int    // bytes of the input that it is done with
	Reply  []byte // the reply that it was given, with its answers appended
	Want   Want
	Err    error // with End: what cut the conversation short, or nil
	Linger bool  // with End: the client may still be sending
}

// Want is what a session wants from its client.
type Want byte

const (
	// FirstByte is where each session begins: limits.FirstByteTime from the
	// connection on.
	FirstByte Want = iota
	// RestOfRequest has limits.RequestTime from the request's first byte on,
	// and no byte that arrives makes that longer.
	RestOfRequest
	// NextRequest has limits.IdleTime from the last answer on.
	NextRequest
	// Room is nothing from the client: the session has answered a lot and is
	// called again for the rest of its input once that is sent.
	Room
	// End is the end of the conversation.
	End
)

// Reasons why a session gets no more input, beside io.EOF and
// os.ErrDeadlineExceeded.
var (
	ErrEnding = errors.New("the server is shutting down")
	ErrMemory = errors.New("unfinished requests have used up their memory")
	ErrReset  = errors.New("the client reset the connection")
)
