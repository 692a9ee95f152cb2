//go:build linux

package ui

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"wallsockets/tui/internal/test/stagetest"
)

// goalTime is how long a guide takes at most to end everything on an idle machine; the
// test logs the time.
const goalTime = 500 * time.Millisecond

// ends are the ways in which a guide can end.
var ends = []struct {
	name     string
	end      func(g *guide)
	restored bool
	code     int    // -1: killed by a signal
	words    string // printed on the terminal
}{
	{name: "quit by q and y", restored: true, end: func(g *guide) {
		g.Press("q")
		g.WaitFor("and quit? y yes")
		g.Press("n")
		g.WaitGone("and quit?")
		g.Press("q")
		g.WaitFor("and quit? y yes")
		g.Press("y")
	}},
	{name: "ctrl+c", restored: true, end: press("ctrl+c")},
	{name: "SIGTERM", restored: true, end: send(syscall.SIGTERM)},
	{name: "SIGHUP", restored: true, end: send(syscall.SIGHUP)},
	{name: "SIGQUIT", restored: true, end: send(syscall.SIGQUIT)},
	{name: "SIGKILL", code: -1, end: send(syscall.SIGKILL)},
	{name: "panic in Update", restored: true, code: 1, words: "f11", end: press("f11")},
	{name: "panic in a goroutine", restored: true, code: 2, words: "panic: f12",
		end: press("f12")},
	{name: "terminal closed", end: func(g *guide) { g.Hangup() }},
}

func press(key string) func(g *guide) { return func(g *guide) { g.Press(key) } }

func send(signal os.Signal) func(g *guide) { return func(g *guide) { g.Signal(signal) } }

// A guide that ends with servers of two kinds, clients, a held message and a raw client
// leaves no process and no file behind.
func TestNothingOutlivesTheGuide(t *testing.T) {
	stagetest.SkipUnderRace(t, "its guide is timed, and so built without it")
	for _, test := range ends {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g := startGuide(t, options{crash: true})
			g.serve(3, "processes")
			g.client()
			g.serve(5, "")
			g.client()
			conn, err := net.Dial("unix", g.address())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			g.WaitFor("#1", "connected") // the guide's own client asks before it connects
			g.holdMessage()
			if got := len(g.processes()); got < 5 {
				t.Fatalf("%d processes besides the guide, want at least 5", got)
			}
			before := g.Raw()
			test.end(g)
			took := g.waitForNothing()
			t.Logf("all ended after %v", took.Round(time.Millisecond))
			if took > goalTime {
				t.Logf("that is more than %v: is the machine busy?", goalTime)
			}
			if got := g.Exit().ExitCode(); got != test.code {
				t.Errorf("exit code %d, want %d", got, test.code)
			}
			if test.restored {
				g.checkRestored(len(before))
			}
			if !strings.Contains(string(g.Raw()[len(before):]), test.words) {
				t.Errorf("the guide did not print %q", test.words)
			}
		})
	}
}

// holdMessage holds the wire, and has the raw client send a message, which stops there.
func (g *guide) holdMessage() {
	g.t.Helper()
	g.Press("p")
	g.WaitFor("|| the wire is held")
	g.Press("R")
	g.WaitFor("raw> ")
	g.Type("whale")
	g.Press("enter")
	g.WaitFor("held 5 bytes from the client")
	g.Press("esc")
	g.WaitGone("raw> ")
}

// waitForNothing waits until all descendants of the guide have ended, and its run folder
// and its socket are gone. It returns how long that took.
func (g *guide) waitForNothing() time.Duration {
	g.t.Helper()
	begin := time.Now()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for {
		processes, left := g.processes(), g.leftovers()
		took := time.Since(begin)
		if len(processes)+len(left) == 0 {
			select {
			case <-g.Exited():
				return took
			default: // the guide itself
			}
		}
		if took > stagetest.Patience {
			g.t.Fatalf("after %v there are still the processes %q and the files %q",
				took, processes, left)
		}
		<-look.C
	}
}

// processes returns the descendants of the guide, even those whose parents have
// ended: all inherit the mark in its environment.
func (g *guide) processes() []string {
	var found []string
	names, _ := filepath.Glob("/proc/[0-9]*/environ")
	mark := fmt.Appendf(nil, "\x00%s=%s\x00", markName, g.runs)
	for _, name := range names {
		environment, err := os.ReadFile(name)
		pid := filepath.Base(filepath.Dir(name))
		if err != nil || pid == strconv.Itoa(g.Pid()) ||
			!bytes.Contains(append([]byte{0}, environment...), mark) {
			continue // it has just ended or is not ours
		}
		command, _ := os.ReadFile(filepath.Dir(name) + "/cmdline")
		found = append(found, pid+" "+strings.ReplaceAll(string(command), "\x00", " "))
	}
	return found
}

// leftovers returns the files that the guide has not removed.
func (g *guide) leftovers() []string {
	var left []string
	for _, folder := range []string{g.runs, filepath.Dir(g.socket)} {
		_ = filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
			if err == nil && path != folder {
				left = append(left, path)
			}
			return nil // what cannot be read was removed meanwhile
		})
	}
	return left
}

// The program that is checked ends with the guide.
func TestQuitDuringACheck(t *testing.T) {
	t.Parallel()
	g := startGuide(t, options{prepare: func(folder string) {
		writeGoldenExercise(folder)
		script := "arguments {host} {port}\n\nstep it says more\n\tlisten\n\tstart\n\taccept\n" +
			"\texpect \"hullo\\nmore\"\n"
		path := filepath.Join(folder, "part1-basic", "exercises", "01-golden", "check.txt")
		if err := os.WriteFile(path, []byte(script), 0o600); err != nil {
			panic(err)
		}
	}})
	g.open(1, "Exercises")
	g.WaitFor("> 1.1")
	g.Press("s")
	g.WaitFor("started: ")
	g.Press("c")
	g.WaitUntil("a program that is checked", func([]string) bool {
		return g.Shows("Checking: it says more") && strings.Contains(strings.Join(g.processes(), " "), "127.0.0.1")
	})
	g.Press("ctrl+c")
	g.waitForNothing()
	if code := g.Exit().ExitCode(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
}
