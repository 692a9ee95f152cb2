// Never-reads is a server that answers each INFO, however many wait for being read. It
// writes to the client and blocks, or with -queue keeps what the client does not take.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"log"
	"net"
	"sync"
)

// answer is what a question is worth: much more than its own bytes.
var answer = fmt.Appendf(nil, "$4000\r\n%04000d\r\n", 0)

func main() {
	queue := flag.Bool("queue", false, "keep the answers that the client does not take")
	flag.Parse()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", ln.Addr())
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(conn, *queue)
	}
}

// serve has the conversation with one client.
func serve(conn net.Conn, queue bool) {
	defer conn.Close()
	send := func(answer []byte) { conn.Write(answer) }
	if queue {
		send = sender(conn)
	}
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		if lines.Text() == "INFO" {
			send(answer)
		}
	}
}

// sender returns a function that never blocks: what the client does not take waits.
func sender(conn net.Conn) func(answer []byte) {
	var waiting [][]byte
	mu := sync.Mutex{}
	more := sync.NewCond(&mu)
	go func() {
		for {
			mu.Lock()
			for len(waiting) == 0 {
				more.Wait()
			}
			first := waiting[0]
			waiting = waiting[1:]
			mu.Unlock()
			conn.Write(first)
		}
	}()
	return func(answer []byte) {
		mu.Lock()
		defer mu.Unlock()
		waiting = append(waiting, bytes.Clone(answer))
		more.Signal()
	}
}
