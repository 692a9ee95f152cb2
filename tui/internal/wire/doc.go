// Package wire records what crosses a socket. A Tap stands between the clients
// and the server of a stage, forwards what each sends, and adds an Event to a
// Recording for everything that happens: a client connects, bytes arrive, a side
// closes. It works with any client: nc, a PHP page, redis-cli.
//
// A recording can be shown while it grows, saved as text, Markdown or JSON
// lines, and read back.
package wire
