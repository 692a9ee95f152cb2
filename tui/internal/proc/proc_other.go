//go:build !linux

package proc

import (
	"bytes"
	"fmt"
	"os/exec"
	"time"
)

func Parent(int) int { return 0 }

// Family returns a program and what it has started, as ps lists it.
func Family(pid, _ int) []Process {
	list, err := exec.Command("ps", "-axo", "pid=,ppid=,rss=,stat=").Output()
	if err != nil {
		return nil
	}
	ours := map[int]bool{pid: true}
	var family []Process
	for line := range bytes.Lines(list) {
		var m Process
		var parent int
		var state string
		if n, _ := fmt.Sscan(string(line), &m.PID, &parent, &m.Memory, &state); n < 4 {
			continue
		}
		// ps lists parents before children, as a rule.
		if ours[m.PID] || ours[parent] {
			ours[m.PID] = true
			m.Memory <<= 10
			m.Zombie = state[0] == 'Z'
			family = append(family, m)
		}
	}
	return family
}

func Peak(int) int64                 { return 0 }
func Descriptors(int) (int64, error) { return 0, ErrNotHere }
func CPU(int) (time.Duration, error) { return 0, ErrNotHere }

// Resident returns nothing.
func Resident(int) (share, private int64) { return 0, 0 }

// Usages would have how long threads wait for a processor, which only Linux shows.
type Usages struct{}

func (Usages) Since([]int) (longest, computed time.Duration) { return 0, 0 }

// Sockets returns an error.
func Sockets(int) ([]Socket, error) { return nil, ErrNotHere }

// Connections returns nothing.
func Connections(string) []Connection { return nil }
