package limits

import (
	"log"
	"sync"
	"time"
)

// Drain waits for the clients that are still being answered, DrainTime at most:
// a server that was asked to end must end.
func Drain(clients *sync.WaitGroup) {
	done := make(chan struct{})
	go func() {
		clients.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(DrainTime):
		log.Printf("ended with answers unsent after %v", DrainTime)
	}
}
