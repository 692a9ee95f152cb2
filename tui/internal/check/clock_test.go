//go:build linux

package check

import (
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func init() {
	roles["spins"] = func(string) {
		onFirstProcessor()
		compute(time.Minute)
	}
	roles["computes"] = func(port string) {
		onFirstProcessor()
		accept(port, func(c net.Conn) {
			compute(100 * time.Millisecond)
			answer(c, "\n")
		})
	}
}

// onFirstProcessor keeps the calling goroutine on that processor.
func onFirstProcessor() {
	runtime.LockOSThread()
	var first unix.CPUSet
	first.Set(0)
	if err := unix.SchedSetaffinity(0, &first); err != nil {
		panic(err)
	}
}

// compute computes for a time, by the clock of its thread.
func compute(d time.Duration) {
	begun := threadTime()
	for threadTime()-begun < d {
	}
}

func threadTime() time.Duration {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &now); err != nil {
		panic(err)
	}
	return time.Duration(now.Nano())
}

// A program that has to wait for a processor may take longer: here others want its
// processor, too, and what takes it 100 ms takes more than a second.
func TestBusyMachine(t *testing.T) {
	for range 15 {
		other := exec.Command(os.Args[0], "spins", "0")
		if err := other.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := other.Process.Kill(); err != nil {
				t.Error(err)
			}
			_ = other.Wait() // killed
		})
	}
	begun := time.Now()
	report, err := checkText(t, strings.Replace(echo, "patience 2s", "patience 400ms", 1), "computes")
	if err != nil || !report.Passed {
		t.Errorf("%+v, %v; want passed", report.Finding, err)
	}
	if took := time.Since(begun); took < 800*time.Millisecond {
		t.Errorf("it took %v only: the processor was not busy", took)
	}
}

// The clock stands still for a bounded time.
func TestClock(t *testing.T) {
	c := clock{begun: time.Now().Add(-time.Hour)}
	soon := c.in(time.Minute)
	if c.stood(time.Minute); c.left(soon) < time.Minute+30*time.Second {
		t.Errorf("a minute and one that was lost have %v left", c.left(soon))
	}
	if c.gaveUp() {
		t.Error("it gave up after a minute")
	}
	if c.stood(time.Hour); !c.gaveUp() {
		t.Error("it has not given up after an hour")
	}
	fresh := clock{begun: time.Now()}
	if fresh.stood(time.Minute); fresh.now() < 0 {
		t.Error("it stood still for longer than time went by")
	}
	if c.left(soon) > time.Minute+maxLost || c.passed(soon) {
		t.Errorf("%v are left after an hour that was lost", c.left(soon))
	}
	done := make(chan struct{})
	if c.await(done, c.now()) {
		t.Error("it came although nothing did")
	}
	close(done)
	if !c.await(done, c.in(time.Hour)) {
		t.Error("it did not come")
	}
}
