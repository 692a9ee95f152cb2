//go:build unix

// Port-hijack is a victim or a thief, as its first argument says: it listens on all
// addresses that it can have, lets other programs share them, and answers each client
// with its name. With the name ask it is the clients, which print how many the thief got.
//
//	port-hijack NAME UID ADDRESS...
//	port-hijack ask HOW-MANY ADDRESS...
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
	log.SetFlags(0)
	name, addresses := os.Args[1], os.Args[3:]
	number, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	if name == "ask" {
		for _, address := range addresses {
			fmt.Println(ask(address, number))
		}
		return
	}
	if number != 0 { // 0 is the user who starts it
		if err := syscall.Setuid(number); err != nil {
			log.Fatal(err)
		}
	}
	sharing := net.ListenConfig{Control: share}
	var bound []string
	for _, address := range addresses {
		ln, err := sharing.Listen(context.Background(), "tcp4", address)
		if err != nil {
			log.Print(err)
			continue
		}
		bound = append(bound, ln.Addr().String())
		go serve(ln, name)
	}
	fmt.Println("listening on", strings.Join(bound, " "))
	select {}
}

// serve answers each client with the name.
func serve(ln net.Listener, name string) {
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

// ask is that many clients, one after the other. It returns how many the thief answered.
func ask(address string, clients int) (stolen int) {
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
		if string(answer) == "thief\n" {
			stolen++
		}
		conn.Close()
	}
	return stolen
}
