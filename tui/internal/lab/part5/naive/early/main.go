// Early is a client that connects at once and asks when a line comes on its standard
// input. It prints "connected", and then the answer.
//
//	early PATH
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"os"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: early PATH")
	}
	conn, err := net.Dial("unix", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("connected")
	lines := bufio.NewScanner(os.Stdin)
	lines.Scan()
	if _, err := fmt.Fprintln(conn, lines.Text()); err != nil {
		log.Fatal(err)
	}
	if _, err := io.Copy(os.Stdout, conn); err != nil {
		log.Fatal(err)
	}
}
