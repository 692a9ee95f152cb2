// Package proc reads what the kernel shows of processes: their memory, descriptors,
// processor time and children. Most of it only Linux shows.
package proc

import "errors"

// MaxFamily is how many processes of a program are told apart.
const MaxFamily = 256

// ErrNotHere is the error of what this system does not show.
var ErrNotHere = errors.New("only Linux shows this")

// Process is a process as the kernel shows it.
type Process struct {
	PID    int
	Memory int64 // resident bytes
	Zombie bool  // it has ended, and its parent has not asked how
}

// Socket is a socket that a process has open.
type Socket struct {
	Descriptor int
	Local      string // the address or path that it is bound to
	Peer       string // the other end; "0.0.0.0:0" for a listener, "" for a path
	Listens    bool
}

// Connection is one end of a TCP connection, or a listener.
type Connection struct {
	Local, Peer string // "127.0.0.1:9998"
	State       string // as ss has it: "TIME-WAIT"
	Again       int    // how often the kernel has sent again what is not acknowledged
}
