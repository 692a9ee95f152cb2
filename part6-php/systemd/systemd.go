// Package systemd is the server's half of two agreements with the program that
// starts it at boot. Both are made of sockets and environment variables.
//
//	LISTEN_FDS=1         systemd made the listening socket, keeps it, and passes
//	LISTEN_PID=4242      it to the server as descriptor 3: sd_listen_fds(3)
//	NOTIFY_SOCKET=/path  the server sends a datagram there once it is ready:
//	                     sd_notify(3)
//
// Without the variables the server was started by hand, and does what it did in
// part 5.
package systemd

import (
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"strconv"
	"time"

	"wallsockets/part5-unix/unixsocket"
)

// passedSocket is the first descriptor that systemd passes: 0 to 2 are standard
// input, output and error.
const passedSocket = 3

// passed reports whether systemd passed sockets to this process. Its child
// processes inherit the variables, too, but have other IDs.
func passed() bool {
	return os.Getenv("LISTEN_PID") == strconv.Itoa(os.Getpid())
}

// Check returns an error if a socket was passed, and the parsed arguments say
// where to make one or who may connect to it: its unit has decided that.
func Check(flags *flag.FlagSet) error {
	var given []string
	flags.Visit(func(f *flag.Flag) {
		if f.Name == "mode" || f.Name == "group" {
			given = append(given, "-"+f.Name)
		}
	})
	given = append(given, flags.Args()...)
	if !passed() || len(given) == 0 {
		return nil
	}
	return fmt.Errorf("want no PATH, -mode or -group with a socket from "+
		"systemd, got %q; set ListenStream, SocketMode and SocketGroup in its "+
		"unit", given)
}

// Listen returns the socket that systemd passed or, if there is none, a new one
// at path. It fails if more than one was passed, if unixsocket.Adopt refuses it,
// or if unixsocket.Listen fails.
func Listen(path string, options unixsocket.Options) (*unixsocket.Listener,
	error) {
	if !passed() {
		return unixsocket.Listen(path, options)
	}
	if n := os.Getenv("LISTEN_FDS"); n != "1" {
		return nil, fmt.Errorf("adopt the socket from systemd: want one, but "+
			"LISTEN_FDS is %q; give its unit one ListenStream, a path", n)
	}
	os.Unsetenv("LISTEN_PID") // nobody takes the socket twice
	os.Unsetenv("LISTEN_FDS")
	os.Unsetenv("LISTEN_FDNAMES")
	file := os.NewFile(passedSocket, "the socket from systemd")
	ln, err := unixsocket.Adopt(file)
	if err != nil {
		return nil, fmt.Errorf("%w; give its unit one ListenStream, a path", err)
	}
	return ln, nil
}

// patience is how long systemd may take to accept a message.
const patience = time.Second

// Ready tells systemd that clients are served from now on. It logs an error,
// which need not stop the server.
func Ready() {
	name := os.Getenv("NOTIFY_SOCKET")
	if name == "" {
		return
	}
	os.Unsetenv("NOTIFY_SOCKET")
	conn, err := net.Dial("unixgram", name) // a leading @: an abstract name
	if err == nil {
		defer conn.Close()
		conn.SetWriteDeadline(time.Now().Add(patience)) // its queue may be full
		_, err = conn.Write([]byte("READY=1"))
	}
	if err != nil {
		log.Printf("tell systemd that the server is ready: %v; it will end "+
			"this process if its unit has Type=notify", err)
	}
}
