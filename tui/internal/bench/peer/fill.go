//go:build linux

package peer

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// fillTime bounds how long it takes to fill a peer with the words.
const fillTime = 5 * time.Minute

// fill sends a request for each word of a list, which format writes, and then a
// last request. Each answer must be good, until the answer last arrives.
func fill(path, list string, format func(out *bufio.Writer, word, count []byte),
	request, last, good string) error {
	conn, err := net.Dial("unix", path)
	if err != nil {
		return err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(fillTime))
	answered := make(chan error, 1)
	go func() { answered <- expect(conn, last, good) }()
	out := bufio.NewWriterSize(conn, 64<<10)
	err = eachLine(list, func(word, count []byte) { format(out, word, count) })
	if err != nil {
		return err
	}
	fmt.Fprint(out, request)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("send the words: %w", err)
	}
	return <-answered
}

// eachLine calls do with each word of a list and its count.
func eachLine(list string, do func(word, count []byte)) error {
	file, err := os.Open(list)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		word, count, _ := bytes.Cut(lines.Bytes(), []byte("\t"))
		do(word, count)
	}
	return lines.Err()
}

// expect reads good answers up to the last one.
func expect(conn io.Reader, last, good string) error {
	in := bufio.NewReaderSize(conn, 64<<10)
	for {
		line, err := in.ReadString('\n')
		switch {
		case err != nil:
			return fmt.Errorf("read the answers: %w", err)
		case line == last:
			return nil
		case line != good:
			return fmt.Errorf("the answer is %.200q", line)
		}
	}
}
