// Wrong: reading and writing are locked, but another goroutine can count
// between them.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"runtime"
	"sync"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: server PORT")
	}
	ln, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", os.Args[1]))
	if err != nil {
		log.Fatal(err)
	}
	common := &tally{counts: make(map[string]int)}
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(conn, common)
	}
}

func serve(conn net.Conn, common *tally) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		fmt.Fprintln(conn, common.add(lines.Text()))
	}
}

type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

func (t *tally) add(line string) int {
	n := t.get(line) + 1
	runtime.Gosched() // the others go on, as they may at any time
	t.set(line, n)
	return n
}

func (t *tally) get(line string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.counts[line]
}

func (t *tally) set(line string, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts[line] = n
}
