package check

import (
	"slices"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/wire"
)

// The states of a step.
const (
	Passed     = "passed"
	Failed     = "failed"
	Skipped    = "skipped"     // this system, or --attach, cannot show it
	NotReached = "not reached" // an earlier step failed
)

// Report is what a check has found.
type Report struct {
	Exercise string   `json:"exercise"` // "3.2"
	Title    string   `json:"title"`
	Passed   bool     `json:"passed"` // no step failed, and --attach has skipped none
	Seed     uint64   `json:"seed"`
	Program  string   `json:"program"` // the command line, or what was attached to
	Millis   int64    `json:"ms"`      // how long it took, without the build
	Steps    []Step   `json:"steps"`
	Finding  *Finding `json:"finding,omitempty"` // of the failed step
	Error    string   `json:"error,omitempty"`   // why the check could not run
	InScript int      `json:"-"`                 // steps of the script; Steps may have others
}

// FindingName returns the name of the finding, or "".
func (r Report) FindingName() string {
	if r.Finding == nil {
		return ""
	}
	return r.Finding.Name
}

// Partly reports whether no step failed, but some were skipped because the program was
// not started by the checker: nobody knows whether it would pass.
func (r Report) Partly() bool {
	return !r.Passed && r.Finding == nil && r.Error == "" && len(r.Steps) > 0
}

// skippedByAttach reports whether a step could not be done because of --attach.
func (r Report) skippedByAttach() bool {
	return slices.ContainsFunc(r.Steps, func(s Step) bool { return s.Reason == attached })
}

// NotStarted returns the report of an exercise for which there is no program.
func (c *Checker) NotStarted(e course.Exercise, seed uint64) Report {
	const step = "there is a program"
	inScript := 0
	if text, err := Load(c.root, e); err == nil {
		inScript = len(text.Steps)
	}
	return Report{InScript: inScript, Exercise: e.ID(), Title: e.Title, Seed: seed,
		Steps: []Step{{Title: step, State: Failed}},
		Finding: &Finding{Name: "not-started", Step: step, Happened: "There is no program yet.",
			Cause: "The exercise has not been started.",
			Next:  "go run ./tui start " + e.ID()}}
}

// Step is what became of a step of the script.
type Step struct {
	Title  string `json:"title"` // what the program must do
	State  string `json:"state"`
	Reason string `json:"reason,omitempty"` // why it was skipped
	Millis int64  `json:"ms"`
}

// Mark returns the sign of the step's state; the words follow where they matter.
func (s Step) Mark() string {
	return map[string]string{Passed: "✓", Failed: "✗", Skipped: "–", NotReached: "·"}[s.State]
}

// Finding is what is wrong with a program. All texts are printable; bytes are
// quoted as printable.Quote does.
type Finding struct {
	Name     string   `json:"name"` // "one-read"
	Step     string   `json:"step"`
	Place    string   `json:"place"` // in check.txt: "part1-basic/…/check.txt:12"
	Line     string   `json:"line"`  // the line there
	Happened string   `json:"happened"`
	Sent     string   `json:"sent,omitempty"` // before, in its pieces: "\"the \", then \"fox\""
	Want     string   `json:"want,omitempty"`
	Got      string   `json:"got,omitempty"`
	Cause    string   `json:"cause"` // what the program probably does; "": Happened says it
	Next     string   `json:"next"`  // what to try
	Lesson   string   `json:"lesson,omitempty"`
	Lab      string   `json:"lab,omitempty"`
	Output   []string `json:"output,omitempty"` // the last lines that it printed
	Errors   []string `json:"errors,omitempty"`

	WantBytes []byte       `json:"-"` // nil if a test and not bytes was expected
	GotBytes  []byte       `json:"-"`
	Conn      int          `json:"conn,omitempty"` // the failed one in Events
	Events    []wire.Event `json:"-"`              // the conversation
}

// took returns a time in milliseconds.
func took(since time.Time) int64 { return time.Since(since).Milliseconds() }
