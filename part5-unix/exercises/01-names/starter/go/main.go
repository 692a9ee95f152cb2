// A server whose path comes from standard input: mend how it treats the path.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"strings"
)

func main() {
	log.SetFlags(0)
	path, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil {
		log.Fatalf("read the path: %v", err)
	}
	path = strings.TrimSuffix(path, "\n")
	// TODO: refuse a path that does not name the file that it seems to name.
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
