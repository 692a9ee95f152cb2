package check

import (
	"context"
	"fmt"
	"runtime"
	"strconv"
	"time"

	"wallsockets/tui/internal/proc"
)

// watchTime is how often the programs' use of the machine is measured.
const watchTime = 50 * time.Millisecond

// watch watches the programs until the context ends: it kills one that exceeds a
// limit, stops the clock while they wait for a processor, and ends a run whose time
// is over.
func (r *run) watch(ctx context.Context) {
	tick := time.NewTicker(watchTime)
	defer tick.Stop()
	before, threads := time.Now(), new(proc.Usages)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		processes := r.measureAll()
		took := time.Since(before)
		before = before.Add(took)
		wait, computed := threads.Since(processes)
		// What is late here has had to wait as well.
		r.clock.stood(shareOfOthers(max(wait, took-watchTime), computed, took))
		if r.clock.passed(moment(r.script.Total)) {
			r.cancel()
		}
	}
}

// shareOfOthers returns the part of a wait for a processor that is not the program's own
// doing: in the time that has passed, its threads have computed for so long in all.
func shareOfOthers(wait, computed, passed time.Duration) time.Duration {
	own := float64(computed) / float64(passed) / float64(runtime.GOMAXPROCS(0))
	return time.Duration(float64(wait) * max(0, 1-own))
}

// measureAll measures the programs that run. It returns the processes for which the
// check waits: theirs and their supervisors.
func (r *run) measureAll() (all []int) {
	for _, p := range r.started() {
		if p.ended() {
			continue
		}
		family, f := r.measure(p)
		all = append(all, p.parent)
		for _, member := range family {
			all = append(all, member.PID)
		}
		if f == nil || r.exceeded() != nil {
			continue
		}
		r.mu.Lock()
		r.breach = f
		r.mu.Unlock()
		r.cancel() // nobody needs to wait for the program any more
		p.setKilled()
		kill(-p.process.Pid()) // its group
	}
	return all
}

// measure returns a program's processes, and the limit that it exceeds, or nil.
func (r *run) measure(p *program) ([]proc.Process, *failure) {
	family := proc.Family(p.process.Pid(), p.parent)
	var held int64
	for _, member := range family {
		held += member.Memory
	}
	p.mu.Lock()
	p.peak = max(p.peak, held)
	p.mu.Unlock()
	switch {
	case p.output.floods():
		return family, &failure{problem: "floods", text: fmt.Sprintf(
			"The program has printed more than %d MiB.", maxOutput>>20)}
	case held > r.script.Memory:
		return family, &failure{problem: "memory", value: strconv.FormatInt(held, 10),
			text: fmt.Sprintf("The program's memory grew to %d MiB; %d MiB are the limit.",
				held>>20, r.script.Memory>>20)}
	case len(family) > proc.MaxFamily:
		return family, &failure{problem: "processes", value: strconv.Itoa(len(family)),
			text: fmt.Sprintf("The program has started more than %d processes.", proc.MaxFamily)}
	}
	return family, nil
}

// exceeded returns the limit that a program has exceeded, or nil. Each caller gets a
// failure of its own: actions that run at once complete it with their place.
func (r *run) exceeded() *failure {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.breach == nil {
		return nil
	}
	own := *r.breach
	return &own
}
