//go:build unix

// Client sends one message to the server of this part and prints the answer.
// New against part 1: it makes the system calls itself, and tells each of
// them on standard error.
//
//	go run ./part2-explained/client [HOST PORT]
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"strconv"

	"golang.org/x/sys/unix"

	"wallsockets/part2-explained/tell"
)

// bufferLength is the room for a piece of the answer; a read fills at most
// 255 of it.
const bufferLength = 256

func main() {
	log.SetFlags(0)
	flag.Usage = func() { fmt.Fprintln(os.Stderr, "usage: client [HOST PORT]") }
	flag.Parse()

	host, port := "127.0.0.1", "9998"
	if flag.NArg() == 2 {
		host, port = flag.Arg(0), flag.Arg(1)
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || number == 0 || flag.NArg() == 1 || flag.NArg() > 2 {
		log.Printf("want HOST and PORT (a number from 1 to 65535), or "+
			"neither for 127.0.0.1 9998; got %q", flag.Args())
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

// dial makes a socket and connects it to the server. If it fails the program
// ends, and the kernel closes the socket with it.
func dial(address *unix.SockaddrInet4) (int, error) {
	conn, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	tell.Call(conn, err, "socket(AF_INET, SOCK_STREAM, 0)")
	if err != nil {
		return 0, fmt.Errorf("make a socket: %w", err)
	}
	tell.Why("The client has this one socket, made just like the listener. The",
		"number is its descriptor: it stands for the socket from now on.")
	// No program that this one might start should inherit the socket.
	unix.CloseOnExec(conn)

	tell.Sockaddr(address)
	tell.Step("connect waits for the other side to agree")
	err = unix.Connect(conn, address)
	for err == unix.EINTR {
		// A signal came, and connect goes on without us. Wait for its end;
		// if it fails, the first write says so.
		wait := []unix.PollFd{{Fd: int32(conn), Events: unix.POLLOUT}}
		_, err = unix.Poll(wait, -1)
	}
	tell.Call(0, err, "connect(%d, %s, 16)", conn, tell.Address(address))
	if err != nil {
		return 0, fmt.Errorf("connect to %s: %w", tell.Address(address), err)
	}
	tell.Why("The kernel on the server's side agreed: the server need not have",
		"called accept yet. The client needs no bind: it got any free port.")
	return conn, nil
}

// talk sends the line that the user types and copies the answer to
// standard output, up to the moment the server closes.
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

		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return fmt.Errorf("send the message: %w; try a shorter "+
				"one", err)
		}
		rest = rest[n:]
		tell.Why("The kernel may take less than all. Then the rest goes into",
			fmt.Sprintf("another write. Left to write: %d.", len(rest)))
	}

	return copyAnswer(conn)
}

// copyAnswer reads and prints up to the moment the server closes.
func copyAnswer(conn int) error {
	answered := 0
	buffer := make([]byte, bufferLength)
	for {
		tell.Step("read waits for a piece of the answer, or its end")
		n, err := unix.Read(conn, buffer[:bufferLength-1])
		tell.Call(n, err, "read(%d, %s, %d)", conn,
			tell.Quote(buffer[:max(n, 0)]), bufferLength-1)

		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return fmt.Errorf("read the answer: %w; was the message longer "+
				"than the 255 bytes that the server reads?", err)
		}
		if n == 0 {
			tell.Why("0 bytes: the server has closed, and nothing will follow.")
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

// askMessage reads one line, without its newline, from standard input. The
// prompt goes to standard error: standard output is for the answer alone.
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
