// Careless makes its socket file as many servers do: it removes what is at the path,
// lets the umask decide the mode, and narrows the mode later, here when a line comes on
// its standard input: to 0, which not even the owner passes, so that one sees the effect
// without another user. It prints each message and answers with its process ID.
//
//	careless PATH
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: careless PATH")
	}
	path := os.Args[1]
	_ = os.Remove(path)
	ln, err := net.Listen("unix", path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", path)
	go narrow(path)
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go answer(conn)
	}
}

// narrow waits for a line and lets nobody in any more.
func narrow(path string) {
	if !bufio.NewScanner(os.Stdin).Scan() {
		return
	}
	if err := os.Chmod(path, 0); err != nil {
		log.Fatal(err)
	}
	fmt.Println("narrowed the mode")
}

// answer has the conversation with one client.
func answer(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	if lines.Scan() {
		fmt.Printf("message: %q\n", lines.Text())
		fmt.Fprintln(conn, "answered by process", os.Getpid())
	}
}
