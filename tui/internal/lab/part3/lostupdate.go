package part3

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"wallsockets/tui/internal/lab/experiment"
)

var lostUpdate = experiment.Lab{
	Name: "lost-update", Title: "additions that get lost", Part: 3,
	Claims: []string{"3.7", "3.11"},
	Claim: "Threads share all memory, which is their blessing and their curse: shared data must be " +
		"synchronised.",
	Ask: "Eight goroutines add 1 to the same variable, each 200,000 times, without a lock. What is " +
		"its value at the end?",
	Choices: []string{"1,600,000: one addition is a single step of the processor",
		"less: some additions are lost",
		"no value: the program crashes"},
	Lesson: "part3-threads/README.md#the-code-that-carries-it",
	Code:   experiment.Code{File: "part3-threads/frequency/tally.go", Text: "t.asked[string(word)]++"},
	Builds: []string{"lost-update", server},
	Shows:  experiment.Holds,
	Run:    seeLostUpdate,
}

// seeLostUpdate counts in three ways, and has part 3's server count what clients ask for.
func seeLostUpdate(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	kit.Say("count without a lock, with a mutex, and atomically")
	c, err := countOnce(ctx, kit)
	if err != nil {
		return experiment.Outcome{}, err
	}
	kit.Say("have part 3's server count the words of %d clients", askers)
	asked, tallied, err := countWords(ctx, kit)
	if err != nil {
		return experiment.Outcome{}, err
	}
	figures := []experiment.Figure{
		experiment.Number("additions in a round", c.asked),
		experiment.Number(map[bool]string{false: "rounds without a lost addition",
			true: "rounds until an addition was lost"}[c.bare < c.asked], c.rounds),
		experiment.Number("counted without a lock, in the last round", c.bare),
		experiment.Number("lost in that round", c.asked-c.bare),
		experiment.Number("counted with a mutex", c.mutex),
		experiment.Number("counted atomically", c.atomic),
		experiment.Number("words that clients asked part 3's server for", asked),
		experiment.Number("counted there, with a mutex", tallied)}
	if c.bare >= c.asked || c.mutex != c.asked || c.atomic != c.asked || tallied != asked {
		return experiment.NotSeen("Without a lock additions should be lost, and with one none. With "+
			"a single processor core they seldom are.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 1, Figures: figures,
		Picture: &experiment.Picture{Title: "Counted", Bars: []experiment.Figure{
			experiment.Number("without a lock", c.bare), experiment.Number("with a mutex", c.mutex),
			experiment.Number("atomically", c.atomic)}},
		Why: "An addition is three steps: read, add, write. Two threads that read the same value write " +
			"the same sum, and one of the two additions is lost; nothing reports it. Even a single " +
			"instruction, such as ADD to memory on x86, is not atomic across cores without LOCK. A " +
			"mutex lets one goroutine at a time do the three steps; an atomic addition is one step."}, nil
}

// counts is what the naive program prints.
type counts struct{ asked, rounds, bare, mutex, atomic int }

// countOnce runs the naive program.
func countOnce(ctx context.Context, kit *experiment.Kit) (c counts, err error) {
	_, text, err := kit.Run(ctx, "lost-update")
	if err != nil {
		return c, err
	}
	if _, err := fmt.Sscanf(text, "asked %d\nrounds %d\nbare %d\nmutex %d\natomic %d\n",
		&c.asked, &c.rounds, &c.bare, &c.mutex, &c.atomic); err != nil {
		return c, fmt.Errorf("the program prints %q: %w", text, err)
	}
	return c, nil
}

const (
	askers    = 8    // clients of part 3's server at the same time
	questions = 5    // of each, one after the other
	lineWords = 2000 // in a question, all the same
)

// countWords has clients ask part 3's server for one word, and returns how often they did
// and how often the server says they did when it ends.
func countWords(ctx context.Context, kit *experiment.Kit) (asked, tallied int, err error) {
	s, err := kit.Serve(ctx, server, "0")
	if err != nil {
		return 0, 0, err
	}
	var all sync.WaitGroup
	failures := make([]error, askers)
	for i := range askers {
		all.Go(func() {
			for range questions {
				_, _, err := s.Ask(ctx, strings.Repeat("a ", lineWords)+"\n")
				failures[i] = errors.Join(failures[i], err)
			}
		})
	}
	all.Wait()
	s.Stop()
	_, most, _ := strings.Cut(experiment.Printed(s.Process), "most asked: ")
	if _, err := fmt.Sscanf(most, "a %d", &tallied); err != nil {
		failures = append(failures, fmt.Errorf("part 3's server prints %q as most asked", most))
	}
	return askers * questions * lineWords, tallied, errors.Join(failures...)
}
