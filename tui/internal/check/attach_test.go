//go:build unix

package check

import (
	"net"
	"strings"
	"testing"
)

// attachTo returns the address of an echo server that runs until the end of the test.
func attachTo(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return // the test is over
			}
			go answer(c, "\n")
		}
	}()
	return ln.Addr().String()
}

// A program has not passed if --attach made the checker skip a step.
func TestSkippedIsNotPassed(t *testing.T) {
	for last, passed := range map[string]bool{"alive": false, "connect": true} {
		text := strings.Replace(echo, "\talive\n", "\t"+last+"\n", 1)
		report, err := checkSubmission(t, text, Submission{Attach: attachTo(t)})
		if err != nil || report.Passed != passed || report.Partly() == passed {
			t.Errorf("%s: %+v, %v; want passed %v", last, report, err, passed)
		}
	}
}
