package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"syscall"

	"wallsockets/part3-threads/frequency"
)

// maxLine is how many bytes a client's line may have.
const maxLine = 4096

// errTooLong is why a line is refused.
var errTooLong = fmt.Errorf("it is longer than %d bytes", maxLine)

// readLine reads the client's line, up to its newline or the end of what the
// client sends. A line that is too long is refused: the client gets the reason.
func readLine(conn net.Conn) ([]byte, error) {
	// Shortcut: a client may take forever to send its line, and the close
	// can destroy the refusal on its way. Part 4 has the limits.
	line, err := bufio.NewReaderSize(conn, maxLine+1).ReadSlice('\n')
	switch {
	case err == nil || err == io.EOF:
		return line, nil
	case errors.Is(err, bufio.ErrBufferFull):
		conn.Write(refusal())
		err = errTooLong
	}
	return nil, fmt.Errorf("read the line: %w", err)
}

// refusal returns the answer to a line that is too long.
func refusal() []byte {
	return fmt.Appendf(nil, "# a line has at most %d bytes\n", maxLine)
}

// answer looks up the words of a line and counts them as asked.
func answer(line []byte, common *shared) []byte {
	asked := frequency.Words(line)
	common.tally.Add(asked)
	return common.table.Answer(asked)
}

// logConversation prints the line that a client sent, unless it is nil, and
// logs and returns what went wrong, unless the client only reset the
// connection: that is common. It blocks while nobody reads our output.
func logConversation(client net.Addr, line []byte, err error) error {
	if line != nil {
		// Quoted, the line cannot control the terminal that shows it.
		fmt.Printf("%s: %.200q\n", client, line)
	}
	if err == nil || reset(err) {
		return nil
	}
	log.Printf("%s: %v", client, err)
	return err
}

// reset reports whether err means that the client reset the connection.
func reset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}
