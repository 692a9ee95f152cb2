package check

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// member is a process of a program.
type member struct {
	pid    int
	memory int64 // bytes
	zombie bool
}

// tickTime is the unit of a process's times, the same on all Linux systems.
const tickTime = 10 * time.Millisecond

// stat returns the fields of /proc/PID/stat after the name, which may contain
// anything: the state is the first.
func stat(pid int) []string {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
}

// parentOf returns a process's parent, or 0.
func parentOf(pid int) int {
	if fields := stat(pid); len(fields) > 1 {
		parent, _ := strconv.Atoi(fields[1])
		return parent
	}
	return 0
}

// familyOf returns a program's processes: what it has started, and what parent has
// adopted because the program left it behind.
func familyOf(pid, parent int) []member {
	root := parent
	if root == 0 {
		root = pid
	}
	family := descendants(root, 0)
	if root == pid {
		family = append(family, memberOf(pid))
	}
	return family
}

func descendants(pid, depth int) []member {
	if depth > 100 {
		return nil
	}
	var all []member
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid)) // a valid pattern
	for _, list := range lists {
		text, _ := os.ReadFile(list) // its thread may have ended
		for _, word := range strings.Fields(string(text)) {
			child, err := strconv.Atoi(word)
			if err == nil && len(all) < 10*maxProcesses {
				all = append(append(all, memberOf(child)), descendants(child, depth+1)...)
			}
		}
	}
	return all
}

func memberOf(pid int) member {
	m := member{pid: pid}
	if fields := stat(pid); len(fields) > 21 {
		m.zombie = fields[0] == "Z"
		pages, _ := strconv.ParseInt(fields[21], 10, 64)
		m.memory = pages * int64(os.Getpagesize())
	}
	return m
}

// peakOf returns the most memory that the process itself has held, or 0.
func peakOf(pid int) int64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, value, _ := strings.Cut(string(text), "\nVmHWM:")
	value, _, _ = strings.Cut(value, "kB")
	n, _ := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
	return n << 10
}

// descriptorsOf returns how many descriptors a process has open.
func descriptorsOf(pid int) (int64, error) {
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		return 0, nil // it has ended
	}
	return int64(len(open)), nil
}

// cpuOf returns how long a process has computed.
func cpuOf(pid int) (time.Duration, error) {
	fields := stat(pid)
	if len(fields) < 13 {
		return 0, nil // it has ended
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * tickTime, nil
}

// waitedOf returns how long the threads that a process has were ready to compute and
// had to wait for a processor; 0 on a kernel that does not count it.
func waitedOf(pid int) (sum time.Duration) {
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	for _, list := range lists {
		text, _ := os.ReadFile(list) // its thread may have ended
		if fields := strings.Fields(string(text)); len(fields) > 1 {
			wait, _ := strconv.ParseInt(fields[1], 10, 64)
			sum += time.Duration(wait)
		}
	}
	return sum
}
