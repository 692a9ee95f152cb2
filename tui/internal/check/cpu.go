package check

import (
	"fmt"
	"strconv"
	"time"

	"wallsockets/tui/internal/check/script"
	"wallsockets/tui/internal/proc"
)

// busyTimes is how often at most cpu measures on a busy machine.
const busyTimes = 5

// cpu measures how long the program computes during a time. On a busy machine even a
// loop without a pause gets little of a processor. For as long as the program has to
// wait for one the run's clock stands still, and the time is longer; but of a loop that
// goes from thread to thread, as Go's do, the clock sees only the longest wait. So cpu
// measures again as long as a thread has waited for much of the time.
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
	before, err := proc.CPU(p.process.Pid())
	if err != nil {
		return err
	}
	threads := new(proc.Usages)
	threads.Since([]int{p.process.Pid()})
	for range busyTimes {
		sc.wait(a.Time)
		after, err := proc.CPU(p.process.Pid())
		if err != nil {
			return err
		}
		if used := after - before; used > most {
			return &failure{problem: "cpu", value: strconv.FormatInt(used.Milliseconds(), 10),
				want: fmt.Sprintf("at most %v in %v", most, a.Time),
				text: fmt.Sprintf("The program computed for %v of %v.", used, a.Time)}
		}
		if waited, _ := threads.Since([]int{p.process.Pid()}); waited < a.Time/10 {
			break
		}
	}
	return nil
}
