package check

import (
	"fmt"
	"strconv"
	"time"

	"wallsockets/tui/internal/check/script"
	"wallsockets/tui/internal/proc"
)

// cpu measures how long the program computes during a time. On a busy machine even a
// loop without a pause gets little of a processor; but then the run's clock stands
// still, and the time is longer.
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
	sc.wait(a.Time)
	after, err := proc.CPU(p.process.Pid())
	used := after - before
	if err != nil || used <= most {
		return err
	}
	return &failure{problem: "cpu", value: strconv.FormatInt(used.Milliseconds(), 10),
		want: fmt.Sprintf("at most %v in %v", most, a.Time),
		text: fmt.Sprintf("The program computed for %v of %v.", used, a.Time)}
}
