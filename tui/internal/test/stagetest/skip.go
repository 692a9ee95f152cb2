package stagetest

import "testing"

// SkipUnderRace skips a test in which the race detector can find nothing, for
// instance one that only reads what a program prints.
func SkipUnderRace(t testing.TB, reason string) {
	t.Helper()
	if Race {
		t.Skip("not under the race detector: " + reason)
	}
}
