//go:build unix

package command

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
	"wallsockets/tui/internal/wire"
)

// dataLine is a message in a transcript: time, connection, side, size, bytes.
var dataLine = regexp.MustCompile(
	`(?m)^ *\+\d+\.\d{6}s  #1 +(client|server)> +(\d+)  (".*")$`)

// The demo of each part: the question and the answer with side, size and time, and
// the answer as the client prints it.
func TestSend(t *testing.T) {
	t.Parallel()
	for _, stage := range course.Stages {
		t.Run(stage.ID, func(t *testing.T) {
			if stage.Number == 6 {
				stagetest.Need(t, "php")
			}
			demo := stage.Demo[0]
			j := start(t, "send", fmt.Sprint(stage.Number), demo.Send)
			if code := j.exit(); code != 0 || j.errorText() != "" {
				t.Fatalf("exit code %d, %q; output %s", code, j.errors, j.output)
			}
			checkPrintable(t, j.output.String())
			said := map[string]string{}
			for _, line := range dataLine.FindAllStringSubmatch(j.output.String(), -1) {
				data, err := strconv.Unquote(line[3])
				if err != nil || fmt.Sprint(len(data)) != line[2] {
					t.Errorf("%q: %v, or another size", line[0], err)
				}
				said[line[1]] += data
			}
			if said["client"] != demo.Send+"\n" || said["server"] != demo.Want {
				t.Errorf("the transcript has %q, want %q", said, demo)
			}
			if stage.Number == 2 {
				return // its client prints the answer as one of its calls
			}
			for line := range strings.Lines(demo.Want) {
				line = strings.ReplaceAll(strings.TrimSuffix(line, "\n"), "\t", `\t`)
				if !strings.Contains(j.output.String(), "client| "+line+"\n") {
					t.Errorf("the client's line %q is not in %s", line, j.output)
				}
			}
		})
	}
}

// With --json standard output has only JSON. How it is written is the same for all
// parts: one with a port and one with a path stand for them.
func TestSendJSON(t *testing.T) {
	t.Parallel()
	for _, stage := range []course.Stage{course.Stages[0], course.Stages[5]} {
		t.Run(stage.ID, func(t *testing.T) {
			if stage.Number == 6 {
				stagetest.Need(t, "php")
			}
			demo := stage.Demo[0]
			j := start(t, "send", "--json", stage.ID, demo.Send)
			if code := j.exit(); code != 0 {
				t.Fatalf("exit code %d, %q; output %s", code, j.errors, j.output)
			}
			checkJSON(t, j.output.String(), demo)
		})
	}
}

// checkJSON reads a conversation from JSON lines and compares it with a demo.
func checkJSON(t *testing.T, text string, demo course.Exchange) {
	t.Helper()
	if !strings.HasPrefix(text, "{") {
		t.Fatalf("%q is not JSON", text)
	}
	events, err := wire.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(text, "\n"); lines != len(events) {
		t.Errorf("%d events in %d lines", len(events), lines)
	}
	said := map[wire.Side]string{}
	for _, event := range events {
		said[event.From] += string(event.Data)
	}
	if said[wire.Client] != demo.Send+"\n" || said[wire.Server] != demo.Want {
		t.Errorf("the conversation is %q, want %q", said, demo)
	}
	first, last := events[0], events[len(events)-1]
	if first.Kind != wire.Connected || first.Time.IsZero() ||
		last.Kind != wire.Closed || last.From == wire.Neither {
		t.Errorf("it begins with %+v and ends with %+v", first, last)
	}
}

// Words go to the client and flags to the server.
func TestSendFlags(t *testing.T) {
	t.Parallel()
	for _, arguments := range []string{
		"send 3 the quick zyzzyva -- -model processes",
		"send --json 3 the quick zyzzyva -- -model events",
	} {
		j := start(t, strings.Fields(arguments)...)
		if code := j.exit(); code != 0 ||
			!strings.Contains(j.output.String(), "27346.3") {
			t.Errorf("%s: exit code %d, %q, %q", arguments, code, j.output, j.errors)
		}
	}
	j := start(t, "send", "3", "the", "--", "-model", "fibers")
	if code := j.exit(); code != 1 || !strings.Contains(j.errorText(),
		`invalid value "fibers"`) {
		t.Errorf("a wrong server flag: exit code %d, %q; want 1 and the server's output",
			code, j.errors)
	}
}

// If the client gets no answer, the command fails with the client's output.
func TestSendFails(t *testing.T) {
	t.Parallel()
	j := start(t, "send", "4", "GET / HTTP/1.1")
	if code := j.exit(); code != 1 || !strings.Contains(j.errorText(),
		"closed without an answer") {
		t.Errorf("exit code %d, %q; want 1 and the client's output", code, j.errors)
	}
}

// Hostile words reach the server unchanged and the terminal as escapes.
func TestSendHostile(t *testing.T) {
	t.Parallel()
	j := start(t, "send", "1", "\x1b]0;title\a\u202e\xff")
	if code := j.exit(); code != 0 || !strings.Contains(j.output.String(),
		`"\x1b]0;title\a\u202e\xff\n"`) {
		t.Errorf("exit code %d, %q, %q", code, j.output, j.errors)
	}
	checkPrintable(t, j.output.String())
}

// onlyGo returns a folder for PATH that contains only go.
func onlyGo(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.Symlink(stagetest.Go, filepath.Join(folder, "go")); err != nil {
		t.Fatal(err)
	}
	return folder
}

func TestSendWithoutPHP(t *testing.T) {
	t.Parallel()
	j := startIn(t, root, []string{"PATH=" + onlyGo(t), "CGO_ENABLED=0"},
		"send", "6", "the")
	if code := j.exit(); code != 1 || !strings.Contains(j.errorText(),
		"apt-get install php-cli") {
		t.Errorf("exit code %d, %q; want 1 and how to install php", code, j.errors)
	}
}

// fakePHP returns a setting of PATH with a shell script in place of php.
func fakePHP(t *testing.T, script string) string {
	t.Helper()
	folder := t.TempDir()
	path, script := filepath.Join(folder, "php"), "#!/bin/sh\n"+script
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return "PATH=" + folder + ":" + os.Getenv("PATH")
}

// What a program prints is made harmless, too, on both outputs.
func TestSendHostileProgram(t *testing.T) {
	t.Parallel()
	hostile := `printf '\033]0;out\007\n'; printf '\033[2Jerr\302\233\n' >&2; exit `
	for _, want := range []int{0, 1} {
		env := []string{fakePHP(t, hostile+fmt.Sprint(want))}
		j := startIn(t, root, env, "send", "6", "the")
		if code := j.exit(); code != want {
			t.Errorf("exit code %d, %q; want %d", code, j.errors, want)
		}
		for _, line := range []string{`client| \x1b]0;out\a`, `client! \x1b[2Jerr\u009b`} {
			if !strings.Contains(j.output.String(), line+"\n") {
				t.Errorf("the output lacks %s: %q", line, j.output)
			}
		}
		checkPrintable(t, j.output.String())
		checkPrintable(t, j.errors.String())
		if text := j.errorText(); want == 1 && !strings.Contains(text, `\x1b[2Jerr\u009b`) {
			t.Errorf("the error is %q, want the client's output", text)
		}
	}
}

// A signal during the conversation stops everything, and the exit code is 1.
func TestSendInterrupted(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{
		syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGKILL,
	} {
		env := []string{fakePHP(t, "echo php waits >&2\nexec sleep 1000\n")}
		j := startIn(t, root, env, "send", "6", "the")
		j.waitFor(j.output, "php waits")
		j.signal(signal)
		if code := j.exit(); code != 1 && signal != syscall.SIGKILL {
			t.Errorf("%v: exit code %d, want 1; %q", signal, code, j.errors)
		}
	}
}
