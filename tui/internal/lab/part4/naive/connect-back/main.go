// Connect-back is a server that sends its answer over a second connection, which it
// opens to the client, as FTP does. As fetch it is its client, as ask a client of any
// server.
//
//	connect-back serve
//	connect-back fetch ADDRESS
//	connect-back ask ADDRESS MESSAGE
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strings"
	"time"
)

// far is the address of the server's machine; the client's is 127.0.0.1.
var far = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}

func main() {
	log.SetFlags(0)
	switch os.Args[1] {
	case "serve":
		serve()
	case "fetch":
		fetch(os.Args[2])
	case "ask":
		fmt.Print(ask(os.Args[2], os.Args[3]))
	}
}

// serve answers the line "PORT address" with a connection to that address.
func serve() {
	ln, err := net.ListenTCP("tcp", far)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", ln.Addr())
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		line, _ := bufio.NewReader(conn).ReadString('\n')
		fmt.Fprintln(conn, send(strings.TrimSpace(strings.TrimPrefix(line, "PORT "))))
		conn.Close()
	}
}

// send connects to the client and sends it the file. It returns what became of it.
func send(address string) string {
	dialer := net.Dialer{LocalAddr: far, Timeout: time.Second}
	data, err := dialer.Dial("tcp", address)
	if err != nil {
		return "425 " + err.Error()
	}
	defer data.Close()
	fmt.Fprintln(data, "whale 917")
	return "226 sent"
}

// fetch lets the server connect back, and prints its answer and what it has sent.
func fetch(address string) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	file := make(chan string, 1)
	go func() {
		data, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		text, _ := io.ReadAll(data)
		file <- string(text)
	}()
	answer := ask(address, fmt.Sprintf("PORT %s\n", ln.Addr()))
	fmt.Print(answer)
	if strings.HasPrefix(answer, "226") {
		fmt.Print(<-file)
	}
}

// ask sends a message, says that no more comes, and returns the answer.
func ask(address, message string) string {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, message)
	conn.(*net.TCPConn).CloseWrite()
	answer, err := io.ReadAll(conn)
	if err != nil {
		log.Fatal(err)
	}
	return string(answer)
}
