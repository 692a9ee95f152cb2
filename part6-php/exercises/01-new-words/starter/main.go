// A server that loads its list once.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"strconv"
	"strings"
)

// table has the number of each word.
var table map[string]int

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: server PATH LIST")
	}
	words, err := load(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	table = words
	// TODO: load the list anew at each SIGHUP, while clients ask.
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

// serve reads a word and answers its number.
func serve(conn net.Conn) {
	defer conn.Close()
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return
	}
	fmt.Fprintln(conn, table[strings.TrimSuffix(line, "\n")])
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
