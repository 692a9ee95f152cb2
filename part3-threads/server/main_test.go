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

// exhausted is a listener without descriptors for the first times.
type exhausted struct {
	net.Listener
	times int
}

func (e *exhausted) Accept() (net.Conn, error) {
	if e.times--; e.times >= 0 {
		return nil, errors.New("too many open files")
	}
	return nil, net.ErrClosed
}

func (e *exhausted) Close() error { return nil }

// A server that cannot accept neither gives up nor spins, and says why once a
// second.
func TestServeWithoutDescriptors(t *testing.T) {
	var logged strings.Builder
	defer log.SetOutput(log.Writer())
	log.SetOutput(&logged)
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		ln := &exhausted{times: 100}
		err := serve(t.Context(), ln, new(shared))
		took, told := time.Since(began), strings.Count(logged.String(), "too many open files")
		if err != nil || took != 100*acceptPause || told != int(took/tellPause) {
			t.Errorf("100 failures: %v, %d lines in %v", err, told, took)
		}
	})
}
