// Wrong: the length is right, but a NUL ends the path for the kernel.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"strings"
	"syscall"
)

func main() {
	log.SetFlags(0)
	path, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil {
		log.Fatalf("read the path: %v", err)
	}
	path = strings.TrimSuffix(path, "\n")
	if path == "" || path[0] == '@' ||
		len(path) >= len(syscall.RawSockaddrUnix{}.Path) {
		log.Fatalf("%q cannot be a socket's path", path)
	}
	ln, err := net.Listen("unix", path)
	if err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		answer(conn)
	}
}

// answer returns a client's line in capitals.
func answer(conn net.Conn) {
	defer conn.Close()
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		log.Print(err)
		return
	}
	fmt.Fprint(conn, strings.ToUpper(line))
}
