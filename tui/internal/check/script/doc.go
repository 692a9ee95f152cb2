// Package script reads check.txt, the conversation that an exercise is checked
// with. A check.txt is a txtar archive: its comment is the script, its files are
// fixtures. The page beside package check has the grammar.
//
// The package only reads. What the verbs do is in package check.
package script

import (
	"slices"
	"time"
)

// Script is a check.txt.
type Script struct {
	Name      string        // the file, for errors
	Arguments []Text        // of the learner's program; nil: the stage's address
	Run       []Text        // how a learner's folder is run; nil: by its files
	Uses      *Program      // a program of the series; nil: the learner's
	Patience  time.Duration // how long an expected event may take
	Total     time.Duration // how long the whole check may take
	Memory    int64         // bytes that the program's processes may hold
	See, Lab  string        // for findings that have none of their own
	Lets      []Action      // before the first step
	Causes    []Cause       // of every step
	Steps     []Step
	Files     map[string][]byte // fixtures
}

// AllCauses returns the causes of every step and of each one.
func (s *Script) AllCauses() []Cause {
	all := slices.Clone(s.Causes)
	for _, step := range s.Steps {
		all = append(all, step.Causes...)
	}
	return all
}

// Program is a server or client of the series, with its arguments.
type Program struct {
	Stage     string // "part2-explained"
	Name      string // "server"
	Arguments []Text
}

// Step is a group of actions that passes or fails as a whole.
type Step struct {
	Title   Text
	Line    int
	Actions []Action
	Causes  []Cause
}

// Action is a line of a step: a verb and what it needs.
type Action struct {
	Verb   string
	Line   int
	Source string        // the line
	Name   Text          // of a connection or program; nil: the only one
	Data   Text          // what to send or to expect
	Test   *Test         // what to expect of bytes
	Words  []Text        // other arguments, in the order of the grammar
	Time   time.Duration // a duration; 0: the script's patience
	Block  []Action
}

// Cause explains a failure: the first whose conditions all hold is reported.
type Cause struct {
	Name string // of the finding: "one-read"
	Line int
	If   []Condition
	Say  Text // what the program probably does
	Try  Text // what to do next
	See  string
	Lab  string
}

// Condition is about a fact of the failure.
type Condition struct {
	Fact string // "got", "end", …
	Test Test
}

// Test is about bytes or, for above and below, a number.
type Test struct {
	Not  bool
	Kind string // is, starts, ends, has, lacks, matches, empty, above, below
	Want Text
}
