// Wrong: everybody may enter the folder.
package main

import (
	"bufio"
	"bytes"
	"log"
	"net"
	"os"
	"path/filepath"
	"strconv"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: server PATH GROUP, a number")
	}
	ln, err := listen(os.Args[1], os.Args[2])
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

// listen makes the folder of the path, and listens there for the group.
func listen(path, number string) (net.Listener, error) {
	group, err := strconv.Atoi(number)
	if err != nil {
		return nil, err
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	if err := admit(folder, group, 0o755); err != nil {
		return nil, err
	}
	ln, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	return ln, admit(path, group, 0o660)
}

// admit gives a file to a group, and then sets its mode.
func admit(name string, group int, mode os.FileMode) error {
	if err := os.Chown(name, -1, group); err != nil {
		return err
	}
	return os.Chmod(name, mode)
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
