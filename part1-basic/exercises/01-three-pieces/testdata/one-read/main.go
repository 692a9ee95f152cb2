// Wrong: one read is taken for the whole answer.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: client HOST PORT")
	}
	conn, err := net.Dial("tcp", net.JoinHostPort(os.Args[1], os.Args[2]))
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil {
		log.Fatal(err)
	}
	fmt.Fprint(conn, line)

	buffer := make([]byte, 255)
	n, err := conn.Read(buffer)
	if err != nil {
		log.Fatal(err)
	}
	os.Stdout.Write(buffer[:n])
}
