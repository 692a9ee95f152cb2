// Wrong: it waits for the clients first, and lets new ones in meanwhile.
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
	var clients sync.WaitGroup
	context.AfterFunc(ctx, func() {
		clients.Wait()
		ln.Close()
	})
	for {
		conn, err := ln.Accept()
		if err != nil {
			return // the listener is closed
		}
		clients.Go(func() { serve(conn) })
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
