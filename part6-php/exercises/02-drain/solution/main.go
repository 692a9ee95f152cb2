// Solution answers in capitals, and at SIGTERM serves those who are connected.
package main

import (
	"bufio"
	"bytes"
	"context"
	"log"
	"net"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: server PATH")
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	ln, err := net.Listen("unix", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	context.AfterFunc(ctx, func() { ln.Close() })
	var clients sync.WaitGroup
	for {
		conn, err := ln.Accept()
		if err != nil {
			break // the listener is closed
		}
		clients.Go(func() { serve(conn) })
	}
	drain(&clients)
}

// drain waits until all clients are served, but not longer than two seconds.
func drain(clients *sync.WaitGroup) {
	served := make(chan struct{})
	go func() {
		clients.Wait()
		close(served)
	}()
	select {
	case <-served:
	case <-time.After(2 * time.Second):
	}
}

// serve answers a line in capitals.
func serve(conn net.Conn) {
	defer conn.Close()
	line, err := bufio.NewReader(conn).ReadBytes('\n')
	if err != nil {
		return
	}
	conn.Write(bytes.ToUpper(line))
}
