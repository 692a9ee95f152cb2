package experiment

import "time"

// Turn is what was measured while a peer was under load.
type Turn struct {
	Rate     float64       // requests answered in a second
	P50, P99 time.Duration // of a request
	CPU      time.Duration // processor time of the server for a request
	Memory   int64         // resident bytes of the server's processes, right after
}
