// Solution answers from a list that it loads anew at each hang-up.
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
	"sync/atomic"
	"syscall"
)

// table has the number of each word. A table that is in use never changes.
var table atomic.Pointer[map[string]int]

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: server PATH LIST")
	}
	hangUps := make(chan os.Signal, 1)
	signal.Notify(hangUps, syscall.SIGHUP)
	words, err := load(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	table.Store(&words)
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

// reload replaces the table at each hang-up, if the new list is good.
func reload(hangUps <-chan os.Signal, path string) {
	for range hangUps {
		words, err := load(path)
		if err != nil {
			log.Printf("the old words stay in use: %v", err)
			continue
		}
		table.Store(&words)
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
	words := *table.Load()
	fmt.Fprintln(conn, words[strings.TrimSuffix(line, "\n")])
}

// load reads a list from the server at path.
func load(path string) (map[string]int, error) {
	conn, err := net.Dial("unix", path)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	words := make(map[string]int)
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		word, number, _ := strings.Cut(lines.Text(), " ")
		n, err := strconv.Atoi(number)
		if err != nil {
			return nil, fmt.Errorf("want a word and a number: %w", err)
		}
		words[word] = n
	}
	return words, lines.Err()
}
