// Solution counts votes for words. A panic ends the conversation that it
// happens in, and nothing else.
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

// score has the votes of all words.
type score struct {
	mu    sync.Mutex
	votes map[string]int
}

var all = score{votes: make(map[string]int)}

// vote counts a vote. It returns the word and its votes. The lock is released
// by defer, also when pick panics.
func (s *score) vote(line string) (word string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	word = pick(line)
	s.votes[word]++
	return word, s.votes[word]
}

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
	defer contain(conn)
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		word, n := all.vote(lines.Text())
		fmt.Fprintln(conn, word, n)
	}
}

// contain ends a panic. It must be deferred in the goroutine that may panic.
func contain(conn net.Conn) {
	if fault := recover(); fault != nil {
		log.Printf("%v: panic: %v", conn.RemoteAddr(), fault)
	}
}

// pick returns the word with a number, such as "sea" of "2 whale sea ship". It
// stands for code of others: leave it as it is.
func pick(line string) string {
	words := strings.Fields(line)
	n, _ := strconv.Atoi(words[0])
	return words[1:][n-1]
}
