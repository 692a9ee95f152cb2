// Wrong: the panic leaves the lock taken.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
)

var (
	mu    sync.Mutex
	votes = make(map[string]int)
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
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(conn)
	}
}

// serve has the conversation with one client.
func serve(conn net.Conn) {
	defer conn.Close()
	defer func() { recover() }()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		mu.Lock()
		word := pick(lines.Text())
		votes[word]++
		n := votes[word]
		mu.Unlock()
		fmt.Fprintln(conn, word, n)
	}
}

// pick returns the word with a number, such as "sea" of "2 whale sea ship". It
// stands for code of others: leave it as it is.
func pick(line string) string {
	words := strings.Fields(line)
	n, _ := strconv.Atoi(words[0])
	return words[1:][n-1]
}
