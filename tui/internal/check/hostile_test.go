//go:build unix

package check

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/test/stagetest"
)

// echo is the check of these tests.
const echo = `patience 2s
memory 256 MiB
let line words 3
step it listens
	start
	connect
step it answers
	send "{line}\n"
	expect-rest is "{line}\n"
	cause no-newline
		if got is "{line}"
		say no newline
		try a newline
step it goes on
	alive
`

// checkText checks a role with a script and returns the report.
func checkText(t *testing.T, text, role string) (Report, error) {
	t.Helper()
	return checkSubmission(t, text, Submission{Command: []string{os.Args[0], role, "{port}"}})
}

// checkSubmission checks what was handed in with a script and returns the report.
func checkSubmission(t *testing.T, text string, s Submission) (Report, error) {
	t.Helper()
	root := t.TempDir()
	r, err := runner.New(root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	e := course.Exercise{Stage: course.Stages[0], Number: 1, Name: "test", Folder: "e", Title: "Test"}
	if err := os.Mkdir(filepath.Join(root, "e"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "e", "check.txt"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return New(r, root).Check(context.Background(), e, s, 1)
}

// A hostile program gets a clear finding in time, and leaves nothing running.
func TestHostilePrograms(t *testing.T) {
	for role, want := range map[string]struct{ finding, text string }{
		"good":       {"", ""},
		"late":       {"", ""},
		"silent":     {"no-answer", "Nothing came."},
		"bare":       {"no-newline", "differs"},
		"floods":     {"floods", "printed more than 8 MiB"},
		"stubborn":   {"ignores-sigterm", "still there 4s after SIGTERM"},
		"forks":      {"", ""},
		"daemon":     {"exited", "exit code 0"},
		"eats":       {"memory", "256 MiB are the limit"},
		"multiplies": {"processes", "more than 256 processes"},
		"exits":      {"failed-to-start", "exit code 7"},
		"dies":       {"reset", ""},
		"elsewhere":  {"no-listener", "Nothing listens on 127.0.0.1:"},
	} {
		t.Run(role, func(t *testing.T) {
			t.Parallel()
			text := echo
			if role == "multiplies" {
				text = strings.Replace(text, "memory 256 MiB", "memory 8192 MiB", 1)
			}
			if role == "floods" || role == "eats" {
				text += "\tpause 20s\n" // it is stopped before
			}
			report, err := checkText(t, text, role)
			if err != nil {
				t.Fatal(err)
			}
			got := Finding{}
			if report.Finding != nil {
				got = *report.Finding
			}
			if role == "dies" && got.Name == "closed-early" {
				got.Name = "reset" // which of the two depends on what was read
			}
			if got.Name != want.finding || !strings.Contains(got.Happened, want.text) ||
				report.Passed != (want.finding == "") {
				t.Errorf("passed %v, %s: %s; want %s: …%s…", report.Passed, got.Name,
					got.Happened, want.finding, want.text)
			}
			if role == "exits" && strings.Join(got.Errors, "") != "a reason" {
				t.Errorf("the finding has %q of what it printed", got.Errors)
			}
			if report.Millis > stagetest.Patience.Milliseconds() {
				t.Errorf("it took %d ms", report.Millis)
			}
		})
	}
}

// Whatever the check is waiting for when its total time is over, that is what it reports:
// the program may only be slow.
func TestTotalTime(t *testing.T) {
	for _, role := range []string{"elsewhere", "silent"} {
		report, err := checkText(t, strings.Replace(echo, "patience 2s", "total 500ms", 1), role)
		if err != nil || report.Finding == nil || report.Finding.Name != "time" {
			t.Errorf("%s: %+v, %v; want time", role, report.Finding, err)
		}
	}
}

// What a program has started is gone when the check is done.
func TestNothingIsLeft(t *testing.T) {
	for _, role := range []string{"forks", "daemon"} {
		report, err := checkText(t, echo+"\toutput has \"never\" within 100ms\n", role)
		if err != nil || report.Finding == nil {
			t.Fatalf("%+v, %v", report, err)
		}
		children := 0
		for _, line := range report.Finding.Output {
			number, found := strings.CutPrefix(line, "child ")
			if !found {
				continue
			}
			pid, err := strconv.Atoi(number)
			if err != nil {
				t.Fatal(err)
			}
			children++
			if err := syscall.Kill(pid, 0); err != syscall.ESRCH {
				t.Errorf("%s: child %d is left (%v)", role, pid, err)
			}
		}
		if children == 0 {
			t.Errorf("%s: it printed %q", role, report.Finding.Output)
		}
	}
}

// A cause can tell a program that has died from one that has closed the connection,
// although the connection's end is seen first.
func TestCauseSeesTheEnd(t *testing.T) {
	text := strings.Replace(echo, "step it goes on", "\tcause died\n\t\tif exit is \"3\"\n"+
		"\t\tsay it died\n\t\ttry to live\nstep it goes on", 1)
	for range 10 {
		report, err := checkText(t, text, "dies")
		if err != nil || report.Finding == nil || report.Finding.Name != "died" {
			t.Fatalf("%+v, %v; want died", report.Finding, err)
		}
	}
}

// A program that the check has killed was running when it failed.
func TestCauseOfAKilledProgram(t *testing.T) {
	text := strings.Replace(echo, "step it listens", "cause ended\n\tif exit not is \"running\"\n"+
		"\tsay it ended\n\ttry to go on\nstep it listens", 1)
	for role, want := range map[string]string{"floods": "floods", "stubborn": "ignores-sigterm"} {
		t.Run(role, func(t *testing.T) {
			t.Parallel()
			script := text
			if role == "floods" {
				script += "\tpause 20s\n" // it is stopped before
			}
			report, err := checkText(t, script, role)
			if err != nil || report.Finding == nil || report.Finding.Name != want ||
				strings.HasSuffix(report.Finding.Place, ":0") {
				t.Errorf("%+v, %v; want %s and a place", report.Finding, err, want)
			}
		})
	}
}

// A client that starts slowly has time of its own until it connects.
func TestLateClient(t *testing.T) {
	report, err := checkText(t, "patience 2s\nstep it connects\n\tlisten\n\tstart\n\taccept\n"+
		"\texpect-end\n", "client")
	if err != nil || !report.Passed {
		t.Errorf("%+v, %v; want passed", report.Finding, err)
	}
}

// A program that connects to us first does not listen yet: it may fetch its list.
func TestListensAfterItHasConnected(t *testing.T) {
	text := "let list port\nstep it listens\n\tenv LIST \"{host}:{list}\"\n" +
		"\tlisten on {host}:{list}\n\tstart\n\taccept\n\texpect-end\n\tconnect\n"
	report, err := checkText(t, text, "fetches")
	if err != nil || !report.Passed {
		t.Errorf("%+v, %v; want passed", report.Finding, err)
	}
}

// A program that cannot have its port again has failed; nobody else took the port.
func TestPortHeldByTheProgram(t *testing.T) {
	text := `step it starts again
	start
	connect
	expect-end
	close
	exit 0
	start
	connect
	cause held
		if exit is "1"
		if binds not is "{host}:{port}"
		say its own connection holds the port
		try SO_REUSEADDR
	cause free
		if binds is "{host}:{port}"
		say nothing holds the port
		try again
`
	want := "held"
	if runtime.GOOS != "linux" {
		want = "free" // there, it suffices if the new listener sets the option
	}
	report, err := checkText(t, text, "once")
	if err != nil || report.Finding == nil || report.Finding.Name != want {
		t.Fatalf("%+v, %+v, %v; want %s", report, report.Finding, err, want)
	}
}

// The data depends on the seed alone.
func TestSeed(t *testing.T) {
	draw := func(seed uint64) string { return (&run{seed: seed}).random("3.1").words(5) }
	if first, again := draw(1), draw(1); first != again || first == draw(2) {
		t.Error("the seed does not decide")
	}
	// Two blocks of a script send different lines.
	sc := &scope{run: &run{}, rng: (&run{seed: 1}).random("3.1")}
	sc.vars = make(map[string]string)
	if first, second := sc.child(0).rng.words(5), sc.child(0).rng.words(5); first == second {
		t.Errorf("two blocks both draw %q", first)
	}
}

// A broken check is not the learner's fault: an error with the place.
func TestBrokenChecks(t *testing.T) {
	for text, want := range map[string]string{
		"step a\n\tbegin\n":                              `e/check.txt:2: there is no verb "begin"`,
		"step a\n\tsend \"x\"\n":                         "e/check.txt:2: there is no connection",
		"step a\n\tstart\n\tconnect\n\tsend \"{word}\"":  "e/check.txt:4: there is no variable {word}",
		"step a\n\tsignal TERM\n":                        "e/check.txt:2: there is no program",
		"step a\n\tstart\n\twrite ../x \"\"\n":           "e/check.txt:3: ",
		"step a\n\tstart\n\twrite {dir}0/x \"\"\n":       "e/check.txt:3: ",
		"step a\n\tstart\n\twrite {dir}/../x \"\"\n":     "e/check.txt:3: ",
		"step a\n\tstart\n\tconnect\n\tsend @list.txt\n": `e/check.txt:4: there is no fixture "list.txt"`,
	} {
		_, err := checkText(t, text, "good")
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// A program that ends before there was a connection gets advice that it can follow: there
// are no last lines to read if it printed none.
func TestEndsBeforeItConnects(t *testing.T) {
	const client = "step it connects\n\tlisten\n\tstart\n\taccept\n"
	for _, test := range []struct{ text, program, finding, next string }{
		{echo, "exit 0", "exited", "wait for a client"},
		{echo, "exit 3", "failed-to-start", printErrors},
		{echo, "echo why >&2; exit 3", "failed-to-start", readErrors},
		{client, "exit 0", "not-connected", "from the arguments"},
		{client, "exit 3", "failed-to-start", printErrors},
		{client, "echo why; exit 3", "failed-to-start", readErrors},
	} {
		report, err := checkSubmission(t, test.text,
			Submission{Command: []string{"/bin/sh", "-c", test.program}})
		f := report.Finding
		if err != nil || f == nil || f.Name != test.finding || f.Cause == "" ||
			!strings.Contains(f.Next, test.next) {
			t.Errorf("%s: %+v, %v; want %s: …%s…", test.program, f, err, test.finding, test.next)
		}
	}
}
