//go:build linux

package main

import (
	_ "embed"
	"fmt"
	"net"
)

// echoC is the same server in C: one epoll loop.
//
//go:embed echo/echo.c
var echoC []byte

// serveEcho sends back to each client what it sends, a goroutine for each: the
// limit for a server in Go. It serves until it is stopped.
func serveEcho(path string) error {
	ln, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	fmt.Println("listening on", ln.Addr())
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		go echo(conn)
	}
}

func echo(conn net.Conn) {
	defer conn.Close()
	buffer := make([]byte, 64<<10)
	for {
		n, err := conn.Read(buffer)
		if err != nil {
			return // the client has closed, or is gone
		}
		if _, err := conn.Write(buffer[:n]); err != nil {
			return
		}
	}
}
