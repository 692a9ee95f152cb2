//go:build unix

// Solution replaces the socket of a dead server, and never that of a live one.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"net"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: server PATH")
	}
	path := os.Args[1]
	lock, err := takeLock(path + ".lock")
	if err != nil {
		log.Fatal(err)
	}
	defer lock.Close()
	if err := removeStale(path); err != nil {
		log.Fatal(err)
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

// takeLock makes this process the only server, until it ends. It does not wait.
func takeLock(name string) (*os.File, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		file.Close()
		return nil, fmt.Errorf("lock %s: %w; is another server running?", name, err)
	}
	return file, nil
}

// removeStale removes a socket. The caller has the lock, so its server is dead.
func removeStale(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode().Type() != fs.ModeSocket:
		return fmt.Errorf("%s is there, and it is not a socket", path)
	}
	return os.Remove(path)
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
