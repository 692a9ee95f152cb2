// Client sends a line of words to the server of this part and prints the
// answer. It grows from part 3's client. New: it asks for the words before it
// connects, because the server does not wait long, and -resp, the second
// protocol, which any Redis server understands too.
//
//	go run ./part4-security/client [-resp] [HOST PORT]
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"wallsockets/part3-threads/address"
	"wallsockets/part3-threads/usage"
	"wallsockets/part4-security/message"
)

// patience is how long the server may take to accept and to answer.
const patience = 10 * time.Second

func main() {
	log.SetFlags(0)
	resp := flag.Bool("resp", false, "send the words as a Redis request "+
		"(MGET) and print the reply as it is on the wire")
	flag.Usage = usage.Of("client [-resp] [HOST PORT]")
	flag.Parse()
	host, port := "127.0.0.1", "9998"
	if flag.NArg() == 2 {
		host, port = flag.Arg(0), flag.Arg(1)
	}
	_, err := strconv.ParseUint(port, 10, 16)
	if err != nil || port == "0" || host == "" ||
		flag.NArg() == 1 || flag.NArg() > 2 {
		log.Printf("want HOST and PORT (a number from 1 to 65535), or "+
			"neither for 127.0.0.1 9998; got %q", flag.Args())
		os.Exit(2)
	}

	text, err := askMessage()
	if err != nil {
		log.Fatal(err)
	}
	request := message.Line(text)
	if *resp {
		request = respRequest(text)
	}
	conn, err := net.DialTimeout("tcp", address.Join(host, port), patience)
	if err != nil {
		log.Fatal(address.Advise(err))
	}
	defer conn.Close()
	if err := talk(conn.(*net.TCPConn), request); err != nil {
		log.Fatal(err)
	}
}

// talk sends the request and copies the answer to standard output, until the
// server closes.
func talk(conn *net.TCPConn, request string) error {
	conn.SetDeadline(time.Now().Add(patience))
	// A busy server refuses before it reads. Then sending may fail, but there
	// is an answer to read.
	_, _ = io.WriteString(conn, request)
	// A RESP session stays open until the client has no more to send.
	_ = conn.CloseWrite()
	var answer message.Answer
	buffer := make([]byte, 256)
	for {
		n, err := conn.Read(buffer)
		answer.Write(buffer[:n])
		if _, err := os.Stdout.Write(buffer[:n]); err != nil {
			return fmt.Errorf("show the answer: %w", err)
		}
		if err == io.EOF {
			return answer.Err()
		}
		if err != nil {
			return fmt.Errorf("read the answer: %w", err)
		}
	}
}

// respRequest returns the RESP request for the counts of the words in text: an
// array of strings, each preceded by its length in bytes.
func respRequest(text string) string {
	words := append([]string{"MGET"}, strings.Fields(text)...)
	request := fmt.Sprintf("*%d\r\n", len(words))
	for _, word := range words {
		request += fmt.Sprintf("$%d\r\n%s\r\n", len(word), word)
	}
	return request
}

// askMessage reads one line, without its newline, from standard input. The
// prompt goes to standard error: standard output is for the answer only.
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
