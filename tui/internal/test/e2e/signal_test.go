package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// Both signals end a server, whatever its clients do: there is none, one sends
// nothing, one is in the middle of its line. From part 3 on the server exits
// with 0; before that the signal kills it.
func TestSignals(t *testing.T) {
	stagetest.EachServer(t, func(t *testing.T, stage course.Stage, flags []string) {
		for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
			begins := []string{"nobody", ""}
			if !stage.Once {
				begins = append(begins, "the qui")
			}
			if stage.RESP {
				begins = append(begins, "*1\r\n$4\r\nPI")
			}
			for _, begun := range begins {
				s := stagetest.Start(t, stage, flags...)
				var client stagetest.HalfCloser
				if begun != "nobody" {
					client = s.Dial()
					fmt.Fprint(client, begun)
				}
				if err := s.Command.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
				if s.Exit(); !s.EndedBy(signal) {
					t.Errorf("%v with %q begun: the server ended by %v; errors %q",
						signal, begun, s.Command.ProcessState, s.Errors)
				}
				if client != nil {
					if got := s.Rest(client); got != "" {
						t.Errorf("%v: the client got %q, want the end", signal, got)
					}
				}
				if left, _ := filepath.Glob(s.Address + "*"); len(left) > 0 {
					t.Errorf("%v: left behind: %q", signal, left)
				}
			}
		}
	})
}

// A server that gets a signal while clients come and go ends cleanly, and no
// answer is cut short.
func TestSignalUnderLoad(t *testing.T) {
	stagetest.EachServer(t, func(t *testing.T, stage course.Stage, flags []string) {
		if stage.Once {
			t.Skip("this server serves one client")
		}
		for range 5 {
			s := stagetest.Start(t, stage, flags...)
			var clients sync.WaitGroup
			answered := make(chan struct{}, 1000)
			for range 8 {
				clients.Go(func() {
					for s.AnswersWhole(stage.Demo[0]) {
						select {
						case answered <- struct{}{}:
						default:
						}
					}
				})
			}
			for range 20 {
				<-answered
			}
			s.Stop()
			clients.Wait()
		}
	})
}

// list writes a word list and returns its name.
func list(t *testing.T, name, text string) string {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// A hang-up makes part 6 read its list again. Sessions go on, and after a bad
// list the old one stays in use.
func TestReload(t *testing.T) {
	words := list(t, filepath.Join(t.TempDir(), "list"), "whale 1\n")
	s := stagetest.Start(t, stagetest.Find(t, 6), "-words", words)
	session := s.Dial()
	ask := func(want string) {
		t.Helper()
		fmt.Fprint(session, "*2\r\n$3\r\nGET\r\n$5\r\nwhale\r\n")
		got := make([]byte, len("$1\r\n1\r\n"))
		if _, err := session.Read(got); err != nil || string(got) != "$1\r\n"+want+"\r\n" {
			t.Errorf("GET whale = %q, %v, want %s", got, err, want)
		}
	}
	hangUp := func(text, logged string) {
		t.Helper()
		list(t, words, text)
		if err := s.Command.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		s.WaitFor(s.Errors, logged)
	}
	ask("1")
	hangUp("whale 2\nextra 1\n", "reloaded 2 words")
	ask("2")
	hangUp("whale three\n", "the old words stay in use: "+words+`:1: "whale three"`)
	ask("2")
	hangUp("whale 4\n", "reloaded 1 words")
	ask("4")
	session.Close()
	s.Stop()
}

// Under nohup a hang-up changes nothing.
func TestNohup(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("reads /proc to see which signals are ignored")
	}
	nohup := stagetest.Need(t, "nohup")
	part6 := stagetest.Find(t, 6)
	s := stagetest.StartCommand(t, part6, exec.Command(nohup, stagetest.Program(t, part6, "server"), stagetest.SocketPath(t)))
	if err := s.Command.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	if got := s.Call(part6.Demo[0].Send, "\n"); got != part6.Demo[0].Want {
		t.Errorf("after a hang-up: %q, want %q", got, part6.Demo[0].Want)
	}
	// SIGHUP is signal 1, the lowest bit of the mask.
	if ignored := s.Status("SigIgn"); !strings.ContainsAny(ignored[len(ignored)-1:], "13579bdf") {
		t.Errorf("ignored signals: %s, want SIGHUP among them", ignored)
	}
	s.Stop()
}

// The socket file has the mode that the flag asks for.
func TestMode(t *testing.T) {
	for _, number := range []int{5, 6} {
		for flag, want := range map[string]os.FileMode{"": 0o600, "0660": 0o660, "0666": 0o666} {
			var flags []string
			if flag != "" {
				flags = []string{"-mode", flag}
			}
			s := stagetest.Start(t, stagetest.Find(t, number), flags...)
			info, err := os.Lstat(s.Address)
			if err != nil || info.Mode() != os.ModeSocket|want {
				t.Errorf("%s %q: mode %v, %v, want %v", s.Stage.ID, flags, info.Mode(), err, want)
			}
			s.Stop()
		}
	}
}

// A killed server leaves its socket file, which does not stop the next one.
func TestRestartAfterKill(t *testing.T) {
	part5 := stagetest.Find(t, 5)
	path := stagetest.SocketPath(t)
	for range 5 {
		s := stagetest.StartCommand(t, part5, exec.Command(stagetest.Program(t, part5, "server"), path))
		if got := s.Call(part5.Demo[0].Send, "\n"); got != part5.Demo[0].Want {
			t.Errorf("got %q, want %q", got, part5.Demo[0].Want)
		}
		s.Command.Process.Kill()
		s.Exit()
		if _, err := os.Lstat(path); err != nil {
			t.Fatalf("SIGKILL left no socket file: %v", err)
		}
	}
}

// The server logs its peer: the user and process that the kernel reports.
func TestPeerIsLogged(t *testing.T) {
	s := stagetest.Start(t, stagetest.Find(t, 5))
	s.Call("whale\n")
	s.WaitFor(s.Errors, "\n")
	got := s.Errors.String()
	for _, want := range []string{
		fmt.Sprintf("user %d", os.Getuid()), fmt.Sprintf("process %d: \"whale\"", os.Getpid()),
	} {
		if !strings.Contains(got, want) {
			t.Errorf("logged %q, want %q in it", got, want)
		}
	}
	s.Stop()
}
