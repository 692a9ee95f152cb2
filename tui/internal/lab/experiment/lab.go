// Package experiment is what a lab is made of: the claim that it tries, the programs
// that it starts, the figures that it measures and the verdict that it comes to.
//
// A lab is a value of type Lab in a file of its own. Its Run gets a Kit, starts programs
// with it, talks to them and returns an Outcome. All programs of a kit are stopped and
// its files removed when the lab is over, whatever happens.
package experiment

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/printable"
)

// Lab is a claim of the series and the experiment that tries it.
type Lab struct {
	Name   string   // as one types it, such as "two-sockets"; unique
	Title  string   // a few words, for lists: "two kinds of sockets"
	Part   int      // 1 to 6; 0: the guide
	Claims []string // their numbers, such as "2.2"
	Claim  string   // what the series says, in our words: a sentence or two

	// The learner predicts first: a question and two to four answers.
	Ask     string
	Choices []string

	Lesson string // where the claim is made: "part2-explained/README.md#the-listener"
	Code   Code   // the line that shows it

	// Builds are the programs that the lab starts, built before its time begins:
	// "part3-threads/server", or a naive program of the lab's own, which is a folder
	// of Go or a file in C below the part's folder naive: "lost-update", "gets.c".
	Builds []string
	Needs  []Need // what the machine must have; without it the lab is skipped
	// Prepare does what else takes long and is not measured. It may be nil.
	Prepare func(ctx context.Context, kit *Kit) error
	// Run is the experiment. It ends within ten seconds: then ctx is done. An error
	// means that it could not be made, not that the claim is wrong.
	Run func(ctx context.Context, kit *Kit) (Outcome, error)

	// Timed labs compare times and run alone; they may find the machine too noisy.
	Timed bool
	// Shows is the verdict on Linux. The test of the lab fails at any other.
	Shows Verdict
}

// Code is a line of the checkout: the one in which the text ends.
type Code struct {
	File string // from the root: "part2-explained/server/main.go"
	Text string // stands once in it
}

// ID returns the lab's part and name, as lists show it: "part2/two-sockets".
func (l Lab) ID() string {
	if l.Part == 0 {
		return "guide/" + l.Name
	}
	return fmt.Sprintf("part%d/%s", l.Part, l.Name)
}

// LinkedFrom reports whether the lesson of a part links the lab. A lab about the guide is
// linked from a lesson, too.
func (l Lab) LinkedFrom(stage course.Stage) bool {
	page, _, _ := strings.Cut(l.Lesson, "#")
	return page == stage.Lesson()
}

// Verdict is what an experiment says of the claim.
type Verdict string

const (
	// Holds: it is so, here and now.
	Holds Verdict = "holds"
	// Changed: it was so, or is so elsewhere, and is not so here and now.
	Changed Verdict = "changed"
	// Depends: it is so under conditions that the reason gives.
	Depends Verdict = "depends"
	// Noisy: the figures differ too much from one repetition to the next to tell.
	Noisy Verdict = "too noisy to tell"
	// Unseen: what the experiment is to show did not happen.
	Unseen Verdict = "not seen"
)

// Outcome is what an experiment has found.
type Outcome struct {
	Verdict Verdict  `json:"verdict"`
	Answer  int      `json:"answer"` // the choice that came true, from 0; -1: none
	Why     string   `json:"why"`    // one to three sentences: what was seen, and the reason
	Figures []Figure `json:"figures"`
	Picture *Picture `json:"picture,omitempty"`
}

// TooNoisy returns the outcome of an experiment whose figures do not agree.
func TooNoisy(figures ...Figure) Outcome {
	return Outcome{Verdict: Noisy, Answer: -1, Figures: figures,
		Why: "Repeated at once, the experiment gave figures that contradict each other. " +
			"Something else keeps this machine busy; run it again when that is over."}
}

// NotSeen returns the outcome of an experiment in which the effect did not happen.
func NotSeen(why string, figures ...Figure) Outcome {
	return Outcome{Verdict: Unseen, Answer: -1, Why: why, Figures: figures}
}

// Fits reports whether an outcome that was kept is one of this lab.
func (o Outcome) Fits(l Lab) bool {
	return slices.Contains([]Verdict{Holds, Changed, Depends, Noisy, Unseen}, o.Verdict) &&
		o.Answer >= -1 && o.Answer < len(l.Choices)
}

// MakePrintable makes the texts safe for a terminal and for one line: they quote programs.
func (o *Outcome) MakePrintable() {
	clean := func(text string) string { return printable.Text([]byte(text)) }
	o.Why = clean(o.Why)
	cleanFigures := func(figures []Figure) {
		for i, f := range figures {
			figures[i].Name, figures[i].Text = clean(f.Name), clean(f.Text)
		}
	}
	cleanFigures(o.Figures)
	if p := o.Picture; p != nil {
		p.Title = clean(p.Title)
		cleanFigures(p.Bars)
		for i, c := range p.Curves {
			p.Curves[i].Name, p.Curves[i].Most, p.Curves[i].Span = clean(c.Name), clean(c.Most), clean(c.Span)
		}
		for i, line := range p.Lines {
			p.Lines[i] = clean(line)
		}
	}
}
