// Solution answers PING and ECHO in RESP. It believes no length.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strconv"
	"strings"
)

const (
	maxWords = 16  // in a request
	maxWord  = 256 // bytes
)

// protocolError is a request that breaks the rules; it says which.
type protocolError string

func (e protocolError) Error() string { return string(e) }

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

// serve answers the requests of one client.
func serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn) // it may hold part of the next request
	for {
		request, err := readRequest(in)
		var broken protocolError
		switch {
		case errors.As(err, &broken):
			fmt.Fprintf(conn, "-ERR Protocol error: %v\r\n", broken)
			return
		case err != nil:
			return // the client has left
		}
		answer(conn, request)
	}
}

// answer answers one request.
func answer(conn net.Conn, request []string) {
	switch {
	case len(request) == 1 && request[0] == "PING":
		fmt.Fprint(conn, "+PONG\r\n")
	case len(request) == 2 && request[0] == "ECHO":
		fmt.Fprintf(conn, "$%d\r\n%s\r\n", len(request[1]), request[1])
	default:
		fmt.Fprint(conn, "-ERR unknown command\r\n")
	}
}

// readRequest reads the words of a request.
func readRequest(in *bufio.Reader) ([]string, error) {
	n, err := readNumber(in, '*', maxWords,
		fmt.Sprintf("a request has at most %d words", maxWords))
	if err != nil {
		return nil, err
	}
	request := make([]string, n)
	for i := range request {
		if request[i], err = readWord(in); err != nil {
			return nil, err
		}
	}
	return request, nil
}

// readWord reads a word behind its length.
func readWord(in *bufio.Reader) (string, error) {
	n, err := readNumber(in, '$', maxWord,
		fmt.Sprintf("a word has at most %d bytes", maxWord))
	if err != nil {
		return "", err
	}
	word := make([]byte, n+2)
	if _, err := io.ReadFull(in, word); err != nil {
		return "", err
	}
	if string(word[n:]) != "\r\n" {
		return "", protocolError("a word is longer than its length")
	}
	return string(word[:n]), nil
}

// readNumber reads a line with a mark and a number from 0 to most. If it is
// more, the error is tooMany.
func readNumber(in *bufio.Reader, mark byte, most uint64, tooMany string) (
	uint64, error) {
	line, err := in.ReadSlice('\n')
	switch {
	case err == bufio.ErrBufferFull:
		return 0, protocolError("a number is too long")
	case err != nil:
		return 0, err
	}
	digits, ok := strings.CutSuffix(string(line), "\r\n")
	if !ok || digits == "" || digits[0] != mark {
		return 0, protocolError(fmt.Sprintf("want %c and a number", mark))
	}
	n, err := strconv.ParseUint(digits[1:], 10, 64)
	if err != nil {
		return 0, protocolError(fmt.Sprintf("want a number after %c", mark))
	}
	if n > most {
		return 0, protocolError(tooMany)
	}
	return n, nil
}
