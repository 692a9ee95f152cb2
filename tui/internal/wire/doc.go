// Package wire records what crosses a socket. A Tap stands between the clients
// and the server of a stage, forwards what each sends, and adds an Event to a
// Recording for everything that happens: a client connects, bytes arrive, a side
// closes. It works with any client: nc, a PHP page, redis-cli.
//
// A recording can be shown while it grows, saved as text, Markdown or JSON
// lines, and read back.
//
// # Hands on the wire
//
// The Hands of a tap interfere with what passes: they hold messages, let them go one
// by one, edit, split, join, delay and drip them, shut down a side, and drop
// connections. Each direction of a connection has a lane for that:
//
//	         client                                          server
//	           |  read                                 write   ^
//	           v                                               |
//	arrived -- + -- nothing to do: forwarded at once --------- +
//	           |                                               ^
//	           |  put: rules, Hold           due: released,    |
//	           v                             not delayed       |
//	          [ "lo\n" | "hel" | the end ] ---------------- deliver
//
// As long as a lane is not held, is empty, and has no rule that changes what comes, the
// goroutine that reads also writes, and hands cost nothing. Otherwise what arrives waits in the lane, the
// end of the stream too, and a second goroutine delivers it, until the lane is empty
// again. A lane that is full (64 KiB, or 256 messages) stops the reading, so that the
// sender blocks as it would if nobody read.
//
// A Rule is applied to each message that comes (Always) or to one that waits (Change),
// by the same code. ParseOrder reads both from text, for the command line and scripts.
// Each thing that hands do is an event of kind Interfered. What a side sent is recorded
// when it arrives, and what the other side gets is recorded when it is delivered:
//
//	client>     6  "hello\n"; stopped at the relay
//	 relay> split 6 bytes from the client after 3
//	 relay> split off 3 bytes from the client: "lo\n"
//	 relay> delivered 3 bytes from the client: "hel"
//
// An edit makes a message no longer than 64 KiB: one that would is not done, and an event
// says so.
package wire
