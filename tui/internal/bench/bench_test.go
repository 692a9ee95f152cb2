//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"wallsockets/tui/internal/bench/internal/load"
	"wallsockets/tui/internal/bench/internal/report"
)

// TestMain lets the test program be the processes that a comparison starts of
// itself.
func TestMain(m *testing.M) {
	if isHelper(os.Args) {
		exit(help(os.Args))
	}
	os.Exit(m.Run())
}

// small is a comparison that takes a few seconds.
func small(t *testing.T, only ...string) *bench {
	t.Helper()
	// A socket file's path is short; t.TempDir's is not.
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	t.Setenv("TMPDIR", folder)
	b, err := newBench(t.Context(), &options{words: 1000, big: 20_000, repetitions: 1,
		cell: 5 * time.Millisecond, idle: 50, only: only, quick: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.close)
	return b
}

// A tiny comparison with the peers that are here, except the databases, which
// take too long to build: each group has figures of ours, and afterwards no
// process and no file is left.
func TestCompare(t *testing.T) {
	b := small(t, "held", "tcp", "oneshot", "models", "load", "idle", "reload")
	for _, name := range []string{mariadb, sqlite} {
		b.running[name] = nil // not to be had
	}
	if err := b.run(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct{ group, shape, peer, metric string }{
		{heldGroup, "C16 N10 D1", ours, report.Rate},
		{heldGroup, "C1 N100 D16", echoGo, report.P99},
		{tcpGroup, "C16 N10 D16", oursTCP, report.CPU},
		{oneShotGroup, "C1 N10 D1", processes, report.Rate},
		{modelGroup, "C16 N10 D1", events, report.P50},
		{loadGroup, fromText, ours, report.Millis},
		{memoryGroup, perWord, ours, report.Bytes},
		{idleGroup, "50 connections", ours, report.Bytes},
		{reloadGroup, "C16 N10 D1", during, report.P99},
	} {
		s := b.report.Find(want.group, want.shape, want.peer, want.metric)
		if s == nil || len(s.Values) != 1 || s.Values[0] <= 0 {
			t.Errorf("%+v: %+v", want, s)
		}
	}
	b.report.Judge(promises(b.options))
	if len(b.report.Verdicts) == 0 {
		t.Error("no promise was judged")
	}
	if _, err := json.Marshal(b.report); err != nil {
		t.Error(err)
	}
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

// children returns the processes of the peers that run.
func (b *bench) children() []int {
	var pids []int
	for _, p := range b.running {
		if p != nil {
			pids = append(pids, p.server.pid())
		}
	}
	return append(pids, b.generator.pid())
}

// A peer that holds another list is noticed.
func TestVerify(t *testing.T) {
	b := small(t)
	other := filepath.Join(b.folder, "other.tsv")
	text, err := os.ReadFile(b.list)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	slices.Sort(lines) // the words are the same
	for i := range lines[1:] {
		word, _, _ := strings.Cut(lines[i+1], "\t")
		lines[i+1] = word + "\t1\n"
	}
	if err := os.WriteFile(other, []byte(strings.Join(lines, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	b.list = other
	p, err := b.ourPeer()
	if err != nil {
		t.Fatal(err)
	}
	defer p.stop()
	if err := b.verify(p); err == nil || !strings.Contains(err.Error(), "as the list says") {
		t.Errorf("verify = %v", err)
	}
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

func TestOptions(t *testing.T) {
	o, err := parseOptions([]string{"-repetitions", "2", "-quick", "-only", "idle,load"})
	if err != nil || o.repetitions != 2 || o.words != 100_000 ||
		!slices.Equal(o.only, []string{"idle", "load"}) {
		t.Errorf("%+v, %v", o, err)
	}
	for _, wrong := range [][]string{{"-repetitions", "0"}, {"-only", "speed"}, {"extra"},
		{"-words", "0"}, {"-cell", "1us"}} {
		if _, err := parseOptions(wrong); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
}
