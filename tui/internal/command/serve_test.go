//go:build unix

package command

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/wire"
)

// serveStage starts serve and returns it with the address in its first line.
func serveStage(t *testing.T, arguments ...string) (*job, string) {
	t.Helper()
	j := start(t, append([]string{"serve"}, arguments...)...)
	from := j.output
	for _, argument := range arguments {
		if argument == "--json" {
			from = j.errors
		}
	}
	lines := j.waitFor(from, "\nclient: go run ")
	first, _, _ := strings.Cut(lines, "\n")
	// Notes on standard error come first: see errorText.
	for from == j.errors && lines != "" && !strings.HasPrefix(first, "listening") {
		_, lines, _ = strings.Cut(lines, "\n")
		first, _, _ = strings.Cut(lines, "\n")
	}
	address, found := strings.CutPrefix(first, "listening on ")
	if !found {
		t.Fatalf("the first line is %q, want listening on ADDRESS", first)
	}
	return j, address
}

// talk has one conversation with a server.
func talk(t *testing.T, network, address, message string) string {
	t.Helper()
	conn, err := net.Dial(network, address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(conn, message); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

// serve prints messages as they cross, and each signal ends it cleanly.
func TestServe(t *testing.T) {
	t.Parallel()
	for number, signals := range map[int][]syscall.Signal{
		3: {syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP},
		5: {syscall.SIGTERM},
	} {
		stage := course.Stages[number-1]
		for _, signal := range signals {
			j, address := serveStage(t, stage.ID)
			demo := stage.Demo[0]
			if got := talk(t, stage.Network, address, demo.Send+"\n"); got != demo.Want {
				t.Errorf("the answer is %q, want %q", got, demo.Want)
			}
			j.waitFor(j.output, fmt.Sprintf("client> %5d  %q\n", len(demo.Send)+1,
				demo.Send+"\n"))
			j.waitFor(j.output, fmt.Sprintf("server> %5d  %q\n", len(demo.Want),
				demo.Want))
			j.waitFor(j.output, "#1   client> closed\n")
			open, err := net.Dial(stage.Network, address) // a client that sends nothing
			if err != nil {
				t.Fatal(err)
			}
			defer open.Close()
			j.waitFor(j.output, "#2   client> connected")
			j.signal(signal)
			if code := j.exit(); code != 0 || j.errorText() != "" {
				t.Errorf("%v: exit code %d, %q; want 0", signal, code, j.errors)
			}
			checkServed(t, j, address)
		}
	}
}

// A serve and a raw that are killed leave no socket file, even where the user chose
// its path.
func TestKilledWithPath(t *testing.T) {
	for name, arguments := range map[string][]string{
		"serve": {"serve", "5"}, "raw": {"raw", "5", `send "wha"`, "pause 60s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := prepare(t, root, nil, arguments...)
			path := filepath.Join(j.folder, "s")
			j.cmd.Args = append(j.cmd.Args, "--path", path)
			j.begin()
			if name == "serve" {
				j.waitFor(j.output, "listening on "+path)
			} else {
				j.waitFor(j.output, `client>     3  "wha"`)
			}
			j.signal(syscall.SIGKILL)
			j.exit()
			j.nothingLeft()
		})
	}
}

// checkServed checks what serve has printed, and that it leaves nothing behind.
func checkServed(t *testing.T, j *job, address string) {
	t.Helper()
	checkPrintable(t, j.output.String())
	server := regexp.MustCompile(`(?m)^ {18}server\| listening on (.*)$`)
	own := server.FindStringSubmatch(j.output.String())
	if own == nil || own[1] == address {
		t.Errorf("the server's own line is %q, want one with another address than %s",
			own, address)
	}
	if _, err := os.Lstat(address); err == nil {
		t.Errorf("%s is left", address)
	}
	j.nothingLeft()
}

// What clients and the server send cannot control the terminal.
func TestServeHostile(t *testing.T) {
	t.Parallel()
	j, address := serveStage(t, "3")
	talk(t, "tcp", address, "\x1b]52;c;aGk=\a \u202etxt \x9b2J caf\xe9\r\n")
	j.waitFor(j.output, `"\x1b]52;c;aGk=\a \u202etxt \x9b2J caf\xe9\r\n"`)
	j.signal(syscall.SIGTERM)
	if code := j.exit(); code != 0 {
		t.Errorf("exit code %d, %q", code, j.errors)
	}
	checkPrintable(t, j.output.String())
}

// When the server ends by itself, so does serve, with the same success.
func TestServeOnce(t *testing.T) {
	t.Parallel()
	j, address := serveStage(t, "1")
	if got := talk(t, "tcp", address, "hello\n"); got != "I got your message" {
		t.Errorf("the answer is %q", got)
	}
	if code := j.exit(); code != 0 || j.errorText() != "" {
		t.Errorf("exit code %d, %q; want 0", code, j.errors)
	}
	for _, want := range []string{`server| message: "hello\n"`, "client> closed\n"} {
		if !strings.Contains(j.output.String(), want) {
			t.Errorf("the output lacks %q: %s", want, j.output)
		}
	}
}

// A server that ends by the signal that stops it has not failed.
func TestServeStopped(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"1", "2"} {
		j, _ := serveStage(t, part)
		j.signal(syscall.SIGINT)
		if code := j.exit(); code != 0 || strings.Contains(j.errors.String(), "fail") {
			t.Errorf("part %s: exit code %d, %q; want 0", part, code, j.errors)
		}
	}
}

// If the server is killed, serve fails.
func TestServeKilled(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("the test finds the server's process on Linux only")
	}
	j, _ := serveStage(t, "5")
	j.waitFor(j.output, "server| ")
	for _, number := range j.processes("/part5-unix-server\x00" + j.folder + "/") {
		pid, err := strconv.Atoi(number)
		if err == nil && !strings.Contains(commandLine(number), "supervise") {
			err = syscall.Kill(pid, syscall.SIGKILL)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if code := j.exit(); code != 1 || !strings.Contains(j.errorText(), "SIGKILL") {
		t.Errorf("exit code %d, %q; want 1 and how the server ended", code, j.errors)
	}
}

func commandLine(number string) string {
	line, _ := os.ReadFile("/proc/" + number + "/cmdline") // fails if it has ended
	return string(line)
}

// With --json standard output has only JSON lines.
func TestServeJSON(t *testing.T) {
	t.Parallel()
	stage := course.Stages[4]
	j, address := serveStage(t, "5", "--json")
	demo := stage.Demo[1]
	talk(t, stage.Network, address, demo.Send+"\n")
	j.waitFor(j.output, `"kind":"closed"`)
	j.signal(syscall.SIGTERM)
	if code := j.exit(); code != 0 {
		t.Errorf("exit code %d, %q", code, j.errors)
	}
	checkJSON(t, j.output.String(), demo)
	checkPrintable(t, j.output.String())
}

// A saved conversation can be read back in each form.
func TestServeSave(t *testing.T) {
	t.Parallel()
	demo := course.Stages[2].Demo[0]
	for _, form := range []string{"txt", "md", "jsonl"} {
		path := filepath.Join(t.TempDir(), "talk."+form)
		old := strings.Repeat("old\n", 1000)
		if err := os.WriteFile(path, []byte(old), 0o600); err != nil {
			t.Fatal(err)
		}
		j, address := serveStage(t, "3", "--save", path)
		talk(t, "tcp", address, demo.Send+"\n")
		j.waitFor(j.output, "client> closed\n")
		j.signal(syscall.SIGTERM)
		if code := j.exit(); code != 0 {
			t.Errorf("%s: exit code %d, %q", form, code, j.errors)
		}
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		events, err := wire.Read(file)
		if err != nil {
			t.Fatalf("%s: %v", form, err)
		}
		answer := ""
		for _, event := range events {
			if event.From == wire.Server {
				answer += string(event.Data)
			}
		}
		if answer != demo.Want {
			t.Errorf("%s: the answer is %q, want %q", form, answer, demo.Want)
		}
	}
}
