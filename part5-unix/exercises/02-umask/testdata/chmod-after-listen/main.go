//go:build unix

// Wrong: the server listens, loads its words, and narrows the mode then.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"strings"

	"wallsockets/part3-threads/frequency"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: server PATH")
	}
	path := os.Args[1]
	ln, err := net.Listen("unix", path)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := new(frequency.Source).Load(); err != nil {
		log.Fatal(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		if err := answer(conn, path+".log"); err != nil {
			log.Print(err)
		}
	}
}

// answer returns a client's line in capitals and adds it to the log.
func answer(conn net.Conn, name string) error {
	defer conn.Close()
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return err
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := file.WriteString(line); err != nil {
		return err
	}
	_, err = fmt.Fprint(conn, strings.ToUpper(line))
	return err
}
