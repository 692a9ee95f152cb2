//go:build linux

package bench

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"wallsockets/tui/internal/bench/load"
	"wallsockets/tui/internal/bench/peer"
	"wallsockets/tui/internal/bench/report"
	"wallsockets/tui/internal/test/stagetest"
)

// TestMain lets the test program be the helpers that a comparison starts.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == Name && peer.IsHelper(os.Args[2:]) {
		if err := peer.RunHelper(os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// small returns a comparison that takes a few seconds.
func small(t *testing.T, only ...string) *bench {
	t.Helper()
	// t.TempDir is too long for the path of a socket.
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	t.Setenv("TMPDIR", folder)
	b, err := newBench(t.Context(), &options{root: stagetest.Root(), words: 1000,
		big: 20_000, repetitions: 1, cell: 5 * time.Millisecond, idle: 50, only: only,
		quick: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.close)
	return b
}

// A small comparison measures our figures in each group, with the peers that are
// installed except the databases, whose drivers take too long to build. It leaves
// no process and no file.
func TestCompare(t *testing.T) {
	b := small(t, "lookup", "held", "tcp", "oneshot", "models", "load", "idle", "reload")
	for _, name := range []string{peer.MariaDB, peer.SQLite} {
		b.running[name] = nil // not available
	}
	if err := b.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct{ group, shape, peer, metric string }{
		{lookUpGroup, "N10", peer.Part5, report.Nanos},
		{heldGroup, "C16 N10 D1", peer.Part5, report.Rate},
		{heldGroup, "C1 N100 D16", peer.EchoGo, report.P99},
		{tcpGroup, "C16 N10 D16", peer.Part4, report.CPU},
		{oneShotGroup, "C1 N10 D1", peer.Processes, report.Rate},
		{modelGroup, "C16 N10 D1", peer.Events, report.P50},
		{loadGroup, fromText, peer.Part5, report.Millis},
		{memoryGroup, perWord, peer.Part5, report.Bytes},
		{idleGroup, "50 connections", peer.Part5, report.Bytes},
		{reloadGroup, "C16 N10 D1", during, report.P99},
	} {
		s := b.report.Find(want.group, want.shape, want.peer, want.metric)
		if s == nil || len(s.Values) != 1 || s.Values[0] <= 0 {
			t.Errorf("%+v: %+v", want, s)
		}
	}
	b.report.Compare(goals(b.options))
	if len(b.report.Goals) == 0 {
		t.Error("the report has no goals")
	}
	if _, err := json.Marshal(b.report); err != nil {
		t.Error(err)
	}
	b.checkClose(t)
}

// checkClose closes the comparison and wants no process and no file left.
func (b *bench) checkClose(t *testing.T) {
	t.Helper()
	pids := b.children()
	b.close()
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	for _, pid := range pids {
		if _, err := os.Stat(fmt.Sprintf("/proc/%d", pid)); err == nil {
			t.Errorf("process %d still runs", pid)
		}
	}
}

// children returns the process IDs of the peers and of their client.
func (b *bench) children() []int {
	pids := []int{b.host.Generator().PID()}
	for _, p := range b.running {
		if p != nil {
			pids = append(pids, p.Server().PID())
		}
	}
	return pids
}

func TestSplit(t *testing.T) {
	at := func(ms int64) time.Time { return time.UnixMilli(ms) }
	samples := []load.Sample{
		{End: at(5).UnixNano(), Latency: 3}, {End: at(9).UnixNano(), Latency: 1},
		{End: at(15).UnixNano(), Latency: 10 * time.Millisecond}, // begun before
		{End: at(21).UnixNano(), Latency: 3 * time.Millisecond},  // ended after
		{End: at(30).UnixNano(), Latency: 2},
	}
	before, during := split(samples, span{begin: at(10), end: at(20)})
	if !slices.Equal(before, []time.Duration{1, 3}) ||
		!slices.Equal(during, []time.Duration{3 * time.Millisecond, 10 * time.Millisecond}) {
		t.Errorf("split = %v, %v", before, during)
	}
}

// Each spelling of -quick makes the counts smaller, and -words, -repetitions and
// the like keep the value that they are given, before it or after it.
func TestQuick(t *testing.T) {
	for _, test := range []struct {
		arguments string
		words     int
		big       int
		runs      int
		cell      time.Duration
		idle      int
	}{
		{"", 1_000_000, 10_000_000, 5, 250 * time.Millisecond, 10_000},
		{"-quick", 100_000, 500_000, 3, 30 * time.Millisecond, 1000},
		{"--quick", 100_000, 500_000, 3, 30 * time.Millisecond, 1000},
		{"-quick=true", 100_000, 500_000, 3, 30 * time.Millisecond, 1000},
		{"--quick=1", 100_000, 500_000, 3, 30 * time.Millisecond, 1000},
		{"-quick=false", 1_000_000, 10_000_000, 5, 250 * time.Millisecond, 10_000},
		{"-words -quick", 1_000_000, 10_000_000, 5, 250 * time.Millisecond, 10_000},
		{"-words 7 -quick -cell 1s", 7, 500_000, 3, time.Second, 1000},
		{"-big 7 -repetitions 5 -idle 10000 --quick", 100_000, 7, 5,
			30 * time.Millisecond, 10_000},
	} {
		o, err := parseOptions(strings.Fields(test.arguments))
		if err != nil {
			t.Errorf("%q: %v", test.arguments, err)
			continue
		}
		if o.words != test.words || o.big != test.big || o.repetitions != test.runs ||
			o.cell != test.cell || o.idle != test.idle {
			t.Errorf("%q: %+v, want %+v", test.arguments, o, test)
		}
	}
}

func TestOnly(t *testing.T) {
	o, err := parseOptions([]string{"-only", "idle,load"})
	if err != nil || !slices.Equal(o.only, []string{"idle", "load"}) {
		t.Errorf("%+v, %v", o, err)
	}
}

// Wrong arguments are a UsageError of one line, and nothing is measured.
func TestWrongUsage(t *testing.T) {
	for _, wrong := range [][]string{{"-repetitions", "0"}, {"-only", "speed"}, {"extra"},
		{"-words", "0"}, {"-cell", "1us"}, {"-big", "-1"}, {"-nonsense"}} {
		var out strings.Builder
		err := Run(t.Context(), wrong, &out)
		if !errors.As(err, new(UsageError)) || out.Len() > 0 ||
			strings.Contains(err.Error(), "\n") {
			t.Errorf("Run(%q) = %v and printed %q", wrong, err, out.String())
		}
	}
}

// The usage text has every flag.
func TestHelp(t *testing.T) {
	for _, argument := range []string{"-h", "-help", "--help"} {
		var out strings.Builder
		if err := Run(t.Context(), []string{argument}, &out); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"go run ./tui bench [FLAGS]", "-big words",
			"-cell time", "-idle connections", "-json", "-only groups", "-quick",
			"-repetitions times", "-words N or FILE"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s prints no %q: %s", argument, want, out.String())
			}
		}
	}
}
