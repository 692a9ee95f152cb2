//go:build race

package ui

// raceEnabled tells that the tests run under the race detector, which makes
// them slower by this factor.
const (
	raceEnabled = true
	slowness    = 10
)
