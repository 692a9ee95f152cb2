//go:build unix

package session

import (
	"strings"
	"testing"

	"wallsockets/tui/internal/course"
)

// A server that does not get ready replaces nothing; one that does keeps the address, and
// what hands hold and their rules.
func TestReplace(t *testing.T) {
	for _, number := range []int{3, 5} {
		stage := course.Stages[number-1]
		s := begin(t, number)
		failed := Options{Replaces: s, Recording: s.Recording, Flags: []string{"-nonsense"}}
		if _, err := Start(t.Context(), s.runner, stage, failed); err == nil {
			t.Fatalf("part %d starts with a wrong flag", number)
		}
		if got := talk(t, s, "whale"); !strings.HasPrefix(got, "whale\t") || s.Server.Ended() != "" {
			t.Errorf("part %d: the server before answers %q", number, got)
		}
		address := s.Address()
		order(t, s, "delay server by 1ms")
		for range 2 { // of two, each has the other's private path
			next, err := Start(t.Context(), s.runner, stage, Options{Replaces: s, Recording: s.Recording})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(next.Stop)
			if got := talk(t, next, "whale"); !strings.HasPrefix(got, "whale\t") ||
				next.Address() != address || s.Server.Ended() == "" {
				t.Errorf("part %d: the new server answers %q on %s, want one on %s instead of the old",
					number, got, next.Address(), address)
			}
			s = next
		}
		if got := strings.Join(s.Hands().Rules(), "; "); got != "delay server by 1ms" {
			t.Errorf("part %d: after two more servers the rules are %q", number, got)
		}
	}
}
