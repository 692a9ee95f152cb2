//go:build !race

package stagetest

// Race tells whether the tests, and so the servers, are under the race detector.
const Race = false
