package check

import (
	"errors"
	"fmt"
	"time"

	"wallsockets/tui/internal/check/script"
	"wallsockets/tui/internal/proc"
)

// action does what a verb of the script says. The name is that of a connection or
// program, "" for the only one.
type action func(sc *scope, a script.Action, name string) error

// actions has what each verb does. It is filled when the package starts, because
// blocks lead back to it.
var actions map[string]action

func init() {
	actions = map[string]action{
		"start":       (*scope).startProgram,
		"stop":        (*scope).stopProgram,
		"kill":        (*scope).killProgram,
		"restart":     (*scope).restartProgram,
		"alive":       (*scope).alive,
		"signal":      (*scope).signal,
		"exit":        (*scope).exit,
		"type":        (*scope).typeLine,
		"end-input":   (*scope).endInput,
		"output":      (*scope).printed,
		"errors":      (*scope).printed,
		"a-line":      (*scope).printed,
		"umask":       (*scope).umask,
		"limit":       (*scope).limit,
		"env":         (*scope).env,
		"count":       (*scope).countDescriptors,
		"memory":      (*scope).memory,
		"descriptors": (*scope).descriptors,
		"processes":   (*scope).processes,
		"zombies":     (*scope).zombies,
		"cpu":         (*scope).cpu,

		"connect":      (*scope).connect,
		"listen":       (*scope).listen,
		"accept":       (*scope).accept,
		"send":         (*scope).send,
		"drip":         (*scope).drip,
		"flood":        (*scope).flood,
		"half-close":   (*scope).halfClose,
		"close":        (*scope).close,
		"reset":        (*scope).reset,
		"expect":       (*scope).expect,
		"expect-line":  (*scope).expectLine,
		"expect-rest":  (*scope).expectRest,
		"expect-end":   (*scope).expectEnd,
		"expect-reset": (*scope).expectReset,
		"silent":       (*scope).silent,

		"try":     (*scope).tryConnect,
		"observe": (*scope).observe,
		"predict": (*scope).predict,

		"pause":  (*scope).pause,
		"at":     (*scope).atOnce,
		"repeat": (*scope).repeat,
		"cuts":   (*scope).cuts,
		"within": (*scope).within,

		"let":         (*scope).let,
		"write":       (*scope).writeFile,
		"make-folder": (*scope).makeFolder,
		"remove":      (*scope).removeFile,
		"mode":        (*scope).mode,
		"exists":      (*scope).exists,
		"absent":      (*scope).absent,
		"dial-loop":   (*scope).dialLoop,
		"nobody-in":   (*scope).nobodyIn,
	}
}

// word returns the n-th argument of an action.
func (sc *scope) word(a script.Action, n int) (string, error) {
	return sc.expand(a.Words[n])
}

// conn returns the connection with that name; without a name, the last one.
func (sc *scope) conn(name string) (*conn, error) {
	if name == "" {
		name = sc.last
	}
	c := sc.conns[name]
	if c == nil {
		return nil, fmt.Errorf("there is no connection %q; connect first", name)
	}
	return c, nil
}

// needProgram returns a program that the checker has started.
func (sc *scope) needProgram(name string) (*program, error) {
	if sc.run.submitted.attach != "" {
		return nil, skip{attached}
	}
	p := sc.run.program(name)
	if p == nil {
		return nil, fmt.Errorf("there is no program %q; start it first", name)
	}
	return p, nil
}

// until returns when an action must be done that may take d. If d is 0, it has the time
// of the block that it stands in, or the script's patience.
func (sc *scope) until(d time.Duration) moment {
	end := moment(sc.run.script.Total)
	if sc.deadline != 0 {
		end = min(end, sc.deadline)
		if d == 0 {
			return end
		}
	}
	if d == 0 {
		d = sc.run.script.Patience
	}
	return min(end, sc.run.clock.in(d))
}

// untilUp returns the same for an action that a program can only do once it is up:
// its start has time of its own.
func (sc *scope) untilUp(up bool, d time.Duration) moment {
	if d == 0 && !up {
		d = max(sc.run.script.Patience, startTime)
	}
	return sc.until(d)
}

// doAll does actions in their order, up to the first that fails.
func (sc *scope) doAll(actions []script.Action) error {
	for _, a := range actions {
		if err := sc.do(a); err != nil {
			return err
		}
	}
	return nil
}

// do does one action. An error other than a failure or a skip gets the place.
func (sc *scope) do(a script.Action) error {
	if sc.run.ctx.Err() != nil {
		return sc.tookTooLong(a)
	}
	name, err := sc.expand(a.Name)
	if err == nil {
		err = actions[a.Verb](sc, a, name)
	}
	if errors.Is(err, proc.ErrNotHere) {
		err = skip{err.Error()}
	}
	var failed *failure
	var skipped skip
	switch {
	case err == nil:
		return nil
	case errors.As(err, &failed) && sc.run.clock.passed(moment(sc.run.script.Total)):
		return sc.tookTooLong(a) // which says nothing of what the action waited for
	case errors.As(err, &failed):
		if failed.action.Verb == "" {
			failed.action = a
		}
		return failed
	case errors.As(err, &skipped), errors.Is(err, errPortTaken):
		return err
	}
	return fmt.Errorf("%s:%d: %w", sc.run.script.Name, a.Line, err)
}

// tookTooLong is the failure of the action at which the script's total time is over.
func (sc *scope) tookTooLong(a script.Action) *failure {
	return &failure{action: a, problem: "time", end: timeout,
		text: fmt.Sprintf("The check was not done after %v.", sc.run.script.Total)}
}
