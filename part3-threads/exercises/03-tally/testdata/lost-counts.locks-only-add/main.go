// Wrong: what only reads the tally takes no lock.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
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
		common.add(lines.Text())
		fmt.Fprintln(conn, common.count(lines.Text()))
	}
}

type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

func (t *tally) add(line string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts[line]++
}

func (t *tally) count(line string) int {
	return t.counts[line]
}
