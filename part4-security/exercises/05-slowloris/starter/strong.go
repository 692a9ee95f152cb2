package main

import "net"

// strong answers a line in capitals, and attack cannot hold its places.
func strong(conn net.Conn) {
	weak(conn) // TODO: something better
}
