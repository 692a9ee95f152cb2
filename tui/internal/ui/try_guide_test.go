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

// A restart after a try keeps the server's flags, and does not play the try again.
func TestRestartAfterTry(t *testing.T) {
	t.Parallel()
	g := startGuide(t, options{})
	g.open(4, "Read")
	g.WaitFor("The idea")
	g.Press("t", "t", "t")
	g.Press("enter")
	g.WaitFor("Watch: one is turned away", "seen: a full server")
	g.Press("r")
	g.WaitFor("the server was started: go", "lients 3 -first-byte-time 5s")
	g.WaitGone("Watch:")
}
