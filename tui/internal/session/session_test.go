//go:build unix

package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/test/stagetest"
	"wallsockets/tui/internal/wire"
)

// patience is how long a test waits before it calls something hung. It is long
// because the machine may be busy; no test waits for it to pass.
const patience = 30 * time.Second

func TestMain(m *testing.M) { os.Exit(stagetest.Main(m)) }

// newRunner returns a runner for the checkout at root.
func newRunner(t *testing.T, root string) *runner.Runner {
	t.Helper()
	r, err := runner.New(root)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// private returns an address for clients that no other test and no guide uses.
func private(t *testing.T, stage course.Stage) Where {
	t.Helper()
	if stage.Network == "tcp" {
		return Where{Port: "0"}
	}
	folder, err := os.MkdirTemp("", "ws") // the path of t.TempDir can be too long
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return Where{Path: filepath.Join(folder, "socket")}
}

// begin starts a session of a part, and stops it at the end of the test.
func begin(t *testing.T, number int, flags ...string) *Session {
	t.Helper()
	stage, err := course.Find(fmt.Sprint(number))
	if err != nil {
		t.Fatal(err)
	}
	s, err := Start(t.Context(), newRunner(t, stagetest.Checkout(t)), stage,
		Options{Flags: flags, Where: private(t, stage)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

// client opens a client.
func client(t *testing.T, s *Session) *runner.Process {
	t.Helper()
	c, err := s.Client(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// ended waits until a program has ended.
func ended(t *testing.T, p *runner.Process) {
	t.Helper()
	select {
	case <-p.Done():
	case <-time.After(patience):
		t.Fatalf("%s does not end; it printed %+v", p.Name(), p.Output())
	}
}

// eventually polls until the condition holds, for what sends no update.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	limit := time.After(patience)
	for !condition() {
		select {
		case <-time.After(time.Millisecond):
		case <-limit:
			t.Fatalf("no %s", what)
		}
	}
}

// until waits for updates until the condition holds.
func until(t *testing.T, s *Session, what string, condition func() bool) {
	t.Helper()
	limit := time.After(patience)
	for !condition() {
		select {
		case <-s.Updates():
		case <-limit:
			t.Fatalf("no %s; recorded:\n%s", what, lines(s))
		}
	}
}

// lines returns the recording, for the message of a failure.
func lines(s *Session) string {
	var text strings.Builder
	for _, event := range s.Recording.From(1) {
		text.WriteString(wire.Line(event) + "\n")
	}
	return text.String()
}

// sent returns all that a side has sent.
func sent(s *Session, side wire.Side) string {
	text := ""
	for _, event := range s.Recording.From(1) {
		if event.From == side {
			text += string(event.Data)
		}
	}
	return text
}

// count counts the events of a kind.
func count(s *Session, kind wire.Kind) int {
	n := 0
	for _, event := range s.Recording.From(1) {
		if event.Kind == kind {
			n++
		}
	}
	return n
}

// closed reports whether the last event is the end of a connection.
func closed(s *Session) bool {
	last, found := s.Recording.Event(s.Recording.Dropped() + s.Recording.Len())
	return found && last.Kind == wire.Closed
}

// printed returns what a program has printed on standard output.
func printed(p *runner.Process) string {
	text := ""
	for _, line := range p.Output().Lines {
		if line.Source == runner.Stdout {
			text += line.Text
			if !line.Open {
				text += "\n"
			}
		}
	}
	return text
}

// The demo of every part through the tap: the client gets the answer and the
// recording has it.
func TestDemo(t *testing.T) {
	for _, stage := range course.Stages {
		t.Run(stage.ID, func(t *testing.T) {
			if stage.Number == 6 {
				stagetest.Need(t, "php")
			}
			s := begin(t, stage.Number)
			demo := stage.Demo[0]
			c := client(t, s)
			if err := c.Write(demo.Send); err != nil {
				t.Fatal(err)
			}
			ended(t, c)
			until(t, s, "end of the connection", func() bool { return closed(s) })
			// Part 2's client prints its calls on standard error.
			if got := printed(c); got != demo.Want || c.ExitCode() != 0 {
				t.Errorf("the client printed %q, %s; want %q", got, c.Ended(), demo.Want)
			}
			if got := sent(s, wire.Server); got != demo.Want {
				t.Errorf("the server sent %q, want %q", got, demo.Want)
			}
			if got := sent(s, wire.Client); got != demo.Send+"\n" {
				t.Errorf("the client sent %q, want %q", got, demo.Send+"\n")
			}
			s.Stop()
			s.Stop() // does nothing more
			if got := s.Server.Ended(); got != "exit code 0" {
				t.Errorf("the server ended with %q, want exit code 0", got)
			}
			if stage.Network == "tcp" {
				return // another program may have the port by now
			}
			if conn, err := net.Dial(stage.Network, s.Address()); err == nil {
				conn.Close()
				t.Error("after Stop a client can still connect")
			}
		})
	}
}

// After the server has ended the kernel refuses the next client, as it would
// without a tap.
func TestServerGone(t *testing.T) {
	for _, number := range []int{1, 5} {
		s := begin(t, number)
		if s.Stage.Once {
			c := client(t, s)
			if err := c.Write("hello"); err != nil {
				t.Fatal(err)
			}
		} else if err := syscall.Kill(s.Server.Pid(), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		ended(t, s.Server)
		refused := func() bool {
			conn, err := net.Dial(s.Stage.Network, s.Address())
			if err == nil {
				conn.Close()
			}
			return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ENOENT)
		}
		eventually(t, "refusal", refused)
		if _, err := s.Client(t.Context()); err == nil || !strings.Contains(err.Error(), "server has ended") {
			t.Errorf("part %d: a client of no server starts: error %v", number, err)
		}
	}
}

// Stop stops the clients that are running, and no client starts afterwards.
func TestStopEndsClients(t *testing.T) {
	s := begin(t, 3)
	clients := []*runner.Process{client(t, s), client(t, s), client(t, s)}
	until(t, s, "connections", func() bool { return count(s, wire.Connected) == len(clients) })
	s.Stop()
	for _, c := range append(clients, s.Server) {
		if c.Ended() == "" {
			t.Errorf("%s runs after Stop", c.Name())
		}
	}
	if c, err := s.Client(t.Context()); err == nil {
		c.Stop()
		t.Error("after Stop a client was started")
	}
}

// The server that stops has not answered a client that said nothing.
func TestStopDoesNotAnswer(t *testing.T) {
	s := begin(t, 1)
	client(t, s)
	until(t, s, "a connection", func() bool { return count(s, wire.Accepted) == 1 })
	s.Stop()
	for _, line := range s.Server.Output().Lines {
		if strings.HasPrefix(line.Text, "message:") {
			t.Errorf("the server has read %s", line.Text)
		}
	}
}

// The compiler's output reaches the caller, and nothing is left running.
func TestBuildError(t *testing.T) {
	root := t.TempDir()
	whole := os.DirFS(stagetest.Checkout(t))
	stage := course.Stages[0]
	for _, name := range []string{"go.mod", "go.sum", stage.ID + "/server/main.go",
		stage.ID + "/client/main.go"} {
		copyFile(t, whole.(interface {
			ReadFile(string) ([]byte, error)
		}), name, root)
	}
	main := filepath.Join(root, stage.ID, "client", "main.go")
	if err := os.WriteFile(main, []byte("package main\n\nfunc main() { nonsense }\n"),
		0o600); err != nil {
		t.Fatal(err)
	}
	r := newRunner(t, root)
	s, err := Start(t.Context(), r, stage, Options{Where: private(t, stage)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	_, err = s.Client(t.Context())
	checkBuildError(t, err, "client")
	server := filepath.Join(root, stage.ID, "server", "main.go")
	if err := os.Rename(main, server); err != nil {
		t.Fatal(err)
	}
	_, err = Start(t.Context(), r, stage, Options{Where: private(t, stage)})
	checkBuildError(t, err, "server")
}

func copyFile(t *testing.T, from interface {
	ReadFile(string) ([]byte, error)
}, name, folder string) {
	t.Helper()
	text, err := from.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func checkBuildError(t *testing.T, err error, program string) {
	t.Helper()
	var wrong *runner.BuildError
	if !errors.As(err, &wrong) {
		t.Fatalf("Start or Client of a broken %s: %v, want a BuildError", program, err)
	}
	if !strings.HasSuffix(wrong.Program, "/"+program) ||
		!strings.Contains(wrong.Output, "undefined: nonsense") {
		t.Errorf("the error is %q, want the compiler's output for the %s", wrong, program)
	}
}

// If the server does not start there is no session, and the error has the
// server's output.
func TestStartFails(t *testing.T) {
	r := newRunner(t, stagetest.Checkout(t))
	stage := course.Stages[2]
	flags := make([]string, 1, 8)
	flags[0] = "-nonsense"
	_, err := Start(t.Context(), r, stage, Options{Flags: flags})
	if err == nil || !strings.Contains(err.Error(), "not defined: -nonsense") {
		t.Errorf("Start with a wrong flag: %v, want the server's output", err)
	}
	if spare := flags[:2][1]; spare != "" {
		t.Errorf("Start wrote %q into the caller's flags", spare)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Start(ctx, r, stage, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Start with a context that has ended: %v, want its error", err)
	}
}

// A recording can go on from one session to the next.
func TestRecordingGoesOn(t *testing.T) {
	recording := wire.NewRecording()
	r := newRunner(t, stagetest.Checkout(t))
	for range 2 {
		s, err := Start(t.Context(), r, course.Stages[0],
			Options{Recording: recording, Where: Where{Port: "0"}})
		if err != nil {
			t.Fatal(err)
		}
		talk(t, s, "hello")
		s.Stop()
	}
	started := 0
	for _, event := range recording.From(1) {
		if event.Kind == wire.Started {
			started++
			if event.Number == 1 {
				t.Error("the first session separates itself from nothing")
			}
		}
	}
	if started != 1 {
		t.Errorf("%d Started events, want one between the sessions", started)
	}
	if last, _ := recording.Event(recording.Dropped() + recording.Len()); last.Conn != 2 {
		t.Errorf("after two sessions the last event is %+v, want connection 2", last)
	}
}

// talk has one conversation, as a client from outside.
func talk(t *testing.T, s *Session, line string) string {
	t.Helper()
	conn, err := net.Dial(s.Stage.Network, s.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	if _, err := fmt.Fprintln(conn, line); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

// A feed returns each event and each line once, and a prompt only when it was
// answered.
func TestFeed(t *testing.T) {
	s := begin(t, 3)
	feed := NewFeed(s)
	var seen []Entry
	see := func() { seen = append(seen, feed.Next()...) }
	c := client(t, s)
	until(t, s, "prompt", func() bool { see(); return len(c.Output().Lines) > 0 })
	until(t, s, "connection", func() bool { see(); return feed.Open() == 1 })
	for _, entry := range seen {
		if entry.Client != nil {
			t.Errorf("before the answer the feed returned %+v, want no line of the client", entry)
		}
	}
	if err := c.Write("the quick zyzzyva"); err != nil {
		t.Fatal(err)
	}
	until(t, s, "end", func() bool {
		see()
		return c.Ended() != "" && feed.Open() == 0
	})
	s.Stop()
	see()
	checkFeed(t, s, seen)
	if again := feed.Next(); len(again) > 0 {
		t.Errorf("at the end Next returns %+v, want nothing", again)
	}
}

// checkFeed compares what a feed returned with what there is.
func checkFeed(t *testing.T, s *Session, seen []Entry) {
	t.Helper()
	var events []int
	texts := make([][]string, 2)
	for _, entry := range seen {
		if entry.Lost > 0 {
			t.Errorf("%d lost before %+v", entry.Lost, entry)
		}
		if entry.IsLine() {
			at := 0
			if entry.Client != nil {
				at = 1
			}
			texts[at] = append(texts[at], entry.Line.Text)
		} else if !entry.IsName() {
			events = append(events, entry.Event.Number)
		}
	}
	for i, number := range events {
		if number != i+1 {
			t.Fatalf("the feed returned the events %v, want each once and in order", events)
		}
	}
	if len(events) != s.Recording.Len() {
		t.Errorf("the feed returned %d events of %d", len(events), s.Recording.Len())
	}
	for i, process := range s.processes() {
		var want []string
		output := process.Output()
		if process == s.Server {
			output = s.ServerOutput()
		}
		for _, line := range output.Lines {
			want = append(want, line.Text)
		}
		slices.Sort(want) // lines of two sources come in any order
		slices.Sort(texts[i])
		if !slices.Equal(texts[i], want) {
			t.Errorf("%s: the lines are %q, want %q", process.Name(), texts[i], want)
		}
	}
}

// A feed counts what it has lost because too much came at once.
func TestFeedLost(t *testing.T) {
	s := begin(t, 3)
	feed := NewFeed(s)
	feed.Next()
	const clients = 1100 // the runner keeps 1000 lines
	for range clients {
		talk(t, s, "the")
	}
	s.Stop()
	lines, lost := 0, 0
	for _, entry := range feed.Next() {
		if entry.IsLine() {
			lines++
		}
		lost += entry.Lost
	}
	output := s.Server.Output()
	// The feed has returned the ready line before.
	if all := output.Dropped + len(output.Lines) - 1; lost == 0 || lines+lost != all {
		t.Errorf("%d lines and %d lost, want %d together", lines, lost, all)
	}
}
