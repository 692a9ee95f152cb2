//go:build unix

package ui

import "testing"

// A try that starts programs shows what each has printed.
func TestTryWithPrograms(t *testing.T) {
	t.Parallel()
	g := startGuide(t, options{})
	g.open(5, "Read")
	g.WaitFor("The idea")
	g.Press("t")
	g.WaitFor("set this up")
	g.Press("enter")
	g.WaitFor("Watch: four servers refused", "seen: names that are refused", "servers:  process", ">process",
		"a leading @")
	g.Press("<")
	g.WaitFor("server, process", "a regular file is there")
}
