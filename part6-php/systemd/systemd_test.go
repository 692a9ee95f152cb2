//go:build unix

package systemd

import (
	"bytes"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"wallsockets/part5-unix/unixsocket"
)

// childVariable makes the test binary a server that listens at a path, prints
// where and with which variables, and ends.
const childVariable = "SYSTEMD_TEST_PATH"

func TestMain(m *testing.M) {
	path := os.Getenv(childVariable)
	if path == "" {
		os.Exit(m.Run())
	}
	ln, err := Listen(path, unixsocket.Options{Mode: 0o600})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	defer ln.Close()
	fmt.Println(ln.Addr(), strings.Join(variables(), " "))
}

// variables returns the names of systemd's variables that are set.
func variables() (set []string) {
	for _, name := range []string{"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "NOTIFY_SOCKET"} {
		if os.Getenv(name) != "" {
			set = append(set, name)
		}
	}
	return set
}

// As the process that a socket is passed to, a server takes it; any other, and a
// server that gets none, makes its own.
func TestListen(t *testing.T) {
	folder := t.TempDir()
	passed, own := filepath.Join(folder, "passed"), filepath.Join(folder, "own")
	ln, err := net.Listen("unix", passed)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	socket, err := ln.(*net.UnixListener).File()
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	file, err := os.Create(filepath.Join(folder, "file"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	const one = "give its unit one ListenStream, a path"
	for _, test := range []struct {
		variables string // $$ is the ID of the server's process
		third     *os.File
		want      string
	}{
		{"", socket, own},
		{"LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=words.socket", socket, passed},
		{"LISTEN_PID=1$$ LISTEN_FDS=1", socket, own + " LISTEN_PID LISTEN_FDS"},
		{"LISTEN_PID= LISTEN_FDS=1", socket, own + " LISTEN_FDS"},
		{"LISTEN_PID=$$ LISTEN_FDS=2", socket, `want one, but LISTEN_FDS is "2"; ` + one},
		{"LISTEN_PID=$$", socket, `want one, but LISTEN_FDS is ""; ` + one},
		{"LISTEN_PID=$$ LISTEN_FDS=1", file, "adopt the socket from systemd: socket operation on non-socket; " + one},
	} {
		server := exec.CommandContext(t.Context(), "sh", "-c", test.variables+` exec "$0"`, os.Args[0])
		server.Env = append(os.Environ(), childVariable+"="+own, "GORACE=atexit_sleep_ms=0")
		server.ExtraFiles = []*os.File{test.third}
		out, _ := server.CombinedOutput()
		if got := strings.TrimSpace(string(out)); got != test.want && !strings.HasSuffix(got, test.want) {
			t.Errorf("%q: %q, want %q", test.variables, got, test.want)
		}
	}
	if _, err := os.Lstat(passed); err != nil {
		t.Error("a server has removed the socket that it was passed: ", err)
	}
}

// The unit of a passed socket says where it is and for whom.
func TestCheck(t *testing.T) {
	for arguments, want := range map[string]string{
		"":                            "",
		"-model events":               "",
		"/run/words":                  `got ["/run/words"]`,
		"-mode 0600":                  `got ["-mode"]`,
		"-group x -mode 0660 a -mode": `got ["-group" "-mode" "a" "-mode"]`,
	} {
		flags := flag.NewFlagSet("", flag.ContinueOnError)
		for _, name := range []string{"mode", "group", "model"} {
			flags.String(name, "", "")
		}
		if err := flags.Parse(strings.Fields(arguments)); err != nil {
			t.Fatal(err)
		}
		t.Setenv("LISTEN_PID", "")
		if err := Check(flags); err != nil {
			t.Errorf("%q without a passed socket: %v", arguments, err)
		}
		t.Setenv("LISTEN_PID", strconv.Itoa(os.Getpid()))
		if err := Check(flags); (err != nil) != (want != "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q with one: %v, want %q", arguments, err, want)
		}
	}
}

// One datagram says that the server is ready, to a name in the file system or not.
func TestReady(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify")
	names := []string{path}
	if runtime.GOOS == "linux" {
		names = append(names, "@"+path)
	}
	for _, name := range names {
		notify, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
		if err != nil {
			t.Fatal(err)
		}
		defer notify.Close()
		t.Setenv("NOTIFY_SOCKET", name)
		Ready()
		Ready() // says nothing more
		last, err := net.Dial("unixgram", name)
		if err != nil {
			t.Fatal(err)
		}
		defer last.Close()
		last.Write([]byte("the last"))
		notify.SetReadDeadline(time.Now().Add(10 * time.Second))
		for _, want := range []string{"READY=1", "the last"} {
			said := make([]byte, 100)
			n, err := notify.Read(said)
			if got := string(said[:n]); got != want || err != nil {
				t.Errorf("%s: said %q, %v, want %q", name, got, err, want)
			}
		}
	}
	if left := variables(); left != nil {
		t.Errorf("variables that children would inherit: %v", left)
	}
}

// Nobody to tell is no reason to end, but one to say so.
func TestReadyFails(t *testing.T) {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)
	t.Setenv("NOTIFY_SOCKET", filepath.Join(t.TempDir(), "nobody"))
	Ready()
	if got := logged.String(); !strings.Contains(got, "nobody: connect: no such file or directory; ") ||
		strings.Count(got, "\n") != 1 {
		t.Errorf("logged %q", got)
	}
}

// Somebody who reads nothing must not keep the server from its clients.
func TestReadyDoesNotWaitForEver(t *testing.T) {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)
	path := filepath.Join(t.TempDir(), "notify")
	notify, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer notify.Close()
	filler, err := net.Dial("unixgram", path)
	if err != nil {
		t.Fatal(err)
	}
	defer filler.Close()
	filler.SetWriteDeadline(time.Now().Add(patience / 10))
	for err == nil {
		_, err = filler.Write([]byte("a message that nobody reads"))
	}
	t.Setenv("NOTIFY_SOCKET", path)
	Ready()
	if got := logged.String(); !strings.Contains(got, "i/o timeout; ") {
		t.Errorf("logged %q", got)
	}
}
