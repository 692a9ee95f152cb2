//go:build linux

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"
)

// fillTime bounds how long a peer may take for the words.
const fillTime = 5 * time.Minute

// eachLine calls do with every word of a list and its count.
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

// fillRedis sets each word's key to its count, without waiting for one answer
// before the next request.
func fillRedis(path, list string) error {
	return fill(path, list, func(out *bufio.Writer, word, count []byte) {
		fmt.Fprintf(out, "*3\r\n$3\r\nSET\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n",
			len(word), word, len(count), count)
	}, "*1\r\n$4\r\nPING\r\n", "+PONG\r\n", "+OK\r\n")
}

// fillMemcached does the same, and is spared the answers.
func fillMemcached(path, list string) error {
	return fill(path, list, func(out *bufio.Writer, word, count []byte) {
		fmt.Fprintf(out, "set %s 0 0 %d noreply\r\n%s\r\n", word, len(count), count)
	}, "mn\r\n", "MN\r\n", "")
}

// fill sends what format makes of each word, then a last request. Every answer
// must be good, up to the last one.
func fill(path, list string, format func(*bufio.Writer, []byte, []byte),
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

// redisCommand sends one command to a server that speaks as Redis does, and
// returns the first line of the answer.
func redisCommand(path string, words ...string) (string, error) {
	conn, err := net.Dial("unix", path)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(fillTime))
	fmt.Fprintf(conn, "*%d\r\n", len(words))
	for _, word := range words {
		fmt.Fprintf(conn, "$%d\r\n%s\r\n", len(word), word)
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err == nil && strings.HasPrefix(line, "-") {
		err = fmt.Errorf("%v: %s", words, strings.TrimSpace(line))
	}
	return line, err
}
