package main

import (
	"errors"
	"log"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// exhausted is a listener whose first accepts fail for lack of descriptors.
// Then it is closed.
type exhausted struct {
	net.Listener
	failures int
}

func (e *exhausted) Accept() (net.Conn, error) {
	if e.failures--; e.failures >= 0 {
		return nil, errors.New("too many open files")
	}
	return nil, net.ErrClosed
}

func (e *exhausted) Close() error { return nil }

// A server that cannot accept neither gives up nor spins, and logs why once a
// second.
func TestServeWithoutDescriptors(t *testing.T) {
	var logged strings.Builder
	defer log.SetOutput(log.Writer())
	log.SetOutput(&logged)
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		serve(t.Context(), &exhausted{failures: 100}, new(shared))
		took := time.Since(began)
		lines := strings.Count(logged.String(), "too many open files")
		if took != 100*acceptPause || lines != int(took/logPause) {
			t.Errorf("100 failures: %d lines in %v, want %d in %v", lines, took,
				100*acceptPause/logPause, 100*acceptPause)
		}
	})
}
