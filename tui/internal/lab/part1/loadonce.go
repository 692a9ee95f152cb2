package part1

import (
	"context"
	"errors"
	"time"

	"wallsockets/tui/internal/lab/experiment"
)

var loadOnce = experiment.Lab{
	Name: "load-once", Title: "load once, or for each query", Part: 1, Claims: []string{"1.2", "1.3"},
	Claim: "A program that reads the word list again for each query is slow. One that loads " +
		"the list once and stays in memory answers like a database server.",
	Ask: "Two servers look up words in the same list. One of them loads the list when it starts, the other one " +
		"for each query. How much longer does a query for three words take there?",
	Choices: []string{"hardly longer: the kernel has the list in its cache anyway", "2 to 4 times as long",
		"more than 4 times as long"},
	Lesson: "part1-basic/README.md#the-idea",
	Code:   experiment.Code{File: "part3-threads/server/main.go", Text: "table, err := source.Load()"},
	Builds: []string{service, "loads-each-time"}, Timed: true,
	Shows: experiment.Holds,
	Run:   compareLoading,
}

// compareLoading asks a server that has the list and one that reads it each time.
func compareLoading(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	once, err := kit.Serve(ctx, service, "0")
	if err != nil {
		return experiment.Outcome{}, err
	}
	again, err := kit.Serve(ctx, "loads-each-time")
	if err != nil {
		return experiment.Outcome{}, err
	}
	var answers [2]string
	ask := func(i int, s *experiment.Server) query {
		return func() (took time.Duration, err error) {
			answers[i], took, err = s.Ask(ctx, "the quick zyzzyva\n")
			if err == nil && answers[0] != "" && answers[i] != answers[0] {
				err = errors.New("the two servers gave different answers")
			}
			return took, err
		}
	}
	kit.Say("ask both for three words, in turns")
	c, err := compare(ctx, 5, 7, ask(0, once), ask(1, again))
	if err != nil {
		return experiment.Outcome{}, err
	}
	ratio := experiment.Median(c.ratios)
	bars := []experiment.Figure{seconds("a query, the list loaded once", c.base),
		seconds("a query, the list read each time", c.other)}
	figures := append(bars, experiment.Ratio("the second to the first", ratio))
	switch experiment.Clear(c.ratios, 2) {
	case 0:
		return experiment.TooNoisy(figures...), nil
	case -1:
		return experiment.NotSeen("Reading the list should at least double the time of a query.",
			figures...), nil
	}
	answer := 1
	if ratio > 4 {
		answer = 2
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: answer, Figures: figures,
		Why: "Both give the same answer. No disk is involved: the list is a part of both programs. But the second " +
			"server unpacks it for each query and makes a table of all its words, to look up three.",
		Picture: &experiment.Picture{Title: "The time of a query, with its connection", Bars: bars}}, nil
}
