// Wrong: the loop that accepts waits for each child.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
	"os/exec"
	"strings"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: server PORT")
	}
	if os.Args[1] == "child" {
		serve(os.Stdin)
		return
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
		if err := start(conn.(*net.TCPConn)); err != nil {
			log.Print(err)
		}
	}
}

// start starts this program again, with the client as its standard input, and
// closes the connection here: now the child has it.
func start(conn *net.TCPConn) error {
	defer conn.Close()
	client, err := conn.File()
	if err != nil {
		return err
	}
	defer client.Close()
	process := exec.Command(os.Args[0], "child")
	process.Stdin, process.Stderr = client, os.Stderr
	return process.Run()
}

func serve(client *os.File) {
	lines := bufio.NewScanner(client)
	for lines.Scan() {
		if lines.Text() == "crash" {
			os.Exit(3) // stands for a bug
		}
		fmt.Fprintln(client, strings.ToUpper(lines.Text()))
	}
}
