package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
)

// patience is how long anything may take before a test calls it hung. It is
// long, for a loaded machine; nothing waits for it to pass.
const patience = 20 * time.Second

// bin is the folder of the programs, by stage: bin/part1-basic/server.
var bin string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	var err error
	if bin, err = os.MkdirTemp("", "wallsockets"); err != nil {
		fmt.Println(err)
		return 1
	}
	defer os.RemoveAll(bin)
	// The race detector makes a program wait for a second before it ends.
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	for _, stage := range course.Stages {
		// Under the race detector the servers are under it, too.
		build := exec.Command("go", "build", "-o", filepath.Join(bin, stage.ID)+"/")
		if raceEnabled {
			build.Args = append(build.Args, "-race")
		}
		build.Args = append(build.Args, "wallsockets/"+stage.ID+"/server",
			"wallsockets/"+stage.ID+"/client")
		if out, err := build.CombinedOutput(); err != nil {
			fmt.Printf("%v: %v\n%s", build.Args, err, out)
			return 1
		}
	}
	return m.Run()
}

// lookAtSources makes the tests' result depend on the stages' sources. The go
// command brings up the last result as long as the files that a test reads are
// the same, and does not know that these are read by the builds.
var lookAtSources = sync.OnceFunc(func() {
	_ = filepath.WalkDir("../../..", func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && filepath.Ext(path) != ".md" {
			_, _ = os.Stat(path)
		}
		if entry != nil && entry.IsDir() && entry.Name() == ".git" {
			return filepath.SkipDir
		}
		return nil
	})
})

// program is the path of a stage's server or client.
func program(stage course.Stage, name string) string {
	lookAtSources()
	return filepath.Join(bin, stage.ID, name)
}

// need skips the test, with the reason, where a program that is not ours is
// missing; in CI nothing may be missing.
func need(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing, and in CI nothing may be", name)
	}
	t.Skipf("%s is not installed", name)
	return ""
}

// socketPath returns a path that is free for a socket file, and short enough.
func socketPath(t testing.TB) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "ws")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return filepath.Join(folder, "socket")
}

// server is a stage's server that is running.
type server struct {
	t       testing.TB
	stage   course.Stage
	command *exec.Cmd
	address string // HOST:PORT or a path
	output  *lines // standard output
	errors  *lines // standard error
	ended   chan struct{}
}

// start starts a stage's server on a free port or path and waits until it can
// be connected to. It is killed at the end of the test if it still runs.
func start(t testing.TB, stage course.Stage, flags ...string) *server {
	t.Helper()
	argument := "0"
	if stage.Network == "unix" {
		argument = socketPath(t)
	}
	return startCommand(t, stage,
		exec.Command(program(stage, "server"), append(flags, argument)...))
}

// startCommand does it for a server that is started in a way of its own.
func startCommand(t testing.TB, stage course.Stage, command *exec.Cmd) *server {
	t.Helper()
	s := &server{t: t, stage: stage, command: command,
		output: new(lines), errors: new(lines), ended: make(chan struct{})}
	command.Stdout, command.Stderr = s.output, s.errors
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		command.Wait() // the state is in ProcessState
		close(s.ended)
	}()
	t.Cleanup(func() {
		command.Process.Kill()
		<-s.ended
		if strings.Contains(s.errors.String(), "DATA RACE") {
			t.Errorf("%s: %s", stage.ID, s.errors)
		}
	})
	ready := s.waitFor(s.output, "\n")
	var found bool
	if s.address, found = strings.CutPrefix(strings.TrimSuffix(ready, "\n"), "listening on "); !found {
		t.Fatalf("%s: the first line is %q, want listening on ADDRESS", stage.ID, ready)
	}
	return s
}

// waitFor waits until the output has the text, and returns it up to there.
func (s *server) waitFor(output *lines, text string) string {
	s.t.Helper()
	deadline := time.After(patience)
	for {
		seen, more := output.upTo(text)
		if seen != "" {
			return seen
		}
		select {
		case <-more:
		case <-s.ended:
			if seen, _ := output.upTo(text); seen != "" {
				return seen
			}
			s.t.Fatalf("%v ended, %v, without %q; output %q, errors %q", s.command.Args,
				s.command.ProcessState, text, s.output, s.errors)
		case <-deadline:
			s.t.Fatalf("%v: no %q; output %q, errors %q", s.command.Args, text, s.output, s.errors)
		}
	}
}

// exit waits for the end and returns the exit code, -1 for a signal.
func (s *server) exit() int {
	s.t.Helper()
	select {
	case <-s.ended:
		return s.command.ProcessState.ExitCode()
	case <-time.After(patience):
		s.t.Fatalf("%v does not end; output %q, errors %q", s.command.Args, s.output, s.errors)
		return -1
	}
}

// stop tells the server to end and wants it to do so in good order.
func (s *server) stop() {
	s.t.Helper()
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	if code := s.exit(); code != 0 {
		s.t.Errorf("%s: exit code %d on SIGTERM, want 0; errors %q", s.stage.ID, code, s.errors)
	}
	if s.stage.Network == "unix" {
		if left, _ := filepath.Glob(s.address + "*"); len(left) > 0 {
			s.t.Errorf("%s: left behind: %q", s.stage.ID, left)
		}
	}
}

// status returns what the kernel has under a name in /proc/PID/status.
func (s *server) status(name string) string {
	s.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.command.Process.Pid))
	if err != nil {
		s.t.Fatal(err)
	}
	_, value, found := strings.Cut(string(status), "\n"+name+":")
	value, _, _ = strings.Cut(value, "\n")
	if !found {
		s.t.Fatalf("/proc has no %s", name)
	}
	return strings.TrimSpace(value)
}

// dial connects to the server as a test's own client.
func (s *server) dial() halfCloser {
	s.t.Helper()
	conn, err := net.DialTimeout(s.stage.Network, s.address, patience)
	if err != nil {
		s.t.Fatal(err)
	}
	conn.SetDeadline(time.Now().Add(patience))
	s.t.Cleanup(func() { conn.Close() })
	return conn.(halfCloser)
}

// halfCloser is a connection of which one direction can be closed.
type halfCloser interface {
	net.Conn
	CloseWrite() error
}

// call sends the pieces, each with a write of its own, and returns all that
// comes back. A server that closes before it has read all is no error here.
func (s *server) call(pieces ...string) string {
	s.t.Helper()
	conn := s.dial()
	for _, piece := range pieces {
		if _, err := io.WriteString(conn, piece); err != nil {
			break
		}
	}
	return s.rest(conn)
}

// rest reads to the end, which must be there before the deadline.
func (s *server) rest(conn net.Conn) string {
	s.t.Helper()
	answer, err := io.ReadAll(conn)
	if err != nil && !isReset(err) {
		s.t.Errorf("%s: read %q, then %v", s.stage.ID, answer, err)
	}
	return string(answer)
}

func isReset(err error) bool {
	return strings.Contains(err.Error(), syscall.ECONNRESET.Error())
}

// clientArguments is how a client is told where the server is.
func (s *server) clientArguments() []string { return s.stage.Arguments(s.address) }

// result is what a program did that has ended.
type result struct {
	output, errors string
	code           int
}

// runProgram runs a program to its end, with the input as its standard input.
func runProgram(t testing.TB, input, path string, arguments ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	command := exec.CommandContext(ctx, path, arguments...)
	var output, errors bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(input), &output, &errors
	err := command.Run()
	if ctx.Err() != nil {
		t.Fatalf("%v does not end; output %q, errors %q", command.Args, &output, &errors)
	}
	if command.ProcessState == nil {
		t.Fatalf("%v: %v", command.Args, err)
	}
	return result{output.String(), errors.String(), command.ProcessState.ExitCode()}
}

// lines collects what a program prints while others wait for parts of it.
type lines struct {
	mu   sync.Mutex
	text []byte
	more chan struct{} // closed when more has come, then made anew
}

func (l *lines) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, text...)
	if l.more != nil {
		close(l.more)
		l.more = nil
	}
	return len(text), nil
}

// upTo returns the output up to the first text in it, or "" and what is closed
// when there is more.
func (l *lines) upTo(text string) (seen string, more <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if at := bytes.Index(l.text, []byte(text)); at >= 0 {
		return string(l.text[:at+len(text)]), nil
	}
	if l.more == nil {
		l.more = make(chan struct{})
	}
	return "", l.more
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text)
}

// eachServer runs a test against every stage, in each of its models.
func eachServer(t *testing.T, test func(t *testing.T, stage course.Stage, flags []string)) {
	t.Helper()
	for _, stage := range course.Stages {
		if stage.Models == nil {
			t.Run(stage.ID, func(t *testing.T) { test(t, stage, nil) })
		}
		for _, model := range stage.Models {
			t.Run(stage.ID+"/"+model, func(t *testing.T) {
				test(t, stage, []string{"-model=" + model})
			})
		}
	}
}

// stage returns the part with the number.
func stage(t testing.TB, number int) course.Stage {
	t.Helper()
	found, err := course.Find(fmt.Sprint(number))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// readLine reads a line that must come before the deadline.
func readLine(t testing.TB, from io.Reader) string {
	t.Helper()
	line, err := bufio.NewReader(from).ReadString('\n')
	if err != nil {
		t.Fatalf("read %q, then %v", line, err)
	}
	return line
}
