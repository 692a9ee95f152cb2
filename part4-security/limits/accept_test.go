package limits

import (
	"errors"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wallsockets/part4-security/quietlog"
)

// failing is a listener that has no descriptor for the first few clients.
type failing struct {
	net.Listener
	times int
}

func (f *failing) Accept() (net.Conn, error) {
	if f.times--; f.times >= 0 {
		return nil, errors.New("too many open files")
	}
	return nil, net.ErrClosed
}

// Without descriptors the server waits: it tries at most ten times a second
// and logs one line a second.
func TestAcceptTriesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var logged strings.Builder
		quiet := quietlog.New(&logged)
		ln := &failing{times: 100}
		began := time.Now()
		if _, err := Accept(ln, quiet); err != net.ErrClosed || ln.times != -1 {
			t.Errorf("Accept = %v with %d failures left, want net.ErrClosed after all",
				err, ln.times)
		}
		<-time.After(time.Second)
		took := time.Since(began)
		quiet.Close()
		lines := strings.Count(logged.String(), "accept a client: too many open files")
		if took < 10*time.Second || lines > int(took/time.Second)+1 || lines < 10 {
			t.Errorf("100 failures took %v and %d lines", took, lines)
		}
	})
}
