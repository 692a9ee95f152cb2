// A server that only its own user can reach.
package main

import (
	"bufio"
	"bytes"
	"log"
	"net"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: server PATH GROUP, a number")
	}
	ln, err := listen(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(conn)
	}
}

// listen makes the folder of the path, and listens there.
func listen(path string) (net.Listener, error) {
	// TODO: let the group in whose number is os.Args[2], and nobody else.
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	return net.Listen("unix", path)
}

// serve answers a line in capitals.
func serve(conn net.Conn) {
	defer conn.Close()
	line, err := bufio.NewReader(conn).ReadBytes('\n')
	if err != nil {
		return
	}
	conn.Write(bytes.ToUpper(line))
}
