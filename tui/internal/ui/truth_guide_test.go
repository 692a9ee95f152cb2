//go:build unix

package ui

import (
	"fmt"
	"net"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// sawEverywhere waits until the whole screen, its rows joined, matches.
func (g *guide) sawEverywhere(expression string) {
	g.t.Helper()
	sought := regexp.MustCompile(expression)
	g.WaitUntil(expression, func(screen []string) bool {
		return sought.MatchString(strings.Join(screen, "\n"))
	})
}

// One connection has one name. What part 2 reports of its peer is a port that the list
// does not show; it says whose it is.
func TestPortOfAcceptInATerminal(t *testing.T) {
	t.Parallel()
	g := startGuide(t, options{columns: 120, rows: 40})
	g.serve(2, "")
	g.client()
	g.say("hello")
	g.waitMatch(`#1 +C> +connected: part2-explained-client, process \d+`)
	g.Press("z", "z") // the output alone
	g.waitMatch(`accept\(\d+, 127\.0\.0\.1:\d+ = #1\)`)
}

// Part 5 logs the process that connected to it, which is the relay's. The guide adds the
// client's process, which is in the list, also for a client that it did not start.
func TestProcessesInATerminal(t *testing.T) {
	t.Parallel()
	nc, err := exec.LookPath("nc")
	if err != nil {
		t.Skip("nc is not installed")
	}
	g := startGuide(t, options{columns: 120, rows: 40})
	g.serve(5, "")
	command := exec.CommandContext(t.Context(), nc, "-N", "-U", g.address())
	command.Stdin = strings.NewReader("time\n")
	output, err := command.Output()
	if err != nil || !strings.HasPrefix(string(output), "time\t") {
		t.Fatalf("nc prints %q, %v", output, err)
	}
	g.waitMatch(`#1 +C> +connected: nc, process \d+`)
	process := regexp.MustCompile(`connected: nc, (process \d+)`).FindStringSubmatch(g.String())[1]
	g.Press("z", "z") // the output alone
	g.sawEverywhere(`process \d+ \(the relay of #1,\s+` + process + `\): "time"`)
}

// Lanes that do not fit scroll sideways, and o and O go through the connections in both
// directions.
func TestManyConnectionsInATerminal(t *testing.T) {
	t.Parallel()
	g := startGuide(t, options{})
	g.serve(3, "")
	for number := range 9 { // one after the other, so that the rows are in order
		conn, err := net.Dial("tcp", g.address())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		g.waitMatch(fmt.Sprintf(`#%d .*accepted`, number+1))
	}
	g.WaitFor("#9     S>      accepted")
	all := g.events() // two of each connection, and one more if it had to wait
	if all < 18 || all > 27 {
		t.Errorf("%d events\n%s", all, g)
	}
	for _, step := range []struct{ key, want string }{
		{"home", ">     +0µs #1"}, {"o", "only #1"}, {"o", "only #2"},
		{"O", "only #1"}, {"O", fmt.Sprintf("events: %d,", all)},
		{"v", "#1-#3 of 9"}, {"right", "#2-#4 of 9"}, {"right", "#3-#5 of 9"},
		{"left", "#2-#4 of 9"},
	} {
		g.Press(step.key)
		g.WaitFor(step.want)
	}
}
