package e2e

import (
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// The C client of the series writes a line and reads to the end.
func TestCClient(t *testing.T) {
	stagetest.SkipUnderRace(t, "it reads what programs print; other tests talk to the same servers under it")
	cc := stagetest.Need(t, "cc")
	client := filepath.Join(t.TempDir(), "client")
	if out, err := exec.Command(cc, "-Wall", "-Werror", "-o", client,
		"testdata/client.c").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	foreignClient(t, client)
}

// The PHP script of the series writes a line and reads until feof.
func TestPHPScript(t *testing.T) {
	foreignClient(t, stagetest.Need(t, "php"), "testdata/script.php")
}

// netcat and socat are clients, too; learners have them at hand.
func TestNetcat(t *testing.T) {
	nc := stagetest.Need(t, "nc")
	stagetest.EachServer(t, func(t *testing.T, stage course.Stage, flags []string) {
		s := stagetest.Start(t, stage, flags...)
		arguments := s.ClientArguments()
		if stage.Network == "unix" {
			arguments = append([]string{"-U"}, arguments...)
		}
		wantDemo(t, stage, stagetest.Run(t, stage.Demo[0].Send+"\n", nc, arguments...))
	})
}

func TestSocat(t *testing.T) {
	socat := stagetest.Need(t, "socat")
	stagetest.EachServer(t, func(t *testing.T, stage course.Stage, flags []string) {
		s := stagetest.Start(t, stage, flags...)
		peer := "TCP:" + s.Address
		if stage.Network == "unix" {
			peer = "UNIX-CONNECT:" + s.Address
		}
		wantDemo(t, stage, stagetest.Run(t, stage.Demo[0].Send+"\n", socat, "-t10", "-", peer))
	})
}

// foreignClient runs a client that is not ours against every server.
func foreignClient(t *testing.T, program string, arguments ...string) {
	t.Helper()
	stagetest.EachServer(t, func(t *testing.T, stage course.Stage, flags []string) {
		s := stagetest.Start(t, stage, flags...)
		wantDemo(t, stage, stagetest.Run(t, stage.Demo[0].Send+"\n", program,
			append(arguments, s.ClientArguments()...)...))
	})
}

func wantDemo(t *testing.T, stage course.Stage, got stagetest.Result) {
	t.Helper()
	if want := (stagetest.Result{Output: stage.Demo[0].Want}); got != want {
		t.Errorf("given %q: %+v, want %+v", stage.Demo[0].Send, got, want)
	}
}

// redis-cli and redis-benchmark work with our server as with Redis.
func TestRedisPrograms(t *testing.T) {
	cli, benchmark := stagetest.Need(t, "redis-cli"), stagetest.Need(t, "redis-benchmark")
	for _, stage := range course.Stages {
		if !stage.RESP {
			continue
		}
		t.Run(stage.ID, func(t *testing.T) {
			s := stagetest.Start(t, stage)
			where := []string{"-s", s.Address}
			if stage.Network == "tcp" {
				_, port, err := net.SplitHostPort(s.Address)
				if err != nil {
					t.Fatal(err)
				}
				where = []string{"-p", port}
			}
			for command, want := range map[string]string{
				"MGET the quick zyzzyva":      "165145\n74\n\n",
				"GET Quick":                   "74\n",
				"PING":                        "PONG\n",
				"FREQ quick zyzzyva":          "36.7\n0.0\n",
				"UNUSUAL 1 the quick zyzzyva": "zyzzyva\n",
			} {
				got := stagetest.Run(t, "", cli, append(where, strings.Fields(command)...)...)
				if want := (stagetest.Result{Output: want}); got != want {
					t.Errorf("redis-cli %s: %+v, want %+v", command, got, want)
				}
			}
			got := stagetest.Run(t, "", benchmark, append(where, "-n", "100000", "-P", "16",
				"-q", "MGET", "the", "quick")...)
			if got.Code != 0 || got.Errors != "" ||
				!strings.Contains(got.Output, "requests per second") {
				t.Errorf("redis-benchmark: %+v", got)
			}
			s.Stop()
		})
	}
}

// Under a real inetd, standard error is the client's connection as well. socat
// does the same.
func TestInetd(t *testing.T) {
	socat := stagetest.Need(t, "socat")
	part3 := stagetest.Find(t, 3)
	path := stagetest.SocketPath(t)
	inetd := exec.Command(socat, "UNIX-LISTEN:"+path+",fork",
		"EXEC:"+stagetest.Program(t, part3, "server")+" -inetd,nofork,stderr")
	if err := inetd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		inetd.Process.Kill()
		inetd.Wait()
	})
	s := &stagetest.Server{T: t, Stage: part3, Address: path}
	s.Stage.Network = "unix"
	listens := func() bool {
		conn, err := net.Dial("unix", path)
		if err == nil {
			conn.Close()
		}
		return err == nil
	}
	for deadline := time.Now().Add(stagetest.Patience); !listens(); {
		if time.Now().After(deadline) {
			t.Fatal("socat is not listening")
		}
	}
	tooLong := course.Exchange{
		Send: strings.Repeat("x", 5000), Want: "# a line has at most 4096 bytes\n",
	}
	for _, exchange := range append([]course.Exchange{tooLong}, part3.Demo...) {
		if got := s.Call(exchange.Send, "\n"); got != exchange.Want {
			t.Errorf("the answer to %.40q is %q, want %q", exchange.Send, got, exchange.Want)
		}
	}
}

// Started as by inetd, the server fails if its conversation does.
func TestInetdExitCode(t *testing.T) {
	program := stagetest.Program(t, stagetest.Find(t, 3), "server")
	for line, want := range map[string]int{"whale\n": 0, strings.Repeat("x", 5000) + "\n": 1} {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		client, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		conn, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		file, err := conn.(*net.TCPConn).File()
		if err != nil {
			t.Fatal(err)
		}
		conn.Close()
		server := exec.Command(program, "-inetd")
		server.Stdin = file
		if _, err := io.WriteString(client, line); err != nil {
			t.Fatal(err)
		}
		_ = server.Run() // its exit code is in its state
		file.Close()
		if got := server.ProcessState.ExitCode(); got != want {
			t.Errorf("a line of %d bytes: exit code %d, want %d", len(line), got, want)
		}
	}
}
