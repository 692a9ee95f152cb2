//go:build unix

// Port-hijack is a victim or a thief, as its first argument says: it answers each client
// with that, and lets other programs share its port. With the name ask it is the clients.
//
//	port-hijack NAME ADDRESS [UID]
//	port-hijack ask ADDRESS HOW-MANY
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

func main() {
	name, address, number := os.Args[1], os.Args[2], 0
	if len(os.Args) > 3 {
		number, _ = strconv.Atoi(os.Args[3])
	}
	if name == "ask" {
		ask(address, number)
		return
	}
	if number > 0 {
		if err := syscall.Setuid(number); err != nil {
			log.Fatal(err)
		}
	}
	sharing := net.ListenConfig{Control: share}
	ln, err := sharing.Listen(context.Background(), "tcp4", address)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", ln.Addr())
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Fprintln(conn, name)
		conn.(*net.TCPConn).CloseWrite()
		io.Copy(io.Discard, conn) // what is not read would turn the close into a reset
		conn.Close()
	}
}

// share sets both options on a socket, before it is bound.
func share(_, _ string, socket syscall.RawConn) (err error) {
	failed := socket.Control(func(fd uintptr) {
		for _, option := range []int{unix.SO_REUSEADDR, unix.SO_REUSEPORT} {
			if err == nil {
				err = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, option, 1)
			}
		}
	})
	if failed != nil {
		return failed
	}
	return err
}

// ask is that many clients, one after the other. It prints who answered how many.
func ask(address string, clients int) {
	answered := make(map[string]int)
	for range clients {
		conn, err := net.Dial("tcp4", address)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Fprintln(conn, "whale")
		answer, err := io.ReadAll(conn)
		if err != nil || len(answer) == 0 {
			log.Fatalf("%q, %v", answer, err)
		}
		answered[strings.Fields(string(answer))[0]]++
		conn.Close()
	}
	fmt.Println(answered["thief"])
}
