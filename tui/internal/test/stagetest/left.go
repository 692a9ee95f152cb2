package stagetest

import (
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"
)

// NothingLeft makes the test fail if at its end there are more goroutines,
// descriptors or child processes of the test's own process than there were at
// its begin. It must be called first, so that it looks last, and not by tests
// that run in parallel. Servers are looked at by Start.
func NothingLeft(t testing.TB) {
	t.Helper()
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
		t.Errorf("left at the end: %+v, and there was at the begin: %+v", now, before)
		if now.goroutines > before.goroutines {
			var stacks strings.Builder
			pprof.Lookup("goroutine").WriteTo(&stacks, 1)
			t.Log(stacks.String())
		}
	})
}

// left is what a test may leave behind.
type left struct {
	goroutines  int
	descriptors int
	children    []string // process numbers
}

// leftNow counts what there is; outside of Linux the goroutines only.
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
