// Wrong: the lock is held while the server waits for a client's line.
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
	for {
		common.mu.Lock()
		if !lines.Scan() {
			common.mu.Unlock()
			return
		}
		common.counts[lines.Text()]++
		n := common.counts[lines.Text()]
		common.mu.Unlock()
		fmt.Fprintln(conn, n)
	}
}

type tally struct {
	mu     sync.Mutex
	counts map[string]int
}
