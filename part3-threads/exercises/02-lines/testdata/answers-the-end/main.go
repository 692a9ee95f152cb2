// Wrong: at the end of the stream it answers, even if nothing was left.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"log"
	"net"
	"os"
)

// maxLine is how many bytes a line may have, without its newline.
const maxLine = 4096

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: server PORT")
	}
	ln, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", os.Args[1]))
	if err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(conn)
	}
}

// serve answers each line of a client with its length.
func serve(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewReaderSize(conn, maxLine+1) // with the newline
	for {
		line, err := lines.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			fmt.Fprintf(conn, "# a line has at most %d bytes\n", maxLine)
			return
		}
		fmt.Fprintln(conn, len(bytes.TrimSuffix(line, []byte("\n"))))
		if err != nil {
			return // the client has ended what it sends, or has left
		}
	}
}
