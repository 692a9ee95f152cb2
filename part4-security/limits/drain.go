package limits

import (
	"fmt"
	"sync"
	"time"

	"wallsockets/part4-security/quietlog"
)

// Drain waits for the clients that are still being answered, DrainTime at most:
// a server that was asked to end must end.
func Drain(clients *sync.WaitGroup, quiet *quietlog.Log) {
	done := make(chan struct{})
	go func() {
		clients.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(DrainTime):
		fmt.Fprintf(quiet, "ended with answers unsent after %v\n", DrainTime)
	}
}
