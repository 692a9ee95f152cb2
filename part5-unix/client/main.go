// Client sends a line of words to the server of this part and prints the
// answer. It grows from part 4's client. New: it connects to a file name, and
// -require-uid, which checks the user who runs the server.
//
//	go run ./part5-unix/client [-resp] [-require-uid UID] [PATH]
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
	"strings"
	"time"

	"wallsockets/part3-threads/usage"
	"wallsockets/part4-security/message"
	"wallsockets/part5-unix/unixsocket"
)

// patience is how long the server may take to accept and to answer.
const patience = 10 * time.Second

// anybody means that the server may run as any user.
const anybody = -1

func main() {
	log.SetFlags(0)
	resp := flag.Bool("resp", false, "send the words as a Redis request "+
		"(MGET) and print the reply as it is on the wire")
	uid := flag.Int("require-uid", anybody, "talk only to a server that runs "+
		"as the user with this `number`")
	flag.Usage = usage.Of("client [flags] [PATH]")
	flag.Parse()
	path := "/tmp/myservicesocket"
	if flag.NArg() > 0 {
		path = flag.Arg(0)
	}
	err := unixsocket.CheckPath(path)
	if err == nil && flag.NArg() > 1 {
		err = fmt.Errorf("want one PATH, after the flags; got %q", flag.Args())
	}
	if err != nil {
		log.Print(err)
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
	conn, err := unixsocket.Dial(path, patience)
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	if *uid != anybody {
		err = unixsocket.Require(conn, *uid)
	}
	if err == nil {
		err = talk(conn, request)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// talk sends the request and copies the answer to standard output, until the
// server closes.
func talk(conn *net.UnixConn, request string) error {
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
