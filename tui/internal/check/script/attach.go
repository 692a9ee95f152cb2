package script

import (
	"errors"
	"fmt"
)

// ownStart are verbs that need a program that the checker starts, or files that only
// such a program uses. The verbs that only look at a program are skipped instead.
var ownStart = map[string]bool{"stop": true, "kill": true, "restart": true, "umask": true,
	"limit": true, "env": true, "listen": true, "write": true, "make-folder": true,
	"remove": true, "mode": true, "exists": true, "absent": true, "dial-loop": true}

// Attachable returns an error if the script cannot check a program that is running
// already. It can if it starts one program, once, and neither prepares nor ends it.
func (s *Script) Attachable() error {
	if s.Uses != nil {
		return errors.New("this exercise asks for predictions: write them into answers.txt")
	}
	starts := 0
	for _, step := range s.Steps {
		if a := hindrance(step.Actions, &starts); a != nil {
			return fmt.Errorf("this exercise cannot be checked with --attach: %s:%d: %s",
				s.Name, a.Line, a.Source)
		}
	}
	return nil
}

// hindrance returns the first action that --attach makes impossible, or nil. It counts
// the starts.
func hindrance(actions []Action, starts *int) *Action {
	for i := range actions {
		a := &actions[i]
		if a.Verb == "start" {
			*starts++
		}
		if ownStart[a.Verb] || *starts > 1 {
			return a
		}
		if inner := hindrance(a.Block, starts); inner != nil {
			return inner
		}
	}
	return nil
}
