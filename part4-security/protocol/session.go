package protocol

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// respRefusal is how a RESP client is told that it went too far.
const respRefusal = "-ERR Protocol error: %v\r\n"

// session goes on with a conversation in RESP: it answers what came, or tells
// why nothing more will come.
func (w *workspace) session(err error) error {
	unfinished := len(w.in) > 0
	switch {
	case err == nil:
		return w.answerAll()
	case unfinished && (err == io.EOF || gone(err)):
		return errors.New("it ended in the middle of a request")
	case errors.Is(err, os.ErrDeadlineExceeded) && unfinished:
		return w.refuse(respRefusal, fmt.Errorf(
			"the request was not complete within %v", w.limits.Whole))
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("ended: idle for %v", w.limits.Idle)
	}
	return err
}

// answerAll answers the complete requests among what was read. What arrived in
// one read goes out in one write, so a pipeline of requests costs two system
// calls.
func (w *workspace) answerAll() error {
	taken, malformed, err := w.answerEach()
	if err == nil {
		err = w.flush()
	}
	switch {
	case err != nil:
		return err
	case malformed != nil:
		return w.refuse(respRefusal, malformed)
	case w.quit:
		return io.EOF
	}
	w.in = w.in[:copy(w.in, w.in[taken:])]
	w.settle(taken > 0)
	if w.tooMuch(len(w.in)) {
		return w.refuse("-ERR busy: %v\r\n", errUnsent)
	}
	return nil
}

// answerEach runs each complete request. It returns how many bytes they are,
// and what is wrong with the one behind them.
func (w *workspace) answerEach() (taken int, malformed, err error) {
	for size := 1; size > 0 && malformed == nil && !w.quit; taken += size {
		w.request, size, malformed = parse(w.in[taken:], w.request, w.limits)
		if size > 0 {
			w.run(w.request)
		}
		if len(w.reply) >= maxReply {
			if err := w.flush(); err != nil {
				return taken, nil, err
			}
		}
	}
	return taken, malformed, nil
}

// settle sets when the client must be heard again. A request that has begun
// has so long until its end, and no byte of it makes that longer; between two
// requests a session may rest.
func (w *workspace) settle(answered bool) {
	if len(w.in) == 0 {
		w.begun = false
		w.due = w.woken + w.limits.Idle
	} else if answered || !w.begun {
		w.begun = true
		w.due = w.woken + w.limits.Whole
	}
}

// flush sends the answers that have piled up.
func (w *workspace) flush() error {
	if len(w.reply) == 0 {
		return nil
	}
	err := w.write(w.reply)
	w.reply = w.reply[:0]
	return err
}
