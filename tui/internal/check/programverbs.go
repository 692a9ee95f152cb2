package check

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"wallsockets/tui/internal/check/script"
	"wallsockets/tui/internal/proc"
)

func (sc *scope) startProgram(_ script.Action, name string) error { return sc.start(name) }

func (sc *scope) stopProgram(_ script.Action, name string) error {
	p, err := sc.needProgram(name)
	if err != nil {
		return err
	}
	return sc.run.stop(p)
}

// killProgram sends SIGKILL to the program and waits until it has ended.
func (sc *scope) killProgram(_ script.Action, name string) error {
	p, err := sc.needProgram(name)
	if err != nil {
		return err
	}
	kill(p.process.Pid())
	begun := time.Now()
	<-p.process.Done()
	sc.run.clock.stood(time.Since(begun))
	return nil
}

// restartProgram kills the program and starts it again.
func (sc *scope) restartProgram(a script.Action, name string) error {
	if err := sc.killProgram(a, name); err != nil {
		return err
	}
	return sc.start(name)
}

// dying is how long a program may live on after what ends it: one that panics closes
// its connections first, and prints the stacks of its threads before it exits.
const dying = 250 * time.Millisecond

// alive fails if the program has ended or is about to.
func (sc *scope) alive(_ script.Action, name string) error {
	p, err := sc.needProgram(name)
	if err != nil {
		return err
	}
	clock := &sc.run.clock
	if !clock.await(p.process.Done(), clock.in(dying)) && !p.ended() {
		return nil
	}
	return &failure{problem: "ended", value: p.exitState(),
		text: fmt.Sprintf("The program has ended (%s).", p.process.Ended())}
}

func (sc *scope) signal(a script.Action, name string) error {
	p, err := sc.needProgram(name)
	if err != nil {
		return err
	}
	signal, err := sc.word(a, 0)
	if err != nil {
		return err
	}
	if p.ended() {
		return sc.alive(a, name)
	}
	return sendSignal(p.process.Pid(), signal)
}

// exit waits for the program's end and compares how it ended: an exit code, a
// signal such as SIGPIPE, "any", or "failure" for any code but 0.
func (sc *scope) exit(a script.Action, name string) error {
	p, err := sc.needProgram(name)
	if err != nil {
		return err
	}
	want, err := sc.word(a, 0)
	if err != nil {
		return err
	}
	if !sc.run.clock.await(p.process.Done(), sc.until(a.Time)) {
		return &failure{problem: "not-ending", end: timeout, value: "running",
			text: "The program has not ended.", want: endInWords(want)}
	}
	got := p.exitState()
	_, err = strconv.Atoi(got)
	code := err == nil
	if got == want || want == "any" || want == "failure" && code && got != "0" {
		return nil
	}
	return &failure{problem: "exit-code", value: got, want: endInWords(want),
		text: fmt.Sprintf("The program ended: %s.", p.process.Ended())}
}

// endInWords says which end exit expects.
func endInWords(want string) string {
	switch {
	case want == "any":
		return "that it ends"
	case want == "failure":
		return "that it ends with an exit code other than 0"
	case strings.HasPrefix(want, "SIG"):
		return "that " + want + " ends it"
	}
	return "that it ends with exit code " + want
}

func (sc *scope) typeLine(a script.Action, name string) error {
	p, err := sc.needProgram(name)
	if err != nil {
		return err
	}
	data, err := sc.expand(a.Data)
	if err != nil {
		return err
	}
	return sc.run.typed(p, p.process.Write(strings.TrimSuffix(data, "\n")))
}

// typed returns the failure of a line that could not be typed to a program, or nil.
func (r *run) typed(p *program, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &failure{problem: "not-reading", text: "The program does not read its input."}
	case r.clock.await(p.process.Done(), r.clock.in(endTime)): // its input ends before it does
		const text = "The program had ended (%s) before this line was typed."
		if !r.isUp(p) {
			return p.endedEarly("ended", text)
		}
		return &failure{problem: "ended", value: p.exitState(),
			text: fmt.Sprintf(text, p.process.Ended())}
	}
	return &failure{problem: "not-reading", text: "The program has closed its input."}
}

func (sc *scope) endInput(_ script.Action, name string) error {
	p, err := sc.needProgram(name)
	if err == nil {
		_ = p.process.CloseStdin() // it fails if the program has ended
	}
	return err
}

// printed waits until what the program prints passes a test: all of standard
// output or standard error, or one line of either.
func (sc *scope) printed(a script.Action, name string) error {
	p, err := sc.needProgram(name)
	if err != nil {
		return err
	}
	want, err := sc.expand(a.Test.Want)
	if err != nil {
		return err
	}
	until := sc.untilUp(sc.run.isUp(p), a.Time)
	for last := false; ; {
		changed := p.output.wait()
		ok, got, err := p.prints(a, want)
		switch {
		case ok || err != nil:
			return err
		case last:
			f := &failure{problem: "output", want: describe(*a.Test, want), got: got, hasGot: true,
				text: "The program printed something else."}
			if len(got) == 0 {
				f.text = "The program printed nothing there."
			}
			if a.Test.Kind == "is" && !a.Test.Not {
				f.bytes = []byte(want)
			}
			return f
		}
		select {
		case <-changed:
		case <-p.process.Done():
			last = true
		case <-time.After(sc.run.clock.left(until)):
			last = sc.run.clock.passed(until)
		}
	}
}

// prints reports whether what was printed passes, and returns it.
func (p *program) prints(a script.Action, want string) (bool, []byte, error) {
	text := p.output.text(stdout)
	if a.Verb == "errors" {
		text = p.output.text(stderr)
	}
	if a.Verb != "a-line" {
		ok, err := passes(*a.Test, text, want)
		return ok, text, err
	}
	text = append(text, p.output.text(stderr)...)
	for line := range bytes.Lines(text) {
		ok, err := passes(*a.Test, bytes.TrimSuffix(line, []byte{'\n'}), want)
		if ok || err != nil {
			return ok, text, err
		}
	}
	return false, text, nil
}

func (sc *scope) umask(a script.Action, _ string) (err error) {
	sc.run.next.umask, err = sc.word(a, 0)
	return err
}

func (sc *scope) limit(a script.Action, _ string) (err error) {
	n, err := sc.number(a, 0)
	sc.run.next.descriptors = strconv.FormatInt(n, 10)
	return err
}

func (sc *scope) env(a script.Action, _ string) error {
	name, err := sc.word(a, 0)
	value, err2 := sc.expand(a.Data)
	sc.run.next.env = append(sc.run.next.env, name+"="+value)
	return errors.Join(err, err2)
}

// number returns the n-th argument as a number.
func (sc *scope) number(a script.Action, n int) (int64, error) {
	word, err := sc.word(a, n)
	if err != nil {
		return 0, err
	}
	value, err := strconv.ParseInt(word, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("want a number, got %q", word)
	}
	return value, nil
}

func (sc *scope) countDescriptors(_ script.Action, name string) error {
	p, err := sc.needProgram(name)
	if err != nil {
		return err
	}
	n, err := proc.Descriptors(p.process.Pid())
	sc.vars["descriptors"] = strconv.FormatInt(n, 10)
	return err
}

// memory judges the most that the program's processes held at a time.
func (sc *scope) memory(a script.Action, name string) error {
	p, err := sc.needProgram(name)
	if err != nil {
		return err
	}
	most, err := sc.number(a, 0)
	if err != nil {
		return err
	}
	_, _ = sc.run.measure(p) // notes the peak
	p.mu.Lock()
	held := max(p.peak, proc.Peak(p.process.Pid()))
	p.mu.Unlock()
	if held <= most {
		return nil
	}
	return &failure{problem: "memory", value: strconv.FormatInt(held, 10),
		want: fmt.Sprintf("at most %d KiB", most>>10),
		text: fmt.Sprintf("The program's memory grew to %d KiB.", held>>10)}
}

// atMost waits until a measure is at most the action's number.
func (sc *scope) atMost(a script.Action, name, problem, what string,
	measure func(p *program) (int64, error)) error {
	p, err := sc.needProgram(name)
	if err != nil {
		return err
	}
	most, err := sc.number(a, 0)
	if err != nil {
		return err
	}
	until := sc.until(a.Time)
	for {
		n, err := measure(p)
		if err != nil || n <= most {
			return err
		}
		if sc.run.clock.passed(until) {
			return &failure{problem: problem, value: strconv.FormatInt(n, 10),
				want: fmt.Sprintf("at most %d", most),
				text: fmt.Sprintf("The program has %d %s.", n, what)}
		}
		time.Sleep(retryTime)
	}
}

func (sc *scope) descriptors(a script.Action, name string) error {
	return sc.atMost(a, name, "descriptors", "open descriptors", func(p *program) (int64, error) {
		return proc.Descriptors(p.process.Pid())
	})
}

func (sc *scope) processes(a script.Action, name string) error {
	return sc.atMost(a, name, "processes", "processes", func(p *program) (int64, error) {
		return int64(len(proc.Family(p.process.Pid(), p.parent))), nil
	})
}

func (sc *scope) zombies(a script.Action, name string) error {
	return sc.atMost(a, name, "zombies", "zombies", func(p *program) (n int64, err error) {
		for _, member := range proc.Family(p.process.Pid(), p.parent) {
			if member.Zombie && member.PID != p.process.Pid() {
				n++
			}
		}
		return n, nil
	})
}

// wait lets a time pass, as the script asks for.
func (sc *scope) wait(d time.Duration) {
	sc.run.clock.await(sc.run.ctx.Done(), sc.run.clock.in(d))
}
