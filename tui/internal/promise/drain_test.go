//go:build linux

package promise

import (
	"sync"
	"testing"
	"time"

	"wallsockets/tui/internal/stagetest"
)

// Clients that rest do not hold up the end.
func TestPromiseDrainIdle(t *testing.T) {
	stage := stagetest.Find(t, 5)
	stagetest.NothingLeft(t)
	n := roomFor(t, few(idleAtDrain))
	s := stagetest.Start(t, stage, room(stage, n)...)
	askAll(t, connect(t, s, n))
	began := time.Now()
	s.Stop()
	took := time.Since(began)
	promise(t, took <= time.Second*slow(), "drain of clients that rest",
		"exit code 0 within 1 s", "%d in %s", n, milliseconds(took))
}

// A server that is told to end while 64 clients ask answers wholly or not at
// all.
func TestPromiseDrainBusy(t *testing.T) {
	stage := stagetest.Find(t, 5)
	stagetest.NothingLeft(t)
	n := few(drains)
	worst := time.Duration(0)
	for range n {
		s := stagetest.Start(t, stage)
		answered := make(chan struct{}, 1000)
		var clients sync.WaitGroup
		for range 64 {
			clients.Go(func() {
				for s.Whole(stage.Demo[0]) {
					select {
					case answered <- struct{}{}:
					default:
					}
				}
			})
		}
		for range 64 {
			<-answered
		}
		began := time.Now()
		s.Stop()
		worst = max(worst, time.Since(began))
		clients.Wait()
	}
	promise(t, !t.Failed() && worst <= 5*time.Second, "drain under 64 busy clients",
		"each answer whole or absent, exit code 0 within 5 s",
		"%d stops, the slowest %s", n, milliseconds(worst))
}
