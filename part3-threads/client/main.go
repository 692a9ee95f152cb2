// Client sends a line of words to the server of this part and prints their
// frequencies. It grows from part 1's client and talks to the server in the
// same way. New: its errors say what it was trying to do.
//
//	go run ./part3-threads/client [HOST PORT]
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strconv"

	"wallsockets/part3-threads/address"
)

func main() {
	log.SetFlags(0)
	flag.Usage = func() { fmt.Fprintln(os.Stderr, "usage: client [HOST PORT]") }
	flag.Parse()
	host, port := "127.0.0.1", "9998"
	if flag.NArg() == 2 {
		host, port = flag.Arg(0), flag.Arg(1)
	}
	_, err := strconv.ParseUint(port, 10, 16)
	if err != nil || port == "0" || host == "" ||
		flag.NArg() == 1 || flag.NArg() > 2 {
		log.Printf("want HOST and PORT (a number from 1 to 65535), or "+
			"neither for 127.0.0.1 9998; got %q", flag.Args())
		os.Exit(2)
	}

	conn, err := net.Dial("tcp", address.Join(host, port))
	if err != nil {
		log.Fatal(address.Advise(err))
	}
	defer conn.Close()
	if err := talk(conn); err != nil {
		log.Fatal(err)
	}
}

// talk sends the line that the user types and copies the answer to standard
// output, until the server closes.
func talk(conn net.Conn) error {
	message, err := askMessage()
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(conn, message); err != nil {
		return fmt.Errorf("send the message: %w", err)
	}
	answered := 0
	buffer := make([]byte, 256)
	for {
		n, err := conn.Read(buffer)
		answered += n
		if _, err := os.Stdout.Write(buffer[:n]); err != nil {
			return fmt.Errorf("show the answer: %w", err)
		}
		if err == io.EOF && answered > 0 {
			return nil
		}
		if err == io.EOF {
			return errors.New("the server closed without an answer")
		}
		if err != nil {
			return fmt.Errorf("read the answer: %w", err)
		}
	}
}

// askMessage reads one line, without its newline, from standard input. The
// prompt goes to standard error: standard output is for the answer only.
func askMessage() (string, error) {
	fmt.Fprint(os.Stderr, "Please enter the message: ")
	lines := bufio.NewScanner(os.Stdin)
	if lines.Scan() {
		return lines.Text(), nil
	}
	if err := lines.Err(); err != nil {
		return "", fmt.Errorf("read standard input: %w", err)
	}
	return "", errors.New("read standard input: it ended before a message came")
}
