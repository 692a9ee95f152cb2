// Package e2e has only tests: the end-to-end tests of the stages. They build every
// server and client once and let them talk to each other, and to programs that
// are not ours, over TCP and unix sockets.
package e2e
