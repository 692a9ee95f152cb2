package stagetest

import (
	"bytes"
	"fmt"
	"sync"
	"time"
)

// Lines collects what a program prints while others wait for parts of it.
type Lines struct {
	mu   sync.Mutex
	text []byte
	more chan struct{} // closed when more has come, then made anew
}

func (l *Lines) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, text...)
	if l.more != nil {
		close(l.more)
		l.more = nil
	}
	return len(text), nil
}

// WaitFor waits for the text and returns the output up to its end. It returns an
// error if the program ends without the text or takes too long.
func (l *Lines) WaitFor(text string, ended <-chan struct{}) (string, error) {
	deadline := time.After(Patience)
	for {
		seen, more := l.upTo(text)
		if seen != "" {
			return seen, nil
		}
		select {
		case <-more:
		case <-ended:
			if seen, _ := l.upTo(text); seen != "" {
				return seen, nil
			}
			return "", fmt.Errorf("the program ended without %q", text)
		case <-deadline:
			return "", fmt.Errorf("no %q within %v", text, Patience)
		}
	}
}

// upTo returns the output up to the end of the first occurrence of text, or ""
// and a channel that is closed when there is more output.
func (l *Lines) upTo(text string) (seen string, more <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if at := bytes.Index(l.text, []byte(text)); at >= 0 {
		return string(l.text[:at+len(text)]), nil
	}
	if l.more == nil {
		l.more = make(chan struct{})
	}
	return "", l.more
}

func (l *Lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text)
}
