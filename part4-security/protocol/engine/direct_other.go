//go:build !unix

package engine

// serveDirectly reports false: sockets are not read directly on this system.
func serveDirectly(*client) bool { return false }

// writeNow leaves all of an answer to conn.Write.
func writeNow(int, []byte) (sent int) { return 0 }
