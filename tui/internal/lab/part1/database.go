package part1

import (
	"context"
	"fmt"
	"time"

	"wallsockets/tui/internal/bench/load"
	"wallsockets/tui/internal/bench/peer"
	"wallsockets/tui/internal/lab/experiment"
)

var database = experiment.Lab{
	Name: "database", Title: "a database query", Part: 1, Claims: []string{"1.1"},
	Claim: "A database query for the frequencies of a set of words is slow.",
	Ask: "SQLite runs inside the program that asks and needs no socket; the service has to be " +
		"asked through one. How long does SQLite take for 100 words, compared with the service?",
	Choices: []string{"less time: there is no socket", "about as long", "more than twice as long"},
	Lesson:  "part1-basic/README.md#the-idea",
	Code:    experiment.Code{File: "part3-threads/server/main.go", Text: "table, err := source.Load()"},
	Needs:   []experiment.Need{experiment.Linux},
	Prepare: startDatabase,
	Run:     compareDatabase,
	Timed:   true, Shows: experiment.Holds,
}

// sizes are how many words the queries have.
var sizes = []int{1, 10, 100}

// startDatabase starts and fills both, and has the load generator make its queries.
func startDatabase(ctx context.Context, kit *experiment.Kit) error {
	err := kit.StartPeers(ctx, 100_000, []string{"part5-unix/server"}, peer.Part5, peer.SQLite)
	for _, words := range sizes {
		if err == nil {
			_, _, err = askDatabase(ctx, kit, words, 1)
		}
	}
	return err
}

// compareDatabase asks both for one word and for many, on a connection that stays open.
func compareDatabase(ctx context.Context, kit *experiment.Kit) (
	experiment.Outcome, error) {
	var figures, bars []experiment.Figure
	var ratios []float64 // the last ones are those of 100 words
	for _, words := range sizes {
		kit.Say("ask both for %d words at a time", words)
		times, each, err := askDatabase(ctx, kit, words, 5)
		if err != nil {
			return experiment.Outcome{}, err
		}
		ratios = each
		name := fmt.Sprintf("words: %3d, ", words)
		bars = append(bars, seconds(name+"the service", times[0]), seconds(name+"SQLite", times[1]))
		figures = append(figures, experiment.Ratio(
			name+"SQLite's time to the service's", experiment.Median(ratios)))
	}
	figures = append(figures, bars...)
	outcome := experiment.Outcome{Verdict: experiment.Holds, Answer: 2, Figures: figures,
		Why: "For each word, SQLite runs a step of its statement and searches a tree from its root, and " +
			"its driver hands over a row. The service finds a word in its table in well under a " +
			"microsecond; its query costs little more than the way through the socket.",
		Picture: &experiment.Picture{Title: "The time of a query", Bars: bars}}
	switch {
	case experiment.Clear(ratios, 2) == 1:
		return outcome, nil
	case experiment.Clear(ratios, 2) == 0:
		return experiment.TooNoisy(figures...), nil
	}
	return experiment.NotSeen("SQLite should take more than twice as long for 100 words.", figures...), nil
}

// askDatabase asks both for that many words, in turns. It returns the seconds of a
// query, the service's and SQLite's, and the ratio of each repetition.
func askDatabase(ctx context.Context, kit *experiment.Kit, words, repetitions int) (
	times [2]float64, ratios []float64, _ error) {
	const turn = 40 * time.Millisecond
	var all [2][]float64
	for range repetitions {
		for i, name := range []string{peer.Part5, peer.SQLite} {
			t, err := kit.Take(ctx, name, load.Job{Duration: turn,
				Shape: load.Shape{Connections: 1, Words: words, Depth: 1}})
			if err != nil {
				return times, nil, err
			}
			all[i] = append(all[i], 1/t.Rate)
		}
		last := len(ratios)
		ratios = append(ratios, all[1][last]/all[0][last])
	}
	for i := range times {
		times[i] = experiment.Median(all[i])
	}
	return times, ratios, nil
}
