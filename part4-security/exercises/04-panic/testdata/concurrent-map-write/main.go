// Wrong: panics are contained, but the goroutines share a map without a lock.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

var votes = make(map[string]int)

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
		word, n := vote(lines.Text())
		fmt.Fprintln(conn, word, n)
	}
}

// vote counts a vote. It returns the word and its votes.
func vote(line string) (word string, n int) {
	word = pick(line)
	n = votes[word] + 1
	time.Sleep(time.Millisecond) // what else a vote may cost
	votes[word] = n
	return word, n
}

// pick returns the word with a number, such as "sea" of "2 whale sea ship". It
// stands for code of others: leave it as it is.
func pick(line string) string {
	words := strings.Fields(line)
	n, _ := strconv.Atoi(words[0])
	return words[1:][n-1]
}
