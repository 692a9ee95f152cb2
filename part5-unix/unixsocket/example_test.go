//go:build linux || darwin

package unixsocket_test

import (
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"time"

	"wallsockets/part5-unix/unixsocket"
)

// A server that only this user can connect to, and one client.
func Example() {
	folder, err := os.MkdirTemp("", "ws")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "socket")
	ln, err := unixsocket.Listen(path, unixsocket.Options{Mode: 0o600})
	if err != nil {
		log.Fatal(err)
	}
	defer ln.Close()

	client, err := unixsocket.Dial(path, time.Second)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Fprintln(conn, "hello")
	conn.Close()
	answer, err := io.ReadAll(client)
	fmt.Printf("%q %v\n", answer, err)
	// Output: "hello\n" <nil>
}

// The kernel knows which user is at the other end.
func ExamplePeerOf() {
	folder, err := os.MkdirTemp("", "ws")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "socket")
	ln, err := unixsocket.Listen(path, unixsocket.Options{Mode: 0o600})
	if err != nil {
		log.Fatal(err)
	}
	defer ln.Close()
	client, err := unixsocket.Dial(path, time.Second)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	server, err := unixsocket.PeerOf(client)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("the server is this user:", server.UID == os.Getuid())
	fmt.Println("trust another user:", unixsocket.Require(client, os.Getuid()+1) == nil)
	// Output:
	// the server is this user: true
	// trust another user: false
}

func ExampleCheckPath() {
	for _, path := range []string{"/tmp/myservicesocket", "", "@words"} {
		fmt.Println(unixsocket.CheckPath(path))
	}
	// Output:
	// <nil>
	// check the socket path "": it is empty; give a file name such as /tmp/myservicesocket
	// check the socket path "@words": a leading @ means an abstract socket, which has no file and lets everybody in; write ./@words for a file
}

func ExampleMode() {
	flags := flag.NewFlagSet("server", flag.ContinueOnError)
	mode := unixsocket.Mode(0o600)
	flags.Var(&mode, "mode", "`permissions` of the socket file")
	err := flags.Parse([]string{"-mode", "660"})
	fmt.Println(mode, err)
	fmt.Println(mode.Set("0400"))
	// Output:
	// 0660 <nil>
	// mode 0400 locks out the owner of the socket; want at least 0600
}
