package main

import (
	"context"
	"log"
	"net"
	"os"
)

// serveInetd talks to one client, whose connection is standard input: inetd
// has accepted it, and so has the parent in the process model.
func serveInetd(ctx context.Context, common *shared) {
	// To inetd standard output and standard error are the connection, too,
	// and nothing but the answer may go there.
	os.Stdout = unlessConnection(os.Stdout)
	os.Stderr = unlessConnection(os.Stderr)
	log.SetOutput(os.Stderr)

	conn, err := net.FileConn(os.Stdin)
	if err != nil {
		log.Fatalf("take standard input as a connection: %v; "+
			"-inetd is for a program such as inetd to start", err)
	}
	os.Stdin.Close() // conn has a descriptor of its own
	if err := handleConn(ctx, conn, common); err != nil {
		log.Fatalf("%s: %v", conn.RemoteAddr(), err)
	}
}

// unlessConnection returns file, or a file that goes nowhere if file is the
// same connection as standard input.
func unlessConnection(file *os.File) *os.File {
	client, err := os.Stdin.Stat()
	if err != nil {
		return file
	}
	if info, err := file.Stat(); err != nil || !os.SameFile(info, client) {
		return file
	}
	nowhere, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return file
	}
	return nowhere
}
