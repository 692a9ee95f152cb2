// Wrong: the new table is in use before it is complete.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

var (
	mu    sync.RWMutex
	table map[string]int
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: server PATH LIST")
	}
	hangUps := make(chan os.Signal, 1)
	signal.Notify(hangUps, syscall.SIGHUP)
	if err := load(os.Args[2]); err != nil {
		log.Fatal(err)
	}
	go reload(hangUps, os.Args[2])
	ln, err := net.Listen("unix", os.Args[1])
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

func reload(hangUps <-chan os.Signal, path string) {
	for range hangUps {
		if err := load(path); err != nil {
			log.Printf("the old words stay in use: %v", err)
			continue
		}
		log.Print("reloaded")
	}
}

// serve reads a word and answers its number.
func serve(conn net.Conn) {
	defer conn.Close()
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return
	}
	mu.RLock()
	n := table[strings.TrimSuffix(line, "\n")]
	mu.RUnlock()
	fmt.Fprintln(conn, n)
}

// load reads a list from the server at path into the table.
func load(path string) error {
	conn, err := net.Dial("unix", path)
	if err != nil {
		return err
	}
	defer conn.Close()
	mu.Lock()
	table = make(map[string]int)
	mu.Unlock()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		word, number, _ := strings.Cut(lines.Text(), " ")
		n, err := strconv.Atoi(number)
		if err != nil {
			return err
		}
		mu.Lock()
		table[word] = n
		mu.Unlock()
	}
	return lines.Err()
}
