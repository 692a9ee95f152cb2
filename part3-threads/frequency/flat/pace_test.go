package flat

import (
	"testing"
	"testing/synctest"
	"time"
)

// A gentle loader works at most a quarter of the time.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, start := Gently, time.Now()
		p.since = start
		<-time.After(p.work + 1)
		p.Rest()
		if took := time.Since(start); took < 4*p.work {
			t.Errorf("it rested until %v, want %v", took, 4*p.work)
		}
		now := time.Now()
		p.Rest()
		if time.Since(now) != 0 {
			t.Error("it rested again at once")
		}
	})
}
