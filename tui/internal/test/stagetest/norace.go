//go:build !race

package stagetest

// Race reports whether the tests, and so the servers, run with the race detector.
const Race = false
