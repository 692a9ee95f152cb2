// Client sends one message to the server and prints the answer.
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strconv"
	"strings"
)

func main() {
	log.SetFlags(0)
	host, port := "127.0.0.1", "9998"
	if len(os.Args) == 3 {
		host, port = os.Args[1], os.Args[2]
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || number == 0 || len(os.Args) == 2 || len(os.Args) > 3 {
		log.Print("usage: client [HOST PORT], with a PORT from 1 to 65535")
		os.Exit(2)
	}

	conn, err := net.Dial("tcp", net.JoinHostPort(host, port))
	if err != nil {
		log.Fatalf("%v; is the server running there?", err)
	}
	if err := talk(conn); err != nil {
		log.Fatal(err)
	}
}

// talk sends a message and prints what comes back until the server closes.
func talk(conn net.Conn) error {
	defer conn.Close()
	message, err := askMessage()
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(conn, message); err != nil {
		return err
	}
	n, err := io.Copy(struct{ io.Writer }{os.Stdout}, conn)
	if err == nil && n == 0 {
		return fmt.Errorf("the server closed without an answer")
	}
	return err
}

func askMessage() (string, error) {
	fmt.Fprint(os.Stderr, "Please enter the message: ") // not into a pipe
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if line == "" {
		return "", fmt.Errorf("read standard input: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}
