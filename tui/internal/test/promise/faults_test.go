//go:build linux

package promise

import (
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// The twenty faults, each on every part that it concerns. All end alike: the
// server answers another client, holds nothing of those that have left, ends
// cleanly and leaves nothing behind. stagetest.Start checks that.

// A killed server ends its conversations, and its successor gets the port or
// path.
func TestFaultSIGKILLServer(t *testing.T) {
	manyClients(t, func(t *testing.T, stage course.Stage, flags []string) {
		command, address := atAddress(t, stage, flags)
		for range 3 {
			s := stagetest.StartCommand(t, stage, exec.Command(command.Path, command.Args[1:]...))
			client := s.Dial()
			io.WriteString(client, "the qui")
			wantAnswer(s)
			s.Command.Process.Kill()
			// A conversation in a process of its own goes on.
			if slices.Contains(flags, "-model=processes") {
				client.CloseWrite()
			}
			s.Rest(client)
			s.Exit()
		}
		s := stagetest.StartCommand(t, stage, command)
		if s.Address != address {
			t.Errorf("it listens on %s, want %s", s.Address, address)
		}
		wantAnswer(s)
	})
}

func TestFaultSIGKILLClient(t *testing.T) {
	survive(t, func(t *testing.T, s *stagetest.Server) {
		startNC(t, s).Process.Kill()
		s.Settled()
	})
}

// A stopped client loses its place at a time limit. Part 3 has none, and still
// serves the others.
func TestFaultSIGSTOPClient(t *testing.T) {
	outlast(t, func(t *testing.T, s *stagetest.Server) {
		startNC(t, s).Process.Signal(syscall.SIGSTOP)
		wantAnswer(s)
		if s.Stage.RESP {
			s.Settled()
		}
	})
}

func TestFaultSIGSTOPLogReader(t *testing.T)     { testOutput(t, startStopped) }
func TestFaultClosedStandardOutput(t *testing.T) { testOutput(t, startBroken, startClosed) }
func TestFaultFullDiskOnStandardOutput(t *testing.T) {
	testOutput(t, startFull)
}

func TestFaultSixtyFourDescriptors(t *testing.T) {
	manyClients(t, func(t *testing.T, stage course.Stage, flags []string) {
		s := startWith64(t, stage, flags)
		closeAll(connect(t, s, 100))
		if !stagetest.Poll(func() bool { return s.Call(stage.Demo[0].Send, "\n") == stage.Demo[0].Want }) {
			t.Error("it no longer answers")
		}
	})
}

// A client that finds the queue full tries again.
func TestFaultBacklog1(t *testing.T) {
	for _, number := range []int{5, 6} {
		stage := stagetest.Find(t, number)
		t.Run(stage.ID, func(t *testing.T) {
			stagetest.NothingLeft(t)
			if number == 6 {
				stagetest.Need(t, "php")
			}
			path, listener := fullQueue(t)
			client := exec.Command(stagetest.Program(t, stage, "client"), path)
			client.Stdin = strings.NewReader("whale\n")
			told := new(stagetest.Lines)
			client.Stdout, client.Stderr = told, told
			if err := client.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- client.Wait() }()
			select { // it needs time to find the queue full
			case <-ended:
				t.Fatalf("the client gave up at once: %s", told)
			case <-time.After(200 * time.Millisecond):
			}
			serveAll(t, listener, "whale\t10\t1.0\t1.00\n# 1 word\n")
			if err := <-ended; err != nil || !strings.Contains(told.String(), "whale\t10") {
				t.Errorf("the client ended with %v and %q, want an answer", err, told)
			}
		})
	}
}

// A client resets the connection before, within and after its line.
func TestFaultReset(t *testing.T) {
	survive(t, func(t *testing.T, s *stagetest.Server) {
		for i := range 60 {
			conn := s.Dial()
			io.WriteString(conn, []string{"", "the qui", "the quick\n"}[i%3])
			if tcp, ok := conn.(*net.TCPConn); ok {
				tcp.SetLinger(0)
			}
			conn.Close()
		}
	})
}

// A client that closes its half gets its answer, with or without a newline.
func TestFaultHalfClose(t *testing.T) {
	survive(t, func(t *testing.T, s *stagetest.Server) {
		conn := s.Dial()
		io.WriteString(conn, s.Stage.Demo[0].Send)
		conn.CloseWrite()
		if got := s.Rest(conn); got != s.Stage.Demo[0].Want {
			t.Errorf("answered %q, want %q", got, s.Stage.Demo[0].Want)
		}
	})
}

// Silent peers delay nobody, and from part 4 on they are cut off.
func TestFaultSilentPeer(t *testing.T) {
	outlast(t, func(t *testing.T, s *stagetest.Server) {
		crowd := connect(t, s, 20)
		wantAnswer(s)
		if s.Stage.RESP {
			s.Settled()
		}
		closeAll(crowd)
	})
}

// Bytes that come one at a time make the same message. A client that takes for
// ever is cut off, because no byte extends its deadline.
func TestFaultOneByteAtATime(t *testing.T) {
	outlast(t, func(t *testing.T, s *stagetest.Server) {
		line := s.Stage.Demo[0].Send + "\n"
		wantCall(s, s.Stage.Demo[0].Want, strings.Split(line, "")...)
		if !s.Stage.RESP {
			return
		}
		wantCall(s, "+PONG\r\n+OK\r\n", strings.Split(request("PING")+request("QUIT"), "")...)
		var clients sync.WaitGroup
		for range 5 {
			conn := s.Dial()
			clients.Go(func() {
				if !dripBytes(conn, nil) {
					t.Error("a client that takes for ever is not cut off")
				}
			})
		}
		clients.Wait()
	})
}

// A client that asks and never reads loses its place.
func TestFaultReaderThatNeverReads(t *testing.T) {
	outlast(t, func(t *testing.T, s *stagetest.Server) {
		conn := neverRead(t, s)
		wantAnswer(s)
		s.Settled()
		conn.Close()
	})
}

func TestFaultEndlessLine(t *testing.T) {
	survive(t, func(t *testing.T, s *stagetest.Server) {
		for _, told := range flood(s, 2, "") {
			if !s.Stage.RESP && told == "" {
				continue // part 3's close can destroy its refusal
			}
			if !strings.Contains(told, "at most 4096 bytes") {
				t.Errorf("the client got %q, want a refusal", told)
			}
		}
	})
}

// In the servers of parts 4 to 6 a panic ends one conversation, in either
// protocol. It is logged, and the other clients are served.
func TestFaultPanicInAConversation(t *testing.T) {
	for _, stage := range hardened {
		t.Run(stage.ID, func(t *testing.T) {
			stagetest.NothingLeft(t)
			s := startCursed(t, stage)
			var others sync.WaitGroup
			for range 50 {
				others.Go(func() { oneShot(s) })
				for _, cursed := range []string{curse + "\n", request("GET", curse)} {
					if got := s.Call(cursed); got != "" {
						t.Errorf("the client of a panic got %q", got)
					}
				}
			}
			others.Wait()
			s.WaitFor(s.Errors, `panic: "`+curse)
			wantAnswer(s)
		})
	}
}

func TestFaultStaleSocket(t *testing.T) {
	for _, number := range []int{5, 6} {
		stagetest.NothingLeft(t)
		stage := stagetest.Find(t, number)
		command := stagetest.Command(t, stage)
		path := command.Args[len(command.Args)-1]
		ln, err := net.ListenUnix("unix", &net.UnixAddr{Name: path})
		if err != nil {
			t.Fatal(err)
		}
		ln.SetUnlinkOnClose(false)
		ln.Close()
		wantAnswer(stagetest.StartCommand(t, stage, command))
	}
}

// Anything at the path but a stale socket stays as it is.
func TestFaultForeignFileAtThePath(t *testing.T) {
	for name, plant := range map[string]func(path string) error{
		"file":   func(path string) error { return os.WriteFile(path, []byte("mine"), 0o600) },
		"folder": func(path string) error { return os.Mkdir(path, 0o700) },
		"pipe":   func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"link":   func(path string) error { return os.Symlink("nowhere", path) },
		"server": func(path string) error {
			ln, err := net.Listen("unix", path)
			if err == nil {
				t.Cleanup(func() { ln.Close() })
			}
			return err
		},
	} {
		for _, number := range []int{5, 6} {
			stage := stagetest.Find(t, number)
			path := stagetest.SocketPath(t)
			if err := plant(path); err != nil {
				t.Fatal(err)
			}
			before, _ := os.Lstat(path)
			got := stagetest.Run(t, "", stagetest.Program(t, stage, "server"), path)
			after, err := os.Lstat(path)
			if got.Code != 1 || !strings.Contains(got.Errors, "choose another path") {
				t.Errorf("%s, %s: %+v, want exit code 1 and why", stage.ID, name, got)
			}
			if err != nil || !os.SameFile(before, after) || before.Size() != after.Size() {
				t.Errorf("%s, %s: it was touched, %v", stage.ID, name, err)
			}
			if left, _ := filepath.Glob(filepath.Dir(path) + "/*"); len(left) != 1 {
				t.Errorf("%s, %s: left behind: %q", stage.ID, name, left)
			}
		}
	}
}

// After a list that cannot be read the old one stays in use, and the log says
// why.
func TestFaultCorruptListOnReload(t *testing.T) {
	stagetest.NothingLeft(t)
	stage := stagetest.Find(t, 6)
	list := words(t, whales)
	name := strings.TrimPrefix(list, "-words=")
	s := stagetest.StartCommand(t, stage, exec.Command(stagetest.Program(t, stage, "server"),
		list, stagetest.SocketPath(t)))
	want := s.Call("whale sea\n")
	for i, corrupt := range []string{"", "whale twelve\n", "whale 12\nsea\n", "whale 12\nsea -1\n",
		"\x1f\x8b\x08broken", "whale 99999999999999999999999\n", "\x00\x00\x00\x00"} {
		if err := os.WriteFile(name, []byte(corrupt), 0o600); err != nil {
			t.Fatal(err)
		}
		s.Signal(syscall.SIGHUP)
		const told = "the old words stay in use: "
		if !stagetest.Poll(func() bool { return strings.Count(s.Errors.String(), told) == i+1 }) {
			t.Fatalf("%q is not reported: %s", corrupt, s.Errors)
		}
		if got := s.Call("whale sea\n"); got != want {
			t.Errorf("after %q the answer is %q, want %q", corrupt, got, want)
		}
	}
	if !strings.Contains(s.Errors.String(), name+":1: ") && !strings.Contains(s.Errors.String(), "line 1") {
		t.Errorf("%q does not name the line", s.Errors)
	}
}

// Eight starts at once do not disturb a running server.
func TestFaultEightStartsAtOnce(t *testing.T) {
	stagetest.NothingLeft(t)
	for _, number := range []int{5, 6} {
		stage := stagetest.Find(t, number)
		program, list := stagetest.Program(t, stage, "server"), words(t, whales)
		if winners := startEight(t, program, list, stagetest.SocketPath(t)); winners != 1 {
			t.Errorf("%s: %d of 8 servers listen", stage.ID, winners)
		}
		s := stagetest.Start(t, stage)
		before, _ := os.Lstat(s.Address)
		if winners := startEight(t, program, list, s.Address); winners != 0 {
			t.Errorf("%s: %d more servers listen", stage.ID, winners)
		}
		if after, err := os.Lstat(s.Address); err != nil || !os.SameFile(before, after) {
			t.Errorf("%s: the socket was replaced, %v", stage.ID, err)
		}
		wantAnswer(s)
	}
}

// A second SIGTERM at once ends a server whose drain a client delays. In part 3
// no client can: its answers fit into the socket's buffer.
func TestFaultSecondSIGTERMDuringTheDrain(t *testing.T) {
	for _, stage := range hardened {
		t.Run(stage.ID, func(t *testing.T) {
			stagetest.NothingLeft(t)
			s := stagetest.Start(t, stage)
			neverRead(t, s)
			s.Signal(syscall.SIGTERM)
			drains := stagetest.Poll(func() bool {
				conn, err := net.Dial(stage.Network, s.Address)
				if err == nil {
					conn.Close()
				}
				return err != nil
			})
			select {
			case <-s.Ended:
				t.Fatalf("it ended without waiting; errors %q", s.Errors)
			default:
			}
			began := time.Now()
			// The server may still be handling the first signal, and would
			// then miss the second.
			stagetest.Poll(func() bool {
				s.Command.Process.Signal(syscall.SIGTERM)
				return !open(s.Ended)
			})
			state := s.Command.ProcessState.Sys().(syscall.WaitStatus)
			if took := time.Since(began); !drains || took > time.Second*slow() ||
				!state.Signaled() || state.Signal() != syscall.SIGTERM {
				t.Errorf("it ended %v after the second signal, %v", took, s.Command.ProcessState)
			}
		})
	}
}
