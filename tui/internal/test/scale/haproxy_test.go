//go:build linux

package scale

import (
	"encoding/csv"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"wallsockets/tui/internal/test/stagetest"
)

// haproxy is HAProxy with the servers behind it.
type haproxy struct {
	t       *testing.T
	control string // the path of its socket for commands
	words   string
	servers map[string]*stagetest.Server // by their names in the configuration
}

func startHAProxy(t *testing.T, configuration string) *haproxy {
	t.Helper()
	program := stagetest.Need(t, "haproxy")
	h := &haproxy{t: t, control: stagetest.SocketPath(t), words: wordList(t, "the 1000\nquick 50\n"),
		servers: make(map[string]*stagetest.Server)}
	folder := filepath.Dir(h.control)
	h.control = filepath.Join(folder, "admin.sock")
	for i, name := range []string{"a", "b", "c"} {
		h.servers[name] = startReplica(t, i+1, h.words)
	}
	command := exec.Command(program, "-db", "-f", configuration)
	command.Env = append(os.Environ(), "RUNTIME_DIRECTORY="+folder)
	startProxy(t, "unix", h.control, command) // which it opens last
	for name := range h.servers {
		h.waitFor(name, "status", "UP")
	}
	return h
}

// command gives HAProxy a command and returns what it says.
func (h *haproxy) command(text string) string {
	h.t.Helper()
	conn, err := net.Dial("unix", h.control)
	if err != nil {
		h.t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintln(conn, text)
	answer, err := io.ReadAll(conn)
	if err != nil {
		h.t.Fatal(err)
	}
	return string(answer)
}

// value returns a column of what HAProxy knows of a server.
func (h *haproxy) value(server, column string) string {
	h.t.Helper()
	rows, err := csv.NewReader(strings.NewReader(h.command("show stat"))).ReadAll()
	if err != nil {
		h.t.Fatal(err)
	}
	for _, row := range rows[1:] {
		for i, name := range rows[0] {
			if row[1] == server && name == column {
				return row[i]
			}
		}
	}
	h.t.Fatalf("HAProxy has no %s of server %s", column, server)
	return ""
}

func (h *haproxy) waitFor(server, column, want string) {
	h.t.Helper()
	if !stagetest.Poll(func() bool { return h.value(server, column) == want }) {
		h.t.Fatalf("server %s: %s is %s, want %s", server, column, h.value(server, column), want)
	}
}

// restart starts a server in the place of one that was killed.
func (h *haproxy) restart(name string, number int) {
	h.t.Helper()
	h.servers[name] = startReplica(h.t, number, h.words)
	h.waitFor(name, "status", "UP")
}

// sessions returns how many connections a server has had, those of the checks not
// counted.
func (h *haproxy) sessions(server string) int {
	h.t.Helper()
	n, err := strconv.Atoi(h.value(server, "stot"))
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

// waitForMore waits until a server gets n more connections.
func (h *haproxy) waitForMore(server string, n int) {
	h.t.Helper()
	before := h.sessions(server)
	if !stagetest.Poll(func() bool { return h.sessions(server) >= before+n }) {
		h.t.Errorf("server %s got no clients", server)
	}
}

// load asks for words through go-redis on 16 connections.
type load struct {
	t       *testing.T
	command *exec.Cmd
	input   io.Closer
	output  *stagetest.Lines
	ended   chan struct{}
}

func startLoad(t *testing.T, flags ...string) *load {
	t.Helper()
	program := stagetest.ProgramIn(t, "tui/internal/test/clients/go/load")
	l := &load{t: t, command: exec.Command(program, append(flags, behindHAProxy)...),
		output: new(stagetest.Lines), ended: make(chan struct{})}
	l.command.Stdout, l.command.Stderr = l.output, l.output
	input, err := l.command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	l.input = input
	if err := l.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		l.command.Wait()
		close(l.ended)
	}()
	t.Cleanup(func() {
		l.command.Process.Kill()
		<-l.ended
	})
	if _, err := l.output.WaitFor("asking\n", l.ended); err != nil {
		t.Fatalf("%v: %s", err, l.output)
	}
	return l
}

// stop ends the load and returns how many requests failed.
func (l *load) stop() (failed int) {
	l.t.Helper()
	l.input.Close()
	text, err := l.output.WaitFor(" failed\n", l.ended)
	if err != nil {
		l.t.Fatalf("%v: %s", err, l.output)
	}
	var made int
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if _, err := fmt.Sscanf(lines[len(lines)-1], "%d requests, %d failed", &made, &failed); err != nil {
		l.t.Fatalf("%v: %s", err, text)
	}
	l.t.Logf("%v: %d requests, %d failed", l.command.Args[1:], made, failed)
	return failed
}

// wantFailures checks how many requests failed: they must have failed only without
// retries.
func wantFailures(t *testing.T, usual *load, failedWithoutRetries int) {
	t.Helper()
	if failed := usual.stop(); failed > 0 {
		t.Errorf("%d requests failed: %s", failed, usual.output)
	}
	if failedWithoutRetries == 0 {
		t.Error("no request failed without retries: the test proves nothing")
	}
}

// One of three servers is killed while clients ask it: no request fails if the
// client repeats it.
func TestKilled(t *testing.T) {
	stagetest.SkipUnderRace(t, "the proxy and the clients are other programs")
	stagetest.NothingLeft(t)
	h := startHAProxy(t, configuration(t, "haproxy.cfg"))
	usual, failed := startLoad(t), 0
	// Only a request that is on its way to b fails, and there may be none: b dies until
	// there was one.
	for try := 0; try < 20 && failed == 0; try++ {
		if try > 0 {
			h.restart("b", 2)
		}
		noRetries := startLoad(t, "-no-retries")
		others := h.sessions("a") + h.sessions("c")
		if h.value("b", "scur") == "0" {
			t.Error("no client is connected to server b")
		}
		h.servers["b"].Signal(syscall.SIGKILL)
		h.waitFor("b", "status", "DOWN")
		if !stagetest.Poll(func() bool { return h.sessions("a")+h.sessions("c") > others }) {
			t.Error("its clients did not connect again")
		}
		failed = noRetries.stop()
	}
	wantFailures(t, usual, failed)

	h.restart("b", 2)

	// Before HAProxy notices that c is dead, too, it sends new clients elsewhere.
	want := h.servers["a"].Call("the quick\n")
	h.servers["c"].Signal(syscall.SIGKILL)
	h.servers["c"].Exit()
	for range 30 {
		if answer, err := ask("the quick\n"); answer != want {
			t.Fatalf("%q, %v, want %q", answer, err, want)
		}
	}
}

// One of three servers hangs, as if its machine had lost its power: nobody resets
// its connections. HAProxy finds out, disconnects its clients, and no request fails
// if the client repeats it.
func TestHung(t *testing.T) {
	stagetest.SkipUnderRace(t, "the proxy and the clients are other programs")
	stagetest.NothingLeft(t)
	h := startHAProxy(t, configuration(t, "haproxy.cfg"))
	usual, noRetries := startLoad(t), startLoad(t, "-no-retries")
	h.servers["b"].Signal(syscall.SIGSTOP)
	h.waitFor("b", "status", "DOWN")
	h.waitFor("b", "scur", "0")
	wantFailures(t, usual, noRetries.stop())
	h.servers["b"].Signal(syscall.SIGCONT)
}

// A server that is drained before it is stopped fails no request, of clients that
// repeat nothing: plain messages, each on a connection of its own.
func TestDrained(t *testing.T) {
	stagetest.SkipUnderRace(t, "the proxy and the servers are other programs")
	stagetest.NothingLeft(t)
	h := startHAProxy(t, configuration(t, "haproxy.cfg"))
	want := h.servers["a"].Call("the quick\n")
	var made, failed atomic.Int64
	var asking sync.WaitGroup
	var stopped atomic.Bool
	for range 16 {
		asking.Go(func() {
			for !stopped.Load() {
				made.Add(1)
				if answer, err := ask("the quick\n"); answer != want {
					failed.Add(1)
					t.Logf("%q, %v", answer, err)
				}
			}
		})
	}
	defer asking.Wait()
	defer stopped.Store(true)

	h.waitForMore("b", 100)
	h.command("set server replicas/b state drain")
	h.waitFor("b", "scur", "0")
	h.servers["b"].Signal(syscall.SIGKILL) // nobody notices even that
	h.waitForMore("a", 100)
	h.servers["b"] = startReplica(t, 2, h.words)
	h.waitFor("b", "status", "DRAIN")
	h.command("set server replicas/b state ready")
	h.waitForMore("b", 100)
	stopped.Store(true)
	asking.Wait()
	t.Logf("%d requests, %d failed", made.Load(), failed.Load())
	if failed.Load() > 0 {
		t.Errorf("%d of %d requests failed", failed.Load(), made.Load())
	}
}

// PHP, which asks on a socket file, finds HAProxy there with the line of README.md.
func TestSocketFile(t *testing.T) {
	stagetest.SkipUnderRace(t, "the proxy and the client are other programs")
	stagetest.NothingLeft(t)
	php, path := stagetest.Need(t, "php"), stagetest.SocketPath(t)
	line := strings.Replace(fromPage(t, "\n( +bind unix@.*\n)"), "/run/wordfreq/socket", path, 1)
	if os.Getuid() != 0 { // only root may give a file to another group
		line = strings.Replace(line, " group www-data", "", 1)
	}
	before, err := os.ReadFile(configuration(t, "haproxy.cfg"))
	if err != nil {
		t.Fatal(err)
	}
	changed := filepath.Join(t.TempDir(), "haproxy.cfg")
	with := strings.Replace(string(before), "frontend words\n", "frontend words\n"+line, 1)
	if err := os.WriteFile(changed, []byte(with), 0o600); err != nil {
		t.Fatal(err)
	}
	h := startHAProxy(t, changed)
	want := h.servers["a"].Call("the quick\n")
	client := filepath.Join(stagetest.Checkout(t), "part6-php", "client", "client.php")
	if got := stagetest.Run(t, "the quick\n", php, client, path); got.Output != want {
		t.Errorf("%q %q, want %q", got.Output, got.Errors, want)
	}
}

// ask sends a plain message through HAProxy and returns the answer.
func ask(message string) (string, error) {
	conn, err := net.Dial("tcp", behindHAProxy)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(stagetest.Patience))
	if _, err := io.WriteString(conn, message); err != nil {
		return "", err
	}
	answer, err := io.ReadAll(conn)
	return string(answer), err
}
