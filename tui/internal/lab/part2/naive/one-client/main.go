//go:build unix

// One-client answers one client and exits, like part 2, with or without SO_REUSEADDR.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

func main() {
	reuse := flag.Bool("reuse", false, "set SO_REUSEADDR")
	flag.Parse()
	// Go sets the option for each listener, before it calls Control.
	config := net.ListenConfig{Control: func(_, _ string, socket syscall.RawConn) (err error) {
		value := 0
		if *reuse {
			value = 1
		}
		failed := socket.Control(func(fd uintptr) {
			err = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEADDR, value)
		})
		if failed != nil {
			return failed
		}
		return err
	}}
	ln, err := config.Listen(context.Background(), "tcp", net.JoinHostPort("127.0.0.1", flag.Arg(0)))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", ln.Addr())
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 255)); err != nil {
		log.Fatal(err)
	}
	if _, err := conn.Write([]byte("I got your message")); err != nil {
		log.Fatal(err)
	}
	conn.Close() // before the client does
}
