package main

import (
	"context"
	"log"
	"net"
	"os"
)

// serveInetd serves one client, whose connection is standard input: inetd, or
// the parent in the process model, has accepted it.
func serveInetd(ctx context.Context, common *shared) {
	// inetd makes the connection standard output and standard error, too, and
	// the client must get nothing but the answer.
	os.Stdout = unlessConnection(os.Stdout)
	os.Stderr = unlessConnection(os.Stderr)
	log.SetOutput(os.Stderr)

	conn, err := net.FileConn(os.Stdin)
	if err != nil {
		log.Fatalf("take standard input as a connection: %v; "+
			"-inetd is for servers that inetd starts", err)
	}
	os.Stdin.Close() // conn has a descriptor of its own
	if handleConn(ctx, conn, common) != nil {
		os.Exit(1) // it is logged
	}
}

// unlessConnection returns file, or the null device if file is the same
// connection as standard input.
func unlessConnection(file *os.File) *os.File {
	client, err := os.Stdin.Stat()
	if err != nil {
		return file
	}
	if info, err := file.Stat(); err != nil || !os.SameFile(info, client) {
		return file
	}
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return file
	}
	return null
}
