package part3

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"wallsockets/tui/internal/bench/load"
	"wallsockets/tui/internal/bench/peer"
	"wallsockets/tui/internal/lab/experiment"
)

var race = experiment.Lab{
	Name: "race", Title: "threads, events and processes compared", Part: 3,
	Claims: []string{"3.5"},
	Claim: "A process for each client, by fork or by inetd, is simple. On some systems it is slow, but " +
		"not on Linux.",
	Ask: "Sixteen clients at a time connect, ask for ten words and disconnect, again and again. How many " +
		"does a server answer that starts a program for each client, compared with one that starts a thread?",
	Choices: []string{"Fewer: to start a program takes longer than to answer",
		"About as many: on Linux processes are cheap",
		"More: processes share nothing, so none waits for another"},
	Lesson: "part3-threads/README.md#try-this",
	Code: experiment.Code{File: "part3-threads/server/models_unix.go",
		Text: `"processes": serveProcesses`},
	Builds: []string{server},
	Needs:  []experiment.Need{experiment.Linux, experiment.Descriptors(2 * raceMost)},
	Timed:  true, Shows: experiment.Depends,
	Prepare: startRacers,
	Run:     seeRace,
}

const (
	raceWords  = 40_000                 // in the list
	raceRounds = 3                      // of each model in turn
	raceTime   = 100 * time.Millisecond // of each turn
	raceMost   = 256                    // clients at a time
	raceEnd    = time.Second            // before the end of the lab's time
)

// models are the peers that race.
var models = []string{peer.Threads, peer.Events, peer.Processes}

func startRacers(ctx context.Context, kit *experiment.Kit) error {
	return kit.StartPeers(ctx, raceWords, []string{server}, models...)
}

// seeRace has 16 clients ask each model in turn, which decides.
func seeRace(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	turns, err := takeTurns(ctx, kit, 16, raceRounds)
	if err != nil {
		return experiment.Outcome{}, err
	}
	var ratios []float64
	for i := range raceRounds {
		ratios = append(ratios, turns[0][i].Rate/turns[2][i].Rate)
	}
	figures, bars := speeds(turns, 16)
	figures = append(figures, experiment.Ratio("threads, compared with processes, 16 clients at a time",
		experiment.Median(ratios)))
	switch experiment.Clear(ratios, 1.5) {
	case 0:
		return experiment.TooNoisy(figures...), nil
	case -1:
		answer := 1
		if experiment.Clear(ratios, 1/1.5) < 0 {
			answer = 2
		}
		return experiment.Outcome{Verdict: experiment.Holds, Answer: answer, Figures: figures,
			Why: "The server that starts a program for each client was not clearly slower."}, nil
	}
	// A busy machine may have no time for all of the rest.
	end, _ := ctx.Deadline()
	soon, cancel := context.WithDeadline(ctx, end.Add(-raceEnd))
	defer cancel()
	more, err := seeMore(soon, kit)
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return experiment.Outcome{}, err
	}
	figures = append(figures, more...)
	return experiment.Outcome{Verdict: experiment.Depends, Answer: 0, Figures: figures,
		Picture: &experiment.Picture{Title: "Each server on one core", Bars: bars},
		Why: "It depends on what the process does first. Here it starts a program, as inetd does, and the " +
			"program maps its words, for each client again; threads and events start none. A server " +
			"in C that forks starts no program either: this lab does not measure it."}, nil
}

// seeMore returns figures of 1 and 256 clients at a time. With an error come
// those that there was time for.
func seeMore(ctx context.Context, kit *experiment.Kit) (figures []experiment.Figure, err error) {
	for _, clients := range []int{1, raceMost} {
		turns, err := takeTurns(ctx, kit, clients, 1)
		more, _ := speeds(turns, clients)
		figures = append(figures, more...)
		if err != nil {
			return figures, err
		}
	}
	return figures, nil
}

// takeTurns puts load on the models in turn and returns what was measured, by model.
func takeTurns(ctx context.Context, kit *experiment.Kit, clients, rounds int) (
	turns [3][]experiment.Turn, err error) {
	job := load.Job{Shape: load.Shape{Connections: clients, Words: 10, Depth: 1},
		Duration: raceTime, OneShot: true}
	for range rounds {
		for m, model := range models {
			kit.Say("ask %s, %s", model, atATime(clients))
			turn, err := kit.Take(ctx, model, job)
			if err != nil {
				return turns, err
			}
			turns[m] = append(turns[m], turn)
		}
	}
	return turns, nil
}

// atATime returns a number of clients for a sentence.
func atATime(clients int) string {
	if clients == 1 {
		return "1 client at a time"
	}
	return fmt.Sprintf("%d clients at a time", clients)
}

// speeds returns the figures of the turns with the median rate, and the rates alone.
func speeds(turns [3][]experiment.Turn, clients int) (figures, rates []experiment.Figure) {
	for m, all := range turns {
		if len(all) == 0 {
			continue
		}
		slices.SortFunc(all, func(a, b experiment.Turn) int { return cmp.Compare(a.Rate, b.Rate) })
		turn := all[len(all)/2]
		name := fmt.Sprintf("%s, %s", models[m], atATime(clients))
		rate := experiment.Rate(name, "requests", turn.Rate)
		figures = append(figures, rate)
		if len(all) > 1 { // a single turn is too short for the slowest
			figures = append(figures, experiment.Time("99% of requests within, "+name, turn.P99))
		}
		rates = append(rates, rate)
	}
	return figures, rates
}
