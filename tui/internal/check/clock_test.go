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

	"wallsockets/tui/internal/test/stagetest"
)

func init() {
	roles["spins"] = func(string) {
		onFirstProcessor()
		compute(time.Minute)
	}
	roles["hogs"] = func(port string) {
		for range 8 * runtime.NumCPU() {
			go func() {
				runtime.LockOSThread()
				compute(time.Hour)
			}()
		}
		accept(port, func(net.Conn) { compute(time.Hour) })
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
	// Other tests run, too, and may keep the check itself from a processor: then it sees
	// less of what keeps the program from one.
	for try := 1; ; try++ {
		begun := time.Now()
		report, err := checkText(t, strings.Replace(echo, "patience 2s", "patience 400ms", 1), "computes")
		took := time.Since(begun)
		if err == nil && report.Passed {
			if took < 800*time.Millisecond {
				t.Errorf("it took %v only: the processor was not busy", took)
			}
			return
		}
		if try == 5 {
			t.Fatalf("%+v, %v; want passed", report.Finding, err)
		}
		t.Logf("after %v: %+v, %v; once more", took, report.Finding, err)
	}
}

// A program that keeps all processors busy itself is slow: the clock goes on.
func TestBusyProgram(t *testing.T) {
	const wait, passed = 80 * time.Millisecond, 20 * time.Millisecond
	all := passed * time.Duration(runtime.GOMAXPROCS(0))
	for computed, want := range map[time.Duration]time.Duration{0: wait, all / 2: wait / 2, all: 0, 2 * all: 0} {
		if got := shareOfOthers(wait, computed, passed); got != want {
			t.Errorf("%v of %v computed: the clock stands still for %v, want %v", computed, all, got, want)
		}
	}
	begun := time.Now()
	report, err := checkText(t, strings.Replace(echo, "patience 2s", "total 5s\npatience 1s", 1), "hogs")
	if err == nil && report.Passed {
		t.Error("it passed")
	}
	if took := time.Since(begun); took > stagetest.Patience {
		t.Errorf("it took %v (%+v, %v)", took, report.Finding, err)
	}
}

// The clock stands still, but it does not stop for good.
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
	if now := time.Duration(c.now()); now < 2*time.Minute || now > 4*time.Minute {
		t.Errorf("after an hour that was lost it is at %v, want a twentieth", now)
	}
	fresh := clock{begun: time.Now()}
	if fresh.stood(time.Minute); fresh.now() < 0 || fresh.now() > moment(time.Second) || fresh.gaveUp() {
		t.Errorf("at the beginning it is at %v after it has stood still", fresh.now())
	}
	if c.stood(0); c.gaveUp() {
		t.Error("it has given up although the machine is not busy any more")
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

// A verb in a block with a time may take all of it, and not only the script's patience.
func TestTimeOfBlock(t *testing.T) {
	const script = "patience 100ms\nstep it ends\n\tlisten\n\tstart\n"
	for body, want := range map[string]bool{
		"\texit 0\n":                                    false,
		"\twithin 20s {\n\t\texit 0\n\t}\n":             true,
		"\twithin 20s {\n\t\texit 0 within 50ms\n\t}\n": false,
		"\twithin 50ms {\n\t\texit 0\n\t}\n":            false,
	} {
		report, err := checkText(t, script+body, "client")
		if err != nil || report.Passed != want {
			t.Errorf("%q: %+v, %v; want passed: %v", body, report.Finding, err, want)
		}
	}
}
