package main

import (
	"errors"
	"log"
	"net"
	"time"
)

const (
	acceptPause = 50 * time.Millisecond // before the next try to accept
	logPause    = time.Second           // between two log lines about it
)

// accept accepts the next client. An error most likely means that the process
// has no descriptor left; clients that disconnect free some, and trying again
// at once would only burn time. So it logs the error, waits and retries. The
// error that it returns is net.ErrClosed: the listener is closed.
func accept(ln net.Listener, failures *pace) (net.Conn, error) {
	for {
		conn, err := ln.Accept()
		if err == nil || errors.Is(err, net.ErrClosed) {
			return conn, err
		}
		failures.log("accept a client", err)
		time.Sleep(acceptPause)
	}
}

// pace logs why clients cannot be accepted, but not twice within logPause:
// hundreds of equal lines would hide the rest of the log.
type pace struct {
	logged time.Time // the last line
}

// log logs that action failed with err, unless it is too soon.
func (p *pace) log(action string, err error) {
	if time.Since(p.logged) < logPause {
		return
	}
	log.Printf("%s: %v; trying again", action, err)
	p.logged = time.Now()
}
