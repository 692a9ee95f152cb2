//go:build linux

package peer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"wallsockets/tui/internal/bench/load"
	"wallsockets/tui/internal/bench/words"
	"wallsockets/tui/internal/test/stagetest"
)

// hostMode makes the test program a host until it is killed. The next argument
// is its folder.
const hostMode = "host"

// TestMain lets the test program be the processes that the tests start.
func TestMain(m *testing.M) {
	var err error
	switch {
	case IsHelper(os.Args[1:]):
		err = RunHelper(os.Args[1:])
	case len(os.Args) == 3 && os.Args[1] == hostMode:
		err = beHost(os.Args[2])
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// newHost returns a host with a list of a thousand words in a folder.
func newHost(folder string) (*Host, error) {
	const n = 1000
	list, err := os.Create(filepath.Join(folder, "words.tsv"))
	if err != nil {
		return nil, err
	}
	if err := errors.Join(words.Generate(list, n), list.Close()); err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return NewHost(Config{Root: stagetest.Root(), Folder: folder, Self: []string{self},
		List: list.Name(), Words: n, Connections: 10, Say: func(string, ...any) {}})
}

// shortFolder returns a folder. t.TempDir is too long for the path of a socket.
func shortFolder(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "peer")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return folder
}

func testHost(t *testing.T) *Host {
	t.Helper()
	h, err := newHost(shortFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	return h
}

// beHost starts an echo server, prints the numbers of its processes, and blocks.
func beHost(folder string) error {
	h, err := newHost(folder)
	if err != nil {
		return err
	}
	p, err := h.Start(context.Background(), EchoGo)
	if err != nil {
		return err
	}
	fmt.Println(h.Generator().PID(), p.Server().PID())
	select {}
}

// runs reports whether a process runs. A zombie, which nobody has waited for,
// does not.
func runs(pid string) bool {
	status, err := os.ReadFile("/proc/" + pid + "/status")
	return err == nil && !strings.Contains(string(status), "\nState:\tZ")
}

// A host that is killed leaves no process.
func TestKilledHost(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	host := exec.Command(self, hostMode, shortFolder(t))
	host.Stderr = os.Stderr
	output, err := host.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := host.Start(); err != nil {
		t.Fatal(err)
	}
	defer host.Wait()
	defer host.Process.Kill()
	line := stagetest.ReadLine(t, output)
	pids := strings.Fields(line)
	if len(pids) != 2 || !runs(pids[0]) || !runs(pids[1]) {
		t.Fatalf("the host started %q, want two processes", pids)
	}
	if err := host.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if !stagetest.Poll(func() bool { return !runs(pids[0]) && !runs(pids[1]) }) {
		t.Errorf("a process of %q still runs", pids)
	}
}

// Close stops the load generator and every peer.
func TestClose(t *testing.T) {
	stagetest.NothingLeft(t)
	h, err := newHost(shortFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Start(t.Context(), EchoGo); err != nil {
		t.Error(err)
	}
	if _, err := h.Start(t.Context(), "nobody"); err == nil {
		t.Error("Start started a peer that does not exist")
	}
	h.Close()
}

// Take returns the figures of a turn.
func TestTake(t *testing.T) {
	h := testHost(t)
	p, err := h.Start(t.Context(), EchoGo)
	if err != nil {
		t.Fatal(err)
	}
	shape := load.Shape{Connections: 2, Words: 10, Depth: 4}
	for _, oneShot := range []bool{false, true} {
		if oneShot {
			shape.Depth = 1
		}
		turn, err := p.Take(t.Context(), shape, 20*time.Millisecond, oneShot)
		if err != nil || turn.Rate() <= 0 || turn.P50 <= 0 || turn.P99 < turn.P50 ||
			turn.CPU <= 0 {
			t.Errorf("one-shot %v: Take = %+v, %v", oneShot, turn, err)
		}
	}
}

// Start returns an error for a peer that holds another list.
func TestVerify(t *testing.T) {
	h := testHost(t)
	const part5 = "part5-unix/server"
	if err := h.Build(t.Context(), part5); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(h.config.List)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	slices.Sort(lines) // the words are the same
	for i := range lines[1:] {
		word, _, _ := strings.Cut(lines[i+1], "\t")
		lines[i+1] = word + "\t1\n"
	}
	h.config.List = h.path("other.tsv")
	err = os.WriteFile(h.config.List, []byte(strings.Join(lines, "")), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.Start(t.Context(), Part5)
	if err == nil || !strings.Contains(err.Error(), "do not match the list") {
		t.Errorf("Start = %v", err)
	}
}
