//go:build !linux

package check

import (
	"bytes"
	"fmt"
	"os/exec"
	"time"
)

// member is a process of a program.
type member struct {
	pid    int
	memory int64 // bytes
	zombie bool
}

// errNotHere skips a step that needs what only Linux shows.
var errNotHere = skip{"only Linux shows this"}

func parentOf(int) int { return 0 }

// familyOf returns a program and what it has started, as ps lists it.
func familyOf(pid, _ int) []member {
	list, err := exec.Command("ps", "-axo", "pid=,ppid=,rss=,stat=").Output()
	if err != nil {
		return nil
	}
	ours := map[int]bool{pid: true}
	var family []member
	for line := range bytes.Lines(list) {
		var m member
		var parent int
		var state string
		if n, _ := fmt.Sscan(string(line), &m.pid, &parent, &m.memory, &state); n < 4 {
			continue
		}
		// ps lists parents before children, as a rule.
		if ours[m.pid] || ours[parent] {
			ours[m.pid] = true
			m.memory <<= 10
			m.zombie = state[0] == 'Z'
			family = append(family, m)
		}
	}
	return family
}

func peakOf(int) int64                 { return 0 }
func descriptorsOf(int) (int64, error) { return 0, errNotHere }
func cpuOf(int) (time.Duration, error) { return 0, errNotHere }

// usages would have how long threads wait for a processor, which only Linux shows.
type usages struct{}

func (usages) since([]int) (longest, computed time.Duration) { return 0, 0 }
