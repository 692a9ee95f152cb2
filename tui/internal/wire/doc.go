// Package wire sees what crosses a socket. A Tap stands between the clients
// and the server of a stage, passes on what each sends, and adds an Event to a
// Recording for everything that happens: a client connects, bytes arrive, a
// side closes. Clients need not know of it: nc, a PHP page or redis-cli are
// seen like the guide's own.
//
// A recording can be shown while it grows, saved as text, Markdown or JSON
// lines, and read back.
package wire
