//go:build linux

package peer

import (
	"context"
	_ "embed"
	"fmt"
	"net"
	"os"
	"os/exec"
)

// echoSource is the echo server in C, with one epoll loop.
//
//go:embed echo/echo.c
var echoSource []byte

func (h *Host) echoGo(ctx context.Context) (*Peer, error) {
	return h.startEcho(ctx, EchoGo, h.helperCommand(echoMode, h.Socket("echo-go"))...)
}

func (h *Host) echoC(ctx context.Context) (*Peer, error) {
	compiler, err := exec.LookPath("cc")
	if err != nil {
		return nil, missing(EchoC, "cc", "apt-get install gcc libc6-dev")
	}
	source, program := h.path("echo.c"), h.path("echo-c")
	if err := os.WriteFile(source, echoSource, 0o600); err != nil {
		return nil, err
	}
	if err := h.Run(ctx, compiler, "-O2", "-o", program, source); err != nil {
		return nil, fmt.Errorf("%s: %w", EchoC, err)
	}
	return h.startEcho(ctx, EchoC, program, h.Socket("echo-c"))
}

// startEcho starts an echo server with a command line.
func (h *Host) startEcho(ctx context.Context, name string, command ...string) (*Peer, error) {
	p, path, err := h.listen(ctx, h.cpus.server, command[0], command[1:]...)
	if err != nil {
		return nil, err
	}
	return h.newPeer(name, "echo", "unix", path, p), nil
}

// serveEcho sends back to each client what it sends, with a goroutine for each:
// the fastest that such a server in Go can be. It runs until the host stops it.
func serveEcho(path string) error {
	ln, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	fmt.Println("listening on", ln.Addr())
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		go sendBack(conn)
	}
}

func sendBack(conn net.Conn) {
	defer conn.Close()
	buffer := make([]byte, 64<<10)
	for {
		n, err := conn.Read(buffer)
		if err != nil {
			return // the client has closed or reset the connection
		}
		if _, err := conn.Write(buffer[:n]); err != nil {
			return
		}
	}
}
