//go:build unix

package command

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// An error is one sentence on standard error. The exit code is 2 for wrong usage
// and 1 for a failure.
func TestWrongUsage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		arguments []string
		code      int
		want      string // in the sentence
	}{
		{nil, 2, "go run ./tui list, read PART, serve PART, send PART WORDS, show FILE or doctor"},
		{nil, 2, "go run ./tui --plain"},
		{[]string{"--part", "3"}, 2, "needs a terminal"},
		{[]string{"--part", "9"}, 2, `no part "9"`},
		{[]string{"--part"}, 2, "flag needs an argument: --part"},
		{[]string{"--nonsense"}, 2, "unknown flag: --nonsense; see go run ./tui --help"},
		{[]string{"nonsense"}, 2, `no command "nonsense": want list, read, serve, send, try, lab, raw, show`},
		{[]string{"completion"}, 2, `no command "completion"`},
		{[]string{"3"}, 2, `no command "3"`},
		{[]string{"lab", "nonsense"}, 2, `lab: there is no lab "nonsense": want a name`},
		{[]string{"lab", "backlgo"}, 2, `guide or all; did you mean backlog?`},
		{[]string{"lab", "part2/t"}, 2, `did you mean part2/two-sockets or part2/taken-port or part2/time-wait?`},
		{[]string{"lab", ""}, 2, "guide or all\n"},
		{[]string{"lab", "--json", "--markdown"}, 2, "lab: want --json or --markdown, not both"},
		{[]string{"lab", "part2", "--guess", "a"}, 2, "lab: --guess is for one lab"},
		{[]string{"lab", "two-sockets", "--guess", "d"}, 2, "wants the letter of one of its choices"},
		{[]string{"help", "nonsense"}, 2, `no command "nonsense"`},
		{[]string{"list", "3"}, 2, `list: want no arguments; got "3"`},
		{[]string{"list", "--nonsense"}, 2, "see go run ./tui list --help"},
		{[]string{"doctor", "php"}, 2, "doctor: want no arguments"},
		{[]string{"read"}, 2, "read: want one PART from 1 to 6; nothing was given"},
		{[]string{"show"}, 2, "show: want one FILE, or - for standard input; nothing was given"},
		{[]string{"show", "a", "b"}, 2, `show: want one FILE, or - for standard input; got "a" "b"`},
		{[]string{"show", "--json", "--screen", "a"}, 2, "not both"},
		{[]string{"show", "--screen", "a"}, 2, "show: --screen needs a terminal"},
		{[]string{"show", "no/such/file"}, 1, "show: read the conversation: open no/such/file"},
		{[]string{"start"}, 2, "start: want one EXERCISE such as 3.1; nothing was given"},
		{[]string{"check"}, 2, "check: want one EXERCISE such as 3.1, or all"},
		{[]string{"start", "2.3", "--lang", "c"}, 1, "start: exercise 2.3 has a starter in go only; you may write your program in any language"},
		{[]string{"exercise"}, 2, "exercise: want verify for all exercises, or verify and an EXERCISE such as 3.2; nothing was given"},
		{[]string{"read", "0"}, 2, `no part "0"`},
		{[]string{"read", "part7"}, 2, "want 1 to 6"},
		{[]string{"read", "\x1b[2J"}, 2, `no part "\x1b[2J"`},
		{[]string{"read", "1", "2"}, 2, "want one PART"},
		{[]string{"serve"}, 2, "serve: want one PART from 1 to 6, and flags for the server after --; nothing was given"},
		{[]string{"send"}, 2, "send: want a PART from 1 to 6 and the WORDS to send; nothing was given"},
		{[]string{"serve", "7"}, 2, `no part "7"`},
		{[]string{"serve", "3", "4"}, 2, "want one PART"},
		{[]string{"serve", "3", "-model", "events"}, 2, "flags for the server go after --"},
		{[]string{"serve", "3", "--save", "talk.pdf"}, 2, ".txt, .md or .jsonl"},
		{[]string{"serve", "3", "--save", "/no/such/talk.md"}, 1, "no such file"},
		{[]string{"send", "3"}, 2, "and the WORDS to send"},
		{[]string{"send", "3", "--", "-model", "events"}, 2, "and the WORDS to send"},
		{[]string{"send", "x", "the"}, 2, `no part "x"`},
		{[]string{"send", "3", "the\nquick"}, 2, "one line"},
		{[]string{"serve", "3", "--wire", "step"}, 2, "a step of the command raw"},
		{[]string{"send", "3", "a", "--wire", "hold client"}, 2, "command raw"},
		{[]string{"send", "3", "a", "--wire", "delay #1 by 1ms"}, 2, "command raw"},
		{[]string{"raw", "127.0.0.1:9", "close", "--port", "0"}, 2, "raw: the server at 127.0.0.1:9 runs already"},
		{[]string{"raw", "7", "close"}, 2, `no part "7"`},
		{[]string{"check", "3.1", "--attach", "nowhere"}, 2, "want HOST:PORT"},
		{[]string{"serve", "3", "--wire", "hold all"}, 2, "want nothing more"},
		{[]string{"send", "3", "the", "--wire", "split client"}, 2, `want "at"`},
		{[]string{"raw", "3"}, 2, "raw: want a PART from 1 to 6, or the ADDRESS of a server, and at least one STEP"},
		{[]string{"raw", "3", "send hello"}, 2, "raw: send hello: want text in quotes"},
		{[]string{"raw", "3", "close", "--at-once", "1001"}, 2, "from 1 to 1000"},
		{[]string{"raw", "3", "wire drop", "--at-once", "2"}, 2, "for one client"},
		{[]string{"supervise"}, 2, "start the guide without it"},
	} {
		j := start(t, test.arguments...)
		code, printed := j.exit(), j.errorText()
		if code != test.code || !strings.Contains(printed, test.want) {
			t.Errorf("%q: exit code %d, %q; want %d, %q",
				test.arguments, code, printed, test.code, test.want)
		}
		if strings.Count(printed, "\n") != 1 || j.output.String() != "" {
			t.Errorf("%q: printed %q and %q, want one line on standard error",
				test.arguments, j.output, printed)
		}
		if strings.Contains(printed, "[]") {
			t.Errorf("%q: printed %q, which a user cannot read", test.arguments, printed)
		}
		checkPrintable(t, printed)
	}
}

// Every command has a help page with usage and examples.
func TestHelp(t *testing.T) {
	t.Parallel()
	commands := []string{"", "list", "read", "serve", "send", "try", "raw", "show", "doctor", "exercises", "start",
		"check", "watch", "hint", "diff", "reset", "solution", "progress", "rollup", "exercise verify"}
	if runtime.GOOS == "linux" {
		commands = append(commands, "bench") // it needs Linux
	}
	for _, command := range commands {
		j := start(t, append(strings.Fields(command), "--help")...)
		if code := j.exit(); code != 0 || j.errorText() != "" {
			t.Errorf("%s --help: exit code %d, %q", command, code, j.errors)
		}
		want := "\n  go run ./tui " + command
		if page := j.output.String(); strings.Count(page, want) < 2 {
			t.Errorf("%s --help: %q has no usage and example", command, page)
		}
		for line := range strings.Lines(j.output.String()) {
			if len([]rune(line)) > 80 {
				t.Errorf("%s --help: %q is wider than 80", command, line)
			}
		}
		again := start(t, append([]string{"help"}, strings.Fields(command)...)...)
		if again.exit() != 0 || again.output.String() != j.output.String() {
			t.Errorf("help %s: %q, want what --help prints", command, again.output)
		}
	}
}

// Outside the checkout the error says where to go.
func TestOutside(t *testing.T) {
	t.Parallel()
	for _, arguments := range [][]string{
		{"read", "1"}, {"serve", "1"}, {"send", "1", "hello"}, {"--plain"},
	} {
		j := startIn(t, "/", nil, arguments...)
		code, printed := j.exit(), j.errorText()
		if code != 1 || !strings.Contains(printed, "go to the folder that you cloned") {
			t.Errorf("%q outside: exit code %d, %q", arguments, code, printed)
		}
	}
	inside := startIn(t, filepath.Join(root, "part3-threads", "server"), nil, "read", "1")
	if code := inside.exit(); code != 0 {
		t.Errorf("deep in the checkout: exit code %d, %q", code, inside.errors)
	}
}

// A full disk is an error.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("this system has no /dev/full")
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	for _, arguments := range []string{"list", "read 1", "doctor", "send 1 hello"} {
		j := prepare(t, root, nil, strings.Fields(arguments)...)
		j.cmd.Stdout = full
		j.begin()
		if code, printed := j.exit(), j.errorText(); code != 1 ||
			!strings.Contains(printed, "no space left") {
			t.Errorf("%s > /dev/full: exit code %d, %q", arguments, code, printed)
		}
	}
}
