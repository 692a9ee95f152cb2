//go:build unix

package plain

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/progress"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
	"wallsockets/tui/internal/test/stagetest"
)

// patience is how long a test waits before it calls something hung. It is long
// because the machine may be busy; no test waits for it to pass.
const patience = 60 * time.Second

func TestMain(m *testing.M) { os.Exit(stagetest.Main(m)) }

// talk is a guide with a user who reads and types.
type talk struct {
	t      *testing.T
	runner *runner.Runner
	typed  *io.PipeWriter
	shown  *shown
	cancel context.CancelFunc
	result chan error
}

// socketPath returns a path for a socket file that is short enough.
func socketPath(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "ws")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return filepath.Join(folder, "socket")
}

// begin starts a guide at a part, "" for the list of parts.
func begin(t *testing.T, root, at string) *talk {
	t.Helper()
	t.Setenv(progress.Variable, filepath.Join(t.TempDir(), "progress.json"))
	r, err := runner.New(root)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	in, typed := io.Pipe()
	g := &talk{t: t, runner: r, typed: typed, shown: new(shown), cancel: cancel,
		result: make(chan error, 1)}
	guide := &guide{ctx: ctx, root: root, runner: r, input: readInput(ctx, in),
		out: &writer{out: g.shown}, patience: patience,
		where: session.Where{Port: "0", Path: socketPath(t)}}
	go func() { g.result <- guide.guide(at) }()
	t.Cleanup(func() {
		cancel()
		typed.Close()
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}

// answer waits for the prompt and types a line. It returns what was shown since the
// last call, up to the prompt.
func (g *talk) answer(prompt, line string) string {
	g.t.Helper()
	before := g.see(prompt)
	if _, err := fmt.Fprintln(g.typed, line); err != nil {
		g.t.Fatal(err)
	}
	return before
}

// see waits until a text is shown, and returns what was shown up to it.
func (g *talk) see(want string) string {
	g.t.Helper()
	limit := time.After(patience)
	for {
		seen, more := g.shown.next(want)
		if seen != "" {
			return seen
		}
		select {
		case <-more:
		case <-limit:
			g.t.Fatalf("no %q; the guide shows %q", want, g.shown.rest())
		}
	}
}

// ends waits until the guide has ended, which must be without an error.
func (g *talk) ends() {
	g.t.Helper()
	select {
	case err := <-g.result:
		if err != nil {
			g.t.Errorf("Run returns %v", err)
		}
	case <-time.After(patience):
		g.t.Fatalf("Run does not return; the guide shows %q", g.shown.rest())
	}
	g.shown.mu.Lock()
	defer g.shown.mu.Unlock()
	for _, r := range string(g.shown.text) {
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == '\u202e' {
			g.t.Errorf("the guide has shown %U", r)
		}
	}
}

// shown is what a guide has written so far. A test can wait for a text in it.
type shown struct {
	mu   sync.Mutex
	text []byte
	read int           // how much of it next has returned
	more chan struct{} // closed and replaced when more is written
}

func (s *shown) Write(text []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text = append(s.text, text...)
	if s.more != nil {
		close(s.more)
		s.more = nil
	}
	return len(text), nil
}

func (s *shown) next(want string) (seen string, more <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at := bytes.Index(s.text[s.read:], []byte(want)); at >= 0 {
		from := s.read
		s.read += at + len(want)
		return string(s.text[from:s.read]), nil
	}
	if s.more == nil {
		s.more = make(chan struct{})
	}
	return "", s.more
}

func (s *shown) rest() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.text[s.read:])
}

// The choices in the menu of a part and in the menu to run it.
const (
	lesson, code, runIt, labs, backToParts = "1", "2", "3", "6", "7"

	start, open, send, update, output, stop, backToPart = "1", "2", "3", "4", "5", "6", "7"
)

// startServer goes from the menu of a part to a running server, and returns the
// server's address.
func (g *talk) startServer(stage course.Stage) string {
	g.t.Helper()
	g.answer("Type 1 to 7", runIt)
	g.answer("Type 1 to", start)
	if len(stage.Models) > 0 {
		g.answer("Which model", "")
	}
	g.see("Clients connect to ")
	address := strings.TrimSuffix(g.see("\n"), "\n")
	g.see("The server prints: listening on ")
	return address
}

// Choose a part, start its server, open a client, send words, read the answer, stop
// and quit.
func TestTalk(t *testing.T) {
	g := begin(t, stagetest.Checkout(t), "")
	stage := course.Stages[2]
	g.answer("Type 1 to 6", "3")
	g.see("Part 3, threads: many clients at once.")
	g.startServer(stage)
	g.answer("Type 1 to", open)
	g.see("To start it by hand: go run ./part3-threads/client 127.0.0.1 ")
	g.see(") asks: Please enter the message: \n")
	g.answer("Type 1 to", send)
	demo := stage.Demo[0]
	g.answer("The message:", demo.Send)
	said := g.answer("Type 1 to", update)
	for _, want := range []string{
		fmt.Sprintf("On connection 1 the client says 18 bytes: %q (after ",
			demo.Send+"\n"),
		fmt.Sprintf("On connection 1 the server answers %d bytes: %q (after ",
			len(demo.Want), demo.Want),
		") prints: quick  74  36.7  4.57\n",
		") has ended: exit code 0.\n",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("the guide says %q, want %q in it", said, want)
		}
	}
	if again := g.answer("Type 1 to", output); strings.Contains(again, "answers") {
		t.Errorf("the guide repeats %q", again)
	}
	g.see("\"the quick zyzzyva\\n\"\nThe end.\n")
	g.answer("Type 1 to", stop)
	g.see("The server has ended: exit code 0.")
	g.answer("Type 1 to", "q")
	g.ends()
}

// The demo of every part.
func TestEachPart(t *testing.T) {
	for _, stage := range course.Stages {
		t.Run(stage.ID, func(t *testing.T) {
			if stage.Number == 6 {
				stagetest.Need(t, "php")
			}
			g := begin(t, stagetest.Checkout(t), stage.ID)
			g.startServer(stage)
			g.answer("Type 1 to", open)
			g.answer("Type 1 to", send)
			g.answer("The message:", stage.Demo[0].Send)
			g.see(fmt.Sprintf("the server answers %d bytes: %q",
				len(stage.Demo[0].Want), stage.Demo[0].Want))
			said := g.see(") has ended: exit code 0.")
			if stage.Once {
				for limit := time.Now().Add(patience); !strings.Contains(said, "The server has ended: exit code 0."); {
					if said = g.answer("Type 1 to", update); time.Now().After(limit) {
						t.Fatal("the server does not end")
					}
				}
				g.answer("Type 1 to", open)
				g.see("start a client: the server has ended (exit code 0); start it first")
				g.answer("Type 1 to", start)
				g.see("The server is running.")
			}
			g.answer("Type 1 to", backToPart)
			if stage.Once { // the signal that stops it ends it
				g.see("The server has ended: stopped.")
			} else {
				g.see("The server has ended: exit code 0.")
			}
			g.answer("Type 1 to 7", backToParts)
			g.see("You have run it")
			g.answer("Type 1 to 6", "q")
			g.ends()
		})
	}
}

// The guide shows what a client from outside sends, and it cannot control the
// terminal.
func TestHostile(t *testing.T) {
	g := begin(t, stagetest.Checkout(t), "part3-threads")
	address := g.startServer(course.Stages[2])
	g.see("Type 1 to")
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "\x1b]0;x\a\u202etxt \x9b2J\n")
	if _, err := io.ReadAll(conn); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(g.typed, update)
	g.see(`the client says 17 bytes: "\x1b]0;x\a\u202etxt \x9b2J\n"`)
	// The server may print it a moment after the client has disconnected.
	limit := time.Now().Add(patience)
	for g.answer("Type 1 to", output); !strings.Contains(
		g.answer("Type 1 to", output), `"\x1b]0;x\a\u202etxt \x9b2J\n"`); {
		if time.Now().After(limit) {
			t.Fatal("the server's output does not have the message")
		}
	}
	g.typed.Close()
	g.ends()
}

// What a program prints cannot control the terminal either.
func TestHostileProgram(t *testing.T) {
	folder := t.TempDir()
	script := "#!/bin/sh\nprintf '\\033[2Jask\\302\\233' >&2\nread line\n" +
		"printf '\\033]0;out\\007\\n'; exit 3\n"
	err := os.WriteFile(filepath.Join(folder, "php"), []byte(script), 0o700)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+":"+os.Getenv("PATH"))
	g := begin(t, stagetest.Checkout(t), "part6-php")
	g.startServer(course.Stages[5])
	g.answer("Type 1 to", open)
	g.see(`) asks: \x1b[2Jask\u009b`)
	g.answer("Type 1 to", send)
	g.answer("The message:", "the")
	g.see(`) prints: \x1b]0;out\a`)
	g.see(") has ended: exit code 3.")
	g.typed.Close()
	g.ends()
}

// The user can choose among several clients, and typing mistakes do no harm.
func TestChoices(t *testing.T) {
	g := begin(t, stagetest.Checkout(t), "")
	g.answer("Type 1 to 6", "7")
	g.see(`There is no choice "7".`)
	g.answer("Type 1 to 6", "\x1b[A")
	g.see(`There is no choice "\x1b[A".`)
	g.answer("Type 1 to 6", "")
	g.answer("Type 1 to 6", "h")
	g.see("1. basic: two programs talk\n")
	g.answer("Type 1 to 6", " 3 ")
	g.answer("Type 1 to 7", runIt)
	for _, needsServer := range []string{open, send, update, output, stop} {
		g.answer("Type 1 to 7", needsServer)
		g.see("The server is not running; start it first.")
	}
	g.answer("Type 1 to 7", start)
	g.answer("Which model, threads, events, processes?", "fibers")
	g.see(`There is no model "fibers".`)
	g.answer("Which model", "events")
	g.see("go run ./part3-threads/server -model events\n")
	g.answer("Type 1 to 7", start)
	g.see("The server is already running.")
	g.answer("Type 1 to 7", send)
	g.see("No client is open")
	g.answer("Type 1 to 7", open)
	g.answer("Type 1 to 7", open)
	g.see("A client is open: process ")
	second := strings.TrimSuffix(g.see(". To start"), ". To start")
	g.answer("Type 1 to 7", send)
	g.see("Open: ")
	g.answer("Which client? Its process:", "3")
	g.see(`There is no open client "3".`)
	g.answer("Which client? Its process:", second)
	g.answer("The message:", "q") // a word here
	g.see(`the client says 2 bytes: "q\n"`)
	g.see(second + ") has ended")
	g.answer("Type 1 to 7", "q")
	g.ends()
}

// The end of the input and the end of the context stop what is running.
func TestEnd(t *testing.T) {
	for name, end := range map[string]func(*talk){
		"input":   func(g *talk) { g.typed.Close() },
		"context": func(g *talk) { g.cancel() },
	} {
		t.Run(name, func(t *testing.T) {
			g := begin(t, stagetest.Checkout(t), "part5-unix")
			address := g.startServer(course.Stages[4])
			g.answer("Type 1 to", open)
			g.see(") asks")
			g.answer("Type 1 to", send)
			g.see("The message:")
			end(g)
			g.ends()
			if _, err := os.Lstat(address); err == nil {
				t.Errorf("%s is left", address)
			}
			g.see(") has ended")
			g.see("The server has ended: exit code 0.")
		})
	}
}

// The lesson and the code come a screenful at a time.
func TestPages(t *testing.T) {
	g := begin(t, stagetest.Checkout(t), "part1-basic")
	g.answer("Type 1 to 7", lesson)
	first := g.answer("more lines. Enter for more, q to stop:", "")
	if lines := strings.Count(first, "\n"); lines != screenful {
		t.Errorf("a page has %d lines, want %d", lines, screenful)
	}
	g.answer("more lines. Enter for more, q to stop:", "q")
	g.answer("Type 1 to 7", code)
	g.see("1. server/main.go\n2. client/main.go\n")
	g.answer("Type 1 to", "1")
	source, err := os.ReadFile(filepath.Join(stagetest.Checkout(t), "part1-basic/server/main.go"))
	if err != nil {
		t.Fatal(err)
	}
	for range (bytes.Count(source, []byte("\n")) - 1) / screenful {
		g.answer("Enter for more, q to stop:", "")
	}
	if last := g.see("The end."); !strings.Contains(last, "func portArgument") {
		t.Errorf("the code ends with %q", last)
	}
	g.answer("Type 1 to", "3")
	g.see("2. Show the code")
	g.typed.Close()
	g.ends()
	p, err := progress.Open()
	if err != nil || !p.Read["part1-basic"] || p.Ran["part1-basic"] || p.Tab != "code" {
		t.Errorf("the progress is %+v, %v", p, err)
	}
}

// The list of files ends with those that only make the part faster.
func TestCodeThatMakesItFast(t *testing.T) {
	g := begin(t, stagetest.Checkout(t), "part4-security")
	g.answer("Type 1 to 7", code)
	g.see("protocol/session.go\n")
	g.see("protocol/engine/client.go (how it is made fast)\n")
	g.see("protocol/engine/workspace.go (how it is made fast)\n")
	g.see(". Back to the part\n")
	g.answer("Type 1 to", "q")
	g.ends()
}

// The guide shows the compiler's output for broken code, and goes on.
func TestBrokenCode(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":                     "module wallsockets\n\ngo 1.25.0\n",
		"go.sum":                     "",
		"part1-basic/server/main.go": "package main\n\nfunc main() {\n\tnonsense()\n}\n",
	} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	g := begin(t, root, "part1-basic")
	g.answer("Type 1 to 7", runIt)
	g.answer("Type 1 to 7", start)
	g.see("build part1-basic/server:\n")
	g.see("main.go:4:2: undefined: nonsense\n")
	g.answer("Type 1 to 7", backToPart)
	g.answer("Type 1 to 7", lesson)
	g.see("no such file")
	g.answer("Type 1 to 7", "q")
	g.ends()
}

// Run returns the error of an output that cannot be written to.
func TestClosedOutput(t *testing.T) {
	t.Setenv(progress.Variable, filepath.Join(t.TempDir(), "progress.json"))
	read, write := io.Pipe()
	read.Close()
	err := Run(t.Context(), stagetest.Checkout(t), nil, "", session.Where{}, strings.NewReader("1\n1\n"), write)
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Run returns %v, want the error of the output", err)
	}
}
