// Word-server answers queries with the frequencies of words per million, on connections
// that stay open: a line for each word, plainly or over HTTP with Go's own server.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"

	"wallsockets/part3-threads/frequency"
)

func main() {
	overHTTP := flag.Bool("http", false, "serve HTTP")
	source := frequency.SourceFlags(flag.CommandLine)
	flag.Parse()
	table, err := source.Load()
	if err != nil {
		log.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", ln.Addr())
	if *overHTTP {
		log.Fatal(http.Serve(ln, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			answer(w, table, []byte(r.FormValue("words")))
		})))
	}
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go handleConn(conn, table)
	}
}

// handleConn answers one line after the other.
func handleConn(conn net.Conn, table *frequency.Table) {
	defer conn.Close()
	lines, answers := bufio.NewScanner(conn), bufio.NewWriter(conn)
	for lines.Scan() {
		answer(answers, table, lines.Bytes())
		if err := answers.Flush(); err != nil {
			log.Print(err)
			return
		}
	}
}

// answer writes the frequency of each word of a query.
func answer(w io.Writer, table *frequency.Table, query []byte) {
	for _, word := range frequency.Words(query) {
		count, _ := table.Count(word)
		fmt.Fprintf(w, "%.1f\n", table.PerMillion(count))
	}
}
