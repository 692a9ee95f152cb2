// Loads-each-time answers like part 3, but reads the word list again for each client.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"net"

	"wallsockets/part3-threads/frequency"
)

func main() {
	source := frequency.SourceFlags(flag.CommandLine)
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
		go handleConn(conn, source)
	}
}

func handleConn(conn net.Conn, source *frequency.Source) {
	defer conn.Close()
	line, err := bufio.NewReader(conn).ReadBytes('\n')
	if err != nil {
		log.Print(err)
		return
	}
	table, err := source.Load()
	if err != nil {
		log.Fatal(err)
	}
	conn.Write(table.Answer(frequency.Words(line)))
	fmt.Printf("%s: %.200q\n", conn.RemoteAddr(), line)
}
