package limits

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wallsockets/part4-security/quietlog"
)

// A server waits for its last answers, but not for ever: then it logs why.
func TestDrain(t *testing.T) {
	for needed, want := range map[time.Duration]string{
		DrainTime / 2: "",
		DrainTime * 2: "ended with answers unsent after 5s\n",
	} {
		synctest.Test(t, func(t *testing.T) {
			var logged strings.Builder
			quiet := quietlog.New(&logged)
			var clients sync.WaitGroup
			clients.Go(func() { <-time.After(needed) })
			began := time.Now()
			Drain(&clients, quiet)
			took := time.Since(began)
			clients.Wait()
			quiet.Close()
			if took != min(needed, DrainTime) || logged.String() != want {
				t.Errorf("clients that need %v: it waited %v and logged %q, want %q",
					needed, took, logged.String(), want)
			}
		})
	}
}
