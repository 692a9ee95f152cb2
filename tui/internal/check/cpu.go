package check

import (
	"fmt"
	"strconv"
	"time"

	"wallsockets/tui/internal/check/script"
)

// cpuWindows is how often at most the time for which cpu measures is prolonged.
const cpuWindows = 5

// cpu measures how long the program computes during a time.
func (sc *scope) cpu(a script.Action, name string) error {
	p, err := sc.needProgram(name)
	if err != nil {
		return err
	}
	text, err := sc.word(a, 0)
	if err != nil {
		return err
	}
	most, err := time.ParseDuration(text)
	if err != nil {
		return err
	}
	used, took, err := sc.cpuUsed(p.process.Pid(), most, a.Time)
	if err != nil || used <= most {
		return err
	}
	return &failure{problem: "cpu", value: strconv.FormatInt(used.Milliseconds(), 10),
		want: fmt.Sprintf("at most %v in %v", most, a.Time),
		text: fmt.Sprintf("The program computed for %v of %v.", used, took)}
}

// cpuUsed returns how long a process has computed, and during which time. On a busy
// machine even a loop without a pause gets little of a processor: while the process
// mostly waits for its turn, the time is prolonged.
func (sc *scope) cpuUsed(pid int, most, window time.Duration) (used, took time.Duration, err error) {
	before, err := cpuOf(pid)
	for range cpuWindows {
		waited := waitedOf(pid)
		sc.wait(window)
		took += window
		after, err := cpuOf(pid)
		used = after - before
		if err != nil || used > most || waitedOf(pid)-waited < window/2 {
			return used, took, err
		}
	}
	return used, took, err
}
