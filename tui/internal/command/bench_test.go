//go:build linux

package command

import (
	"strings"
	"syscall"
	"testing"
)

// bench has the flags of package flag, and its wrong usage is reported like that
// of the other commands.
func TestBenchUsage(t *testing.T) {
	for _, test := range []struct {
		arguments string
		want      string // in the error
	}{
		{"-nonsense", "not defined: -nonsense; see go run ./tui bench -h"},
		{"-only speed", `invalid value "speed" for flag -only`},
		{"-repetitions 0", "-repetitions and -idle of at least 1"},
		{"held", "want only flags"},
	} {
		j := start(t, append([]string{"bench"}, strings.Fields(test.arguments)...)...)
		code, printed := j.exit(), j.errors.String()
		if code != 2 || !strings.Contains(printed, test.want) ||
			strings.Count(printed, "\n") != 1 || j.output.String() != "" {
			t.Errorf("bench %s: exit code %d, %q and %q; want 2, %q",
				test.arguments, code, printed, j.output, test.want)
		}
	}
	help := start(t, "help", "bench")
	if code := help.exit(); code != 0 {
		t.Errorf("help bench: exit code %d, %q", code, help.errors)
	}
	for _, flag := range []string{"-h", "--help"} {
		j := start(t, "bench", flag)
		if code := j.exit(); code != 0 || j.output.String() != help.output.String() ||
			!strings.Contains(j.output.String(), "\n  -quick\n") {
			t.Errorf("bench %s: exit code %d, %q", flag, code, j.output)
		}
	}
}

// A measured run prints its report, and a run that is interrupted leaves no
// process and no file: the harness checks that at the end of the test.
func TestBench(t *testing.T) {
	arguments := strings.Fields("bench -quick -words 1000 -repetitions 1 -only lookup")
	j := start(t, arguments...)
	if code := j.exit(); code != 0 || !strings.Contains(j.output.String(), "\nGoals\n") {
		t.Errorf("bench: exit code %d, %q and %q", code, j.output, j.errors)
	}
	interrupted := start(t, "bench", "-quick", "-words", "1000", "-repetitions", "1000",
		"-only", "reload")
	interrupted.waitFor(interrupted.errors, "reload of the list")
	interrupted.signal(syscall.SIGINT)
	if code := interrupted.exit(); code != 1 {
		t.Errorf("interrupted: exit code %d, %q", code, interrupted.errors)
	}
}
