package protocol

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// respRefusal is how a RESP client is told that it went too far.
const respRefusal = "-ERR Protocol error: %v\r\n"

// maxReply is how many bytes of answers may pile up before they are sent: a
// pipeline of short requests can ask for a lot.
const maxReply = 64 << 10

// session is a conversation in RESP.
type session struct {
	*conversation
	request  [][]byte  // the request being answered: the command and its words
	words    [][]byte  // its words in folded form, which point into folded
	folded   []byte    // is used again for each request
	reply    []byte    // answers that are still to be sent
	due      time.Time // when the request in the buffer must be complete
	answered int64     // requests so far
	quit     bool      // the client has said goodbye
}

// resp has a session: it answers requests until the client is done.
func (c *conversation) resp() (said string, err error) {
	s := &session{conversation: c}
	for err == nil && !s.quit {
		if err = s.answerAll(); err == nil && !s.quit {
			err = s.wait()
		}
	}
	if err == io.EOF {
		err = nil
	}
	return fmt.Sprintf("RESP, requests: %d", s.answered), err
}

// answerAll answers the complete requests in the buffer. What arrived in one
// read goes out in one write, so a pipeline of requests costs two system calls.
func (s *session) answerAll() error {
	taken, size := 0, 1
	var malformed error
	for size > 0 && malformed == nil && !s.quit {
		s.request, size, malformed = parse(s.buffer[taken:], s.request, s.limits)
		if size > 0 {
			taken += size
			s.run(s.request)
		}
		if len(s.reply) >= maxReply {
			if err := s.flush(); err != nil {
				return err
			}
		}
	}
	if err := s.flush(); err != nil {
		return err
	}
	if malformed != nil {
		return s.refuse(respRefusal, malformed)
	}
	s.buffer = s.buffer[:copy(s.buffer, s.buffer[taken:])]
	if taken > 0 {
		s.due = time.Time{} // what is left belongs to a new request
	}
	return nil
}

// wait reads more. An unfinished request has what is left of its time, which
// no byte of it makes longer; between two requests a session may rest.
func (s *session) wait() error {
	resting := len(s.buffer) == 0
	deadline := time.Now().Add(s.limits.Idle)
	if !resting {
		if s.due.IsZero() {
			s.due = time.Now().Add(s.limits.Whole)
		}
		deadline = s.due
	}
	err := s.read(deadline)
	switch {
	case err == io.EOF && !resting:
		return errors.New("it ended in the middle of a request")
	case errors.Is(err, os.ErrDeadlineExceeded) && resting:
		return fmt.Errorf("ended: idle for %v", s.limits.Idle)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return s.refuse(respRefusal, fmt.Errorf(
			"the request was not complete within %v", s.limits.Whole))
	}
	return err
}

// flush sends the answers that have piled up.
func (s *session) flush() error {
	if len(s.reply) == 0 {
		return nil
	}
	err := s.write(s.reply)
	s.reply = s.reply[:0]
	return err
}
