package part3

import (
	"context"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
)

var mapWrites = experiment.Lab{
	Name: "map-writes", Title: "writing to one map at once", Part: 3,
	Claim: "What threads change needs a lock: two threads at once can lose a count or ruin the map.",
	Ask: "Eight goroutines of a program in Go change the same map without a lock. Each would recover " +
		"from a panic. What happens?",
	Choices: []string{"The program ends, and no goroutine recovers",
		"One goroutine panics and recovers, and the others go on",
		"Counts are lost, and nothing else happens"},
	Lesson: "part3-threads/README.md#the-code-that-carries-it",
	Code:   experiment.Code{File: "part3-threads/frequency/tally.go", Text: "mu    sync.Mutex"},
	Builds: []string{"map-writes"},
	Shows:  experiment.Holds,
	Run:    seeMapWrites,
}

// seeMapWrites runs the program until the runtime notices what it does.
func seeMapWrites(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	kit.Say("write to a map with goroutines, without a lock")
	p, text, err := kit.Run(ctx, "map-writes")
	if err != nil {
		return experiment.Outcome{}, err
	}
	first, _, _ := strings.Cut(text, "\n")
	recovered := strings.Count(text, "recovered:")
	figures := []experiment.Figure{
		experiment.Word("the first line that the program prints", first),
		experiment.Word("the program ends with", p.Ended()),
		experiment.Number("goroutines that recovered", recovered)}
	if !strings.HasPrefix(first, "fatal error: concurrent map ") || recovered > 0 || p.ExitCode() == 0 {
		return experiment.NotSeen("Two goroutines that write at once should end the program. With a "+
			"single processor core they seldom do.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 0, Figures: figures,
		Why: "A map notes that it is being written. A goroutine that finds this note of another one " +
			"ends the program with a fatal error. That is not a panic: no deferred function runs. The " +
			"runtime does not find every such fault, only those where two goroutines meet."}, nil
}
