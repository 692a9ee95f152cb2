//go:build linux

package promise

import (
	"fmt"
	"io"
	"log"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(strangerVariable); path != "" {
		beStranger(path)
		return
	}
	if stagetest.Race {
		fmt.Println("skipped under the race detector: the promises are timed; where a " +
			"race counts, they start servers that are built with it")
		return
	}
	log.SetOutput(io.Discard) // of conversations in this process, also of a panic
	code := stagetest.Main(m)
	if testing.Verbose() {
		fmt.Print(results.table())
	}
	os.Exit(code)
}

// results are the promises that the tests have measured, in that order.
var results report

type report struct {
	mu   sync.Mutex
	rows []string
}

// promise records what was measured, and fails the test if the promise was not
// kept. The limit is what was promised.
func promise(t testing.TB, kept bool, name, limit, format string, figure ...any) {
	t.Helper()
	verdict := "kept"
	if !kept {
		verdict = "**broken**"
		t.Errorf("%s: "+format+", want %s", append(append([]any{name}, figure...), limit)...)
	}
	row := fmt.Sprintf("| %s | %s | %s | %s |\n", name, fmt.Sprintf(format, figure...),
		limit, verdict)
	t.Log(row)
	results.mu.Lock()
	defer results.mu.Unlock()
	results.rows = append(results.rows, row)
}

// table returns the report in Markdown, with the date and the machine.
func (r *report) table() string {
	if len(r.rows) == 0 {
		return ""
	}
	counts := fmt.Sprintf("short counts, %d times the time", slow())
	if full {
		counts = "full counts"
	}
	if stagetest.Race {
		counts += " under the race detector"
	}
	return fmt.Sprintf("\n%s, %s, %s\n\n| promise | figure | limit | verdict |\n"+
		"|---|---|---|---|\n%s", time.Now().Format(time.DateOnly), machine(), counts,
		strings.Join(r.rows, ""))
}

// machine describes the machine on which the figures were measured.
func machine() string {
	var info unix.Sysinfo_t
	unix.Sysinfo(&info)
	var name unix.Utsname
	unix.Uname(&name)
	release, _, _ := strings.Cut(string(name.Release[:]), "\x00")
	memory := uint64(info.Totalram) * uint64(info.Unit) >> 20
	return fmt.Sprintf("%d cores, %d MiB, Linux %s, %s %s", runtime.NumCPU(), memory,
		release, runtime.Version(), runtime.GOARCH)
}

// few returns n, or a tenth of it under the race detector, which is slow.
func few(n int) int {
	if stagetest.Race {
		return max(1, n/10)
	}
	return n
}

// hardened are the parts with limits.
var hardened = course.Stages[3:]

// request returns a RESP request of some words.
func request(words ...string) string {
	text := fmt.Sprintf("*%d\r\n", len(words))
	for _, word := range words {
		text += fmt.Sprintf("$%d\r\n%s\r\n", len(word), word)
	}
	return text
}

// milliseconds returns a time in the notation of the report.
func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}
