package stagetest

import (
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
)

// NothingLeft fails the test if its process has more goroutines, descriptors or
// child processes at the end than at the beginning. Call it first, so that its
// check runs last, and not in parallel tests. Start checks the servers.
func NothingLeft(t testing.TB) {
	t.Helper()
	openPoller()
	before := leftNow()
	t.Cleanup(func() {
		var now left
		gone := Poll(func() bool {
			now = leftNow()
			return now.goroutines <= before.goroutines &&
				now.descriptors <= before.descriptors &&
				len(now.children) <= len(before.children)
		})
		if gone {
			return
		}
		t.Errorf("left at the end: %+v; at the beginning: %+v", now, before)
		if now.goroutines > before.goroutines {
			var stacks strings.Builder
			pprof.Lookup("goroutine").WriteTo(&stacks, 1)
			t.Log(stacks.String())
		}
	})
}

// openPoller makes Go open the descriptors with which it waits for all others, and which
// it keeps: the first test that runs would seem to leave them behind.
var openPoller = sync.OnceFunc(func() {
	if r, w, err := os.Pipe(); err == nil {
		r.Close()
		w.Close()
	}
})

// left counts what a test may leave behind.
type left struct {
	goroutines  int
	descriptors int
	children    []string // process IDs
}

// leftNow counts what exists now; outside Linux only the goroutines.
func leftNow() left {
	open, _ := os.ReadDir("/proc/self/fd")
	now := left{goroutines: runtime.NumGoroutine(), descriptors: len(open)}
	lists, _ := filepath.Glob("/proc/self/task/*/children")
	for _, name := range lists {
		list, _ := os.ReadFile(name) // the thread may have ended
		now.children = append(now.children, strings.Fields(string(list))...)
	}
	return now
}
