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
	Ask: "Two programs look up words in the same list of 100,000: part 5's server, which is asked through a " +
		"unix socket, and SQLite, a database that runs inside the program that asks. How long does SQLite take " +
		"for 100 words, compared with the server?",
	Choices: []string{"more than twice as long", "about as long", "less time: it needs no socket"},
	Lesson:  "part1-basic/README.md#the-idea",
	Code:    experiment.Code{File: "part3-threads/server/main.go", Text: "table, err := source.Load()"},
	Needs:   []experiment.Need{experiment.Linux},
	Prepare: startDatabase,
	Run:     compareDatabase,
	Timed:   true, Shows: experiment.Depends,
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
	ratios := make(map[int][]float64) // SQLite's time to the server's, by the words
	for _, words := range sizes {
		name := "1 word"
		if words > 1 {
			name = fmt.Sprintf("%d words", words)
		}
		kit.Say("ask both for %s at a time", name)
		times, each, err := askDatabase(ctx, kit, words, 5)
		if err != nil {
			return experiment.Outcome{}, err
		}
		ratios[words] = each
		bars = append(bars, seconds(name+", the server", times[0]), seconds(name+", SQLite", times[1]))
		figures = append(figures, experiment.Ratio(name+", SQLite to the server", experiment.Median(each)))
	}
	return judgeDatabase(ratios, append(figures, bars...), bars), nil
}

// judgeDatabase comes to the verdict.
func judgeDatabase(ratios map[int][]float64, figures, bars []experiment.Figure) experiment.Outcome {
	one, many := ratios[sizes[0]], ratios[sizes[len(sizes)-1]]
	o := experiment.Outcome{Verdict: experiment.Depends, Figures: figures,
		Picture: &experiment.Picture{Title: "The time of a query", Bars: bars}}
	switch {
	case experiment.Clear(many, 2) == 1:
		o.Why = fmt.Sprintf("How slow depends on the number of words: for 100, SQLite took %s as long as the server, "+
			"for one %s as long.", medianText(many), medianText(one))
	case experiment.Clear(many, 2) == 0:
		return experiment.TooNoisy(figures...)
	case experiment.Median(many) >= 0.8:
		o.Verdict, o.Answer, o.Why = experiment.Changed, 1, "SQLite was about as fast, even for 100 words."
	default:
		o.Verdict, o.Answer, o.Why = experiment.Changed, 2, "SQLite was faster, even for 100 words."
	}
	o.Why += " This was SQLite translated from C to Go, and it ran inside the program that asked. SQLite in C, " +
		"or a database that runs as a server, may be faster or slower."
	return o
}

// medianText returns the median of ratios for a sentence.
func medianText(ratios []float64) string { return experiment.Ratio("", experiment.Median(ratios)).Text }

// askDatabase asks both for that many words, in turns. It returns the seconds of a
// query, the server's and SQLite's, and the ratio of each repetition.
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
