// Solution listens on the path that it reads, or not at all.
package main

import (
	"bufio"
	"errors"
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
	if err := checkPath(path); err != nil {
		log.Fatalf("cannot listen on %q: %v", path, err)
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

// checkPath returns why path cannot be the name of a socket file, or nil.
func checkPath(path string) error {
	// The path and a NUL must fit.
	const size = len(syscall.RawSockaddrUnix{}.Path)
	switch {
	case path == "":
		return errors.New("it is empty")
	case path[0] == '@':
		return errors.New("a leading @ means a socket without a file")
	case strings.ContainsRune(path, 0):
		return errors.New("the kernel stops reading at the NUL in it")
	case len(path) >= size:
		return fmt.Errorf("it has %d bytes and only %d fit", len(path), size-1)
	}
	return nil
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
