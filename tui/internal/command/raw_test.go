//go:build unix

package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A script is run against a server, with hands on the wire, and saved.
func TestRaw(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "talk.txt")
	j := start(t, "raw", "1", "wire hold client", `send "hello\n"`, "wire split held at 3",
		"wire step", `expect "I got your message"`, "reset", "--save", path)
	if code := j.exit(); code != 0 {
		t.Errorf("exit code %d, %q", code, j.errors)
	}
	saved, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := "relay> started: go run ./part1-basic/server\n"; !strings.Contains(string(saved), want) {
		t.Errorf("saved is\n%s\nwant the server's command", saved)
	}
	for _, want := range []string{`client>     6  "hello\n"`,
		"relay> split 6 bytes from the client after 3",
		`relay> delivered 3 bytes from the client: "hel"`} {
		if !strings.Contains(j.output.String(), want) || !strings.Contains(string(saved), want) {
			t.Errorf("printed is\n%s\nand saved\n%s\nwant %s", j.output, saved, want)
		}
	}
	if want := `server| message: "hel"`; !strings.Contains(j.output.String(), want) {
		t.Errorf("the output lacks %s: %s", want, j.output)
	}
}

// A step that fails is an error, with the name of the command.
func TestRawFails(t *testing.T) {
	t.Parallel()
	j := start(t, "raw", "5", `send "whale\n"`, `expect "quick"`)
	want := `raw: expect "quick": other bytes came; got "whale\t`
	if code := j.exit(); code != 1 || !strings.HasPrefix(j.errorText(), want) {
		t.Errorf("exit code %d, %q, want 1 and %s", code, j.errors, want)
	}
}

// Many clients at once are as many connections.
func TestRawAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "talk.jsonl")
	j := start(t, "raw", "3", "--at-once", "20", `send "whale\n"`, "expect-end", "--save", path)
	if code := j.exit(); code != 0 {
		t.Errorf("exit code %d, %q", code, j.errors)
	}
	if got := strings.Count(j.output.String(), `client>     6  "whale\n"`); got != 20 {
		t.Errorf("%d clients sent the line: %s", got, j.output)
	}
	saved, err := os.ReadFile(path)
	want := `"kind":"started","from":"relay","size":0,`
	if err != nil || !strings.Contains(string(saved), want) ||
		!strings.Contains(string(saved), `"reason":"go run ./part3-threads/server (model threads)"`) {
		t.Errorf("saved is %.300s, %v, want the server and its model", saved, err)
	}
}

// With --wire the client of send asks for what hands made of its line.
func TestSendWire(t *testing.T) {
	t.Parallel()
	j := start(t, "send", "3", "whale", "--wire", `edit client "whale" to "quick"`)
	if code := j.exit(); code != 0 || !strings.Contains(j.output.String(), `client| quick\t`) {
		t.Errorf("exit code %d, %s %s", code, j.output, j.errors)
	}
}

// A line that is edited to nothing has no answer: that ends the command at once, and says so.
func TestSendWireNothing(t *testing.T) {
	t.Parallel()
	j := start(t, "send", "3", "whale", "--wire", `edit client "whale\n" to ""`)
	if code := j.exit(); code != 1 ||
		!strings.Contains(j.output.String(), "relay> delivered nothing from the client") ||
		!strings.Contains(j.errors.String(), "send: no answer can come: nothing of what the client sent") {
		t.Errorf("exit code %d, %s %s", code, j.output, j.errors)
	}
}

// A client that closes at once is followed until its connection has ended.
func TestRawClose(t *testing.T) {
	t.Parallel()
	j := start(t, "raw", "5", "close")
	if code := j.exit(); code != 0 || strings.Contains(j.output.String(), "failed:") {
		t.Errorf("exit code %d, %s %s", code, j.output, j.errors)
	}
}

// raw also talks to a server that it has not started, on a port or a socket file, with
// hands on the wire. One that is not there is an error.
func TestRawAddress(t *testing.T) {
	for number, network := range map[string]string{"3": "tcp", "5": "unix"} {
		_, address := serveStage(t, number)
		path := filepath.Join(t.TempDir(), "talk.txt")
		j := start(t, "raw", address, "wire hold client", `send "whale\n"`, "wire step", "expect-end",
			"--save", path)
		if code := j.exit(); code != 0 {
			t.Errorf("%s: exit code %d, %q", network, code, j.errors)
		}
		saved, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{`relay> delivered 6 bytes from the client: "whale\n"`, `"whale\t`} {
			if !strings.Contains(j.output.String(), want) || !strings.Contains(string(saved), want) {
				t.Errorf("%s: printed is\n%s\nand saved\n%s\nwant %s", network, j.output, saved, want)
			}
		}
		if want := "started: the server at " + address; !strings.Contains(string(saved), want) {
			t.Errorf("saved is\n%s\nwant %s", saved, want)
		}
	}
	j := start(t, "raw", filepath.Join(t.TempDir(), "none"), `send "a"`)
	if code := j.exit(); code != 1 || !strings.Contains(j.errorText(), "no such file") {
		t.Errorf("without a server: exit code %d, %q", code, j.errors)
	}
}
