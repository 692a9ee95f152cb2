// Server answers one client over TCP, then exits.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strconv"
)

func main() {
	log.SetFlags(0)
	port, err := portArgument(os.Args[1:])
	if err != nil {
		log.Print(err)
		os.Exit(2)
	}

	ln, err := listen(port)
	if err != nil {
		log.Fatal(err)
	}
	if err := serve(ln); err != nil {
		log.Fatal(err)
	}
}

// listen opens the port, then prints its address: clients can connect now.
func listen(port string) (net.Listener, error) {
	ln, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", port))
	if err != nil {
		return nil, fmt.Errorf("%w; try another port (0: any free one)", err)
	}
	fmt.Println("listening on", ln.Addr())
	return ln, nil
}

// serve waits for one client. Shortcut: part 3 answers many.
func serve(ln net.Listener) error {
	defer ln.Close()
	conn, err := ln.Accept()
	if err != nil {
		return err
	}
	return handleConn(conn)
}

// handleConn reads a message and answers it. Shortcut: one read may return
// only half of a message. Part 3 reads to the end of a line.
func handleConn(conn net.Conn) error {
	defer conn.Close()
	buffer := make([]byte, 255)
	n, err := conn.Read(buffer)
	if err != nil && err != io.EOF {
		return err
	}
	// Quoted, the bytes cannot control the terminal that shows them.
	fmt.Printf("message: %q\n", buffer[:n])
	_, err = conn.Write([]byte("I got your message"))
	return err
}

// portArgument returns the port that the user asks for, or 9998.
func portArgument(args []string) (string, error) {
	if len(args) == 0 {
		return "9998", nil
	}
	_, err := strconv.ParseUint(args[0], 10, 16)
	if err != nil || len(args) > 1 {
		return "", fmt.Errorf("usage: server [PORT], 0 to 65535; got %q", args)
	}
	return args[0], nil
}
