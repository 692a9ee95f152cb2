//go:build unix

// Client sends one message to the server and prints the answer, as in part 1.
// New here: it makes the system calls itself, and prints each one on standard
// error with its result and its reason.
//
//	go run ./part2-explained/client [HOST PORT]
package main

import (
	"bufio"
	"errors"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"wallsockets/part2-explained/tell"
)

// bufferLength is the buffer's size; a read fills at most 255 bytes of it.
const bufferLength = 256

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

	ip, err := tell.LookUp(host)
	if err != nil {
		log.Fatalf("%v; HOST must have an IPv4 address", err)
	}
	conn, err := dial(&unix.SockaddrInet4{Port: int(number), Addr: ip.As4()})
	if err != nil {
		log.Fatalf("%v; is the server running there?", err)
	}

	err = talk(conn)
	tell.Call(0, unix.Close(conn), "close(%d)", conn)
	tell.Why("Each side closes its own socket.")
	if err != nil {
		log.Fatal(err)
	}
}

// dial makes a socket and connects it to the server. If a step fails the
// program ends, and the kernel closes the socket.
func dial(address *unix.SockaddrInet4) (int, error) {
	conn, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	tell.Call(conn, err, "socket(AF_INET, SOCK_STREAM, 0)")
	if err != nil {
		return 0, fmt.Errorf("make a socket: %w", err)
	}
	tell.Why("The client has this one socket, made just like the listener. The",
		"number is its descriptor: it stands for the socket from now on.")

	tell.Sockaddr(address)
	tell.Step("connect waits for the server's kernel to agree")
	err = unix.Connect(conn, address)
	tell.Call(0, err, "connect(%d, %s, 16)", conn, tell.Address(address))
	if err != nil {
		return 0, fmt.Errorf("connect to %s: %w", tell.Address(address), err)
	}
	tell.Why("The kernel agreed: the server itself need not have called accept",
		"yet. A client needs no bind: the kernel chose a free port for it.")
	return conn, nil
}

// talk sends the user's message and prints the answer.
func talk(conn int) error {
	message, err := askMessage()
	if err != nil {
		return err
	}
	rest := []byte(message + "\n")
	for len(rest) > 0 {
		n, err := unix.Write(conn, rest)
		tell.Call(n, err, "write(%d, %s, %d)", conn, tell.Quote(rest),
			len(rest))
		if err != nil {
			return fmt.Errorf("send the message: %w; try a shorter one", err)
		}
		rest = rest[n:]
		tell.Why("The kernel may take only some of the bytes. The rest needs",
			fmt.Sprintf("another write. Left to write: %d.", len(rest)))
	}
	return copyAnswer(conn)
}

// copyAnswer prints what it reads until the server closes.
func copyAnswer(conn int) error {
	answered := 0
	buffer := make([]byte, bufferLength)
	for {
		tell.Step("read waits for a piece of the answer, or its end")
		n, err := unix.Read(conn, buffer[:bufferLength-1])
		tell.Call(n, err, "read(%d, %s, %d)", conn,
			tell.Quote(buffer[:max(n, 0)]), bufferLength-1)
		if err != nil {
			return fmt.Errorf("read the answer: %w; was the message longer "+
				"than the 255 bytes that the server reads?", err)
		}
		if n == 0 {
			tell.Why("0 bytes: the server closed, and nothing will follow.")
			if answered == 0 {
				return errors.New("the server closed without an answer")
			}
			return nil
		}
		answered += n
		if _, err := os.Stdout.Write(buffer[:n]); err != nil {
			return fmt.Errorf("print the answer: %w", err)
		}
	}
}

// askMessage prompts on standard error: standard output is for the answer.
func askMessage() (string, error) {
	fmt.Fprint(os.Stderr, "Please enter the message: ")
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if line == "" {
		return "", fmt.Errorf("read standard input: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}
