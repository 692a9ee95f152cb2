package part3

import (
	"context"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
)

var mapWrites = experiment.Lab{
	Name: "map-writes", Title: "writing to one map at once", Part: 3,
	Claims: []string{"3.7", "3.11"},
	Claim: "Data that threads share must be synchronised: without a lock they can ruin it, " +
		"and with it the server.",
	Ask: "Goroutines change one map without a lock. Each would recover from a panic. What happens?",
	Choices: []string{"The goroutine that is caught recovers, and the others go on",
		"The program ends, and no recover is asked",
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
		experiment.Word("its first line", first),
		experiment.Word("it ends with", p.Ended()),
		experiment.Number("goroutines that recovered", recovered)}
	if !strings.HasPrefix(first, "fatal error: concurrent map ") || recovered > 0 || p.ExitCode() == 0 {
		return experiment.NotSeen("Two goroutines that write at once should end the program. With a "+
			"single processor core they seldom do.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 1, Figures: figures,
		Why: "A map notes that it is being written. A goroutine that finds this note of another one " +
			"calls the runtime's fatal, which is no panic: the map may be ruined, so no deferred " +
			"function runs and the process ends with exit code 2. The runtime promises no more than a try: " +
			"where goroutines seldom meet, such a fault can stay unseen for years."}, nil
}
