// Package e2e has the end-to-end tests of the stages and nothing else: they
// build every server and client once and let them, and programs that are not
// ours, talk to each other over TCP and unix sockets.
package e2e
