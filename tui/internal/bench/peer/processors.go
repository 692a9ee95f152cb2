//go:build linux

package peer

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// anywhere is the processor of a process that is not pinned.
const anywhere = -1

// processors says where servers and clients run. To wake a process on another
// processor takes some 20 us on a virtual machine, more than a request. So with
// one connection client and server share a processor; with many connections,
// each has its own.
type processors struct {
	server, client int // client: with more than one connection
	allowed        unix.CPUSet
}

// chooseProcessors chooses the first two that this process may use.
func chooseProcessors() processors {
	p := processors{server: anywhere, client: anywhere}
	if err := unix.SchedGetaffinity(0, &p.allowed); err != nil || p.allowed.Count() < 2 {
		return p
	}
	var chosen []int
	for cpu := 0; len(chosen) < 2; cpu++ {
		if p.allowed.IsSet(cpu) {
			chosen = append(chosen, cpu)
		}
	}
	p.server, p.client = chosen[0], chosen[1]
	return p
}

// String describes which process runs on which processor.
func (p *processors) String() string {
	if p.server == anywhere {
		return "not pinned, because only one processor is available; figures vary more"
	}
	return fmt.Sprintf("servers run on processor %d; their client too for 1 connection, "+
		"and on processor %d for more", p.server, p.client)
}

// pin moves all threads of a process to a processor. With anywhere they may run
// on all processors again.
func (p *processors) pin(pid, cpu int) error {
	set := p.allowed
	if cpu != anywhere {
		set.Zero()
		set.Set(cpu)
	}
	tasks, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		return fmt.Errorf("pin process %d: %w", pid, err)
	}
	for _, task := range tasks {
		tid, err := strconv.Atoi(task.Name())
		if err != nil {
			continue
		}
		// A thread may have ended since.
		if err := unix.SchedSetaffinity(tid, &set); err != nil && err != unix.ESRCH {
			return fmt.Errorf("pin process %d to processor %d: %w", pid, cpu, err)
		}
	}
	return nil
}

// starter starts processes from one thread, which lives until close. The kernel
// kills a process that has Pdeathsig when the thread that started it ends, not
// only when the program does; and the Go runtime ends threads.
type starter struct{ work chan func() }

func newStarter() *starter {
	s := &starter{make(chan func())}
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		for work := range s.work {
			work()
		}
	}()
	return s
}

func (s *starter) close() { close(s.work) }

// start calls start on the starter's thread, pinned to a processor. The process
// that start creates inherits that.
func (s *starter) start(cpu int, start func() error) error {
	done := make(chan error)
	s.work <- func() { done <- pinned(cpu, start) }
	return <-done
}

// pinned calls start while this thread is pinned to a processor.
func pinned(cpu int, start func() error) error {
	if cpu == anywhere {
		return start()
	}
	var before, set unix.CPUSet
	set.Set(cpu)
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return err
	}
	if err := unix.SchedSetaffinity(0, &set); err != nil {
		return err
	}
	defer unix.SchedSetaffinity(0, &before)
	return start()
}

// cpuTime returns the processor time of all threads of a process. It reads the
// process's clock, which counts nanoseconds; /proc counts hundredths of a second.
func cpuTime(pid int) (time.Duration, error) {
	const scheduled = 2 // CPUCLOCK_SCHED
	var ts unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|scheduled), &ts); err != nil {
		return 0, fmt.Errorf("read the processor time of process %d: %w", pid, err)
	}
	return time.Duration(ts.Nano()), nil
}
