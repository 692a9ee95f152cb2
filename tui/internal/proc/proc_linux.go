package proc

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// tickTime is the unit of a process's times, the same on all Linux systems.
const tickTime = 10 * time.Millisecond

// processFolder returns the folder of what the kernel shows of a process.
func processFolder(pid int) string { return fmt.Sprintf("/proc/%d/", pid) }

// stat returns the fields of a process's or thread's stat after the name, which may
// contain anything: the state is the first.
func stat(folder string) []string {
	text, _ := os.ReadFile(folder + "stat")
	return strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
}

// Parent returns a process's parent, or 0.
func Parent(pid int) int {
	if fields := stat(processFolder(pid)); len(fields) > 1 {
		parent, _ := strconv.Atoi(fields[1])
		return parent
	}
	return 0
}

// Family returns a program's processes: what it has started, and what parent has
// adopted because the program left it behind. Of more than MaxFamily it returns
// MaxFamily+1: a program that starts them without end makes a list that has none.
func Family(pid, parent int) (family []Process) {
	if parent == 0 {
		family = append(family, memberOf(pid))
	} else {
		family = appendChildren(family, parent)
	}
	for i := 0; i < len(family); i++ {
		family = appendChildren(family, family[i].PID)
	}
	return family
}

// appendChildren appends a process's children to a family.
func appendChildren(family []Process, pid int) []Process {
	for _, thread := range threadsOf(pid) {
		text, _ := os.ReadFile(thread + "children") // the thread may have ended
		for _, word := range strings.Fields(string(text)) {
			child, err := strconv.Atoi(word)
			if err == nil && len(family) <= MaxFamily {
				family = append(family, memberOf(child))
			}
		}
	}
	return family
}

func memberOf(pid int) Process {
	m := Process{PID: pid}
	if fields := stat(processFolder(pid)); len(fields) > 21 {
		m.Zombie = fields[0] == "Z"
		pages, _ := strconv.ParseInt(fields[21], 10, 64)
		m.Memory = pages * int64(os.Getpagesize())
	}
	return m
}

// Peak returns the most memory that the process itself has held, or 0.
func Peak(pid int) int64 {
	text, _ := os.ReadFile(processFolder(pid) + "status")
	_, value, _ := strings.Cut(string(text), "\nVmHWM:")
	value, _, _ = strings.Cut(value, "kB")
	n, _ := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
	return n << 10
}

// Resident returns a process's share of resident memory, in bytes, and what of it no other
// process has. In the share a page that n processes have, as code, as a mapped file or
// since a fork, counts 1/n; so the shares of all of them add up to what they hold. Both
// are 0 for a process that has ended.
func Resident(pid int) (share, private int64) {
	text, _ := os.ReadFile(processFolder(pid) + "smaps_rollup")
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		n, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 10, 64)
		switch name {
		case "Pss":
			share = n << 10
		case "Private_Clean", "Private_Dirty":
			private += n << 10
		}
	}
	return share, private
}

// Descriptors returns how many descriptors a process has open.
func Descriptors(pid int) (int64, error) {
	open, err := os.ReadDir(processFolder(pid) + "fd")
	if err != nil {
		return 0, nil // it has ended
	}
	return int64(len(open)), nil
}

// CPU returns how long a process has computed.
func CPU(pid int) (time.Duration, error) {
	fields := stat(processFolder(pid))
	if len(fields) < 13 {
		return 0, nil // it has ended
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * tickTime, nil
}

// usage is what a thread has had of the processors.
type usage struct{ computed, waited time.Duration }

// Usages has the usage of each thread.
type Usages map[string]usage

// Since returns the longest that a thread of the processes had to wait for a processor
// since the last call, and how long all of them have computed. Both are 0 on a kernel
// that does not count that.
func (u *Usages) Since(processes []int) (longest, computed time.Duration) {
	now := make(Usages)
	for _, pid := range processes {
		for _, thread := range threadsOf(pid) {
			text, _ := os.ReadFile(thread + "schedstat") // the thread may have ended
			var is usage
			if n, _ := fmt.Sscan(string(text), &is.computed, &is.waited); n < 2 {
				continue
			}
			now[thread] = is
			was := (*u)[thread] // nothing if it is new: it has begun since
			longest = max(longest, is.waited-was.waited)
			computed += is.computed - was.computed
		}
	}
	*u = now
	return longest, computed
}

// threadsOf returns the folders of a process's threads.
func threadsOf(pid int) (folders []string) {
	folder := processFolder(pid) + "task/"
	entries, _ := os.ReadDir(folder) // the process may have ended
	for _, entry := range entries {
		folders = append(folders, folder+entry.Name()+"/")
	}
	return folders
}
