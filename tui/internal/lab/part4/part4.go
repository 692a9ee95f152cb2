// Package part4 has the labs of part 4: hostile clients.
package part4

import (
	"errors"
	"strings"
	"sync"

	"wallsockets/tui/internal/lab/experiment"
)

// Labs are the labs of part 4, in the order of its lesson.
var Labs = []experiment.Lab{connectBack, endlessLine, neverReads, allSlots, overflow,
	wordThatKills, slowDrip, paintedTerminal, browser, portHijack}

const (
	server = "part4-security/server"
	// trusting is a server without limits, which prints what it gets as it came.
	trusting = "trusting"
)

// atOnce calls functions at the same time and returns their errors.
func atOnce(calls ...func() error) error {
	errs := make([]error, len(calls))
	var all sync.WaitGroup
	for i, call := range calls {
		all.Go(func() { errs[i] = call() })
	}
	all.Wait()
	return errors.Join(errs...)
}

// lineWith returns the first line of a text that has a part, or "".
func lineWith(text, part string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}
