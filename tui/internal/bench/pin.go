//go:build linux

package main

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// anywhere is where a process runs that is not pinned.
const anywhere = -1

// processors says where servers and clients run. A wake-up across cores costs
// some 20 us on a virtual machine, more than a request. So one connection has
// its two ends on one core, where it is never woken across; many connections
// have the server on one core and the client on another.
type processors struct {
	server, client int // the client's when it has many connections
	allowed        unix.CPUSet
}

// chooseProcessors takes the first two that this process may use.
func chooseProcessors() (processors, string) {
	p := processors{server: anywhere, client: anywhere}
	if err := unix.SchedGetaffinity(0, &p.allowed); err != nil || p.allowed.Count() < 2 {
		return p, "not pinned: there is only one processor to use; figures vary more"
	}
	var chosen []int
	for cpu := 0; len(chosen) < 2; cpu++ {
		if p.allowed.IsSet(cpu) {
			chosen = append(chosen, cpu)
		}
	}
	p.server, p.client = chosen[0], chosen[1]
	return p, fmt.Sprintf("servers on processor %d; their client on it, too, for "+
		"1 connection, on processor %d for more", p.server, p.client)
}

// pin moves all threads of a process to a processor, or lets them go anywhere.
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
		// A thread that has ended meanwhile needs no place.
		if err := unix.SchedSetaffinity(tid, &set); err != nil && err != unix.ESRCH {
			return fmt.Errorf("pin process %d to processor %d: %w", pid, cpu, err)
		}
	}
	return nil
}

// pinned calls start with this thread, which what it starts takes after, on a
// processor.
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

// cpuTime returns how long the threads of a process have been running in all,
// by its own clock, which counts nanoseconds where /proc counts hundredths of
// a second.
func cpuTime(pid int) (time.Duration, error) {
	const scheduled = 2 // CPUCLOCK_SCHED
	var ts unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|scheduled), &ts); err != nil {
		return 0, fmt.Errorf("the processor time of process %d: %w", pid, err)
	}
	return time.Duration(ts.Nano()), nil
}
