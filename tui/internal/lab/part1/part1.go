// Package part1 has the labs of part 1: why one writes a server at all.
package part1

import (
	"context"
	"errors"
	"time"

	"wallsockets/tui/internal/lab/experiment"
)

// Labs are the labs of part 1, in the order of its lesson.
var Labs = []experiment.Lab{database, loadOnce, httpOverhead}

// service answers from a list that it has loaded once.
const service = "part3-threads/server"

// query asks a server once and returns how long that took.
type query func() (took time.Duration, err error)

// comparison is how long two kinds of queries take.
type comparison struct {
	base, other float64   // seconds, the median of all repetitions
	ratios      []float64 // of the medians: other to base, for each repetition
}

// compare asks in turns: each repetition has count queries of both kinds, one after
// the other, so that what else the machine does slows down both.
func compare(ctx context.Context, repetitions, count int, base, other query) (comparison, error) {
	var c comparison
	var bases, others []float64
	for range repetitions {
		var times [2][]float64
		for range count {
			for i, ask := range []query{base, other} {
				took, err := ask()
				if err := errors.Join(err, ctx.Err()); err != nil {
					return c, err
				}
				times[i] = append(times[i], took.Seconds())
			}
		}
		b, o := experiment.Median(times[0]), experiment.Median(times[1])
		bases, others = append(bases, b), append(others, o)
		c.ratios = append(c.ratios, o/b)
	}
	c.base, c.other = experiment.Median(bases), experiment.Median(others)
	return c, nil
}

// seconds returns a figure for a time in seconds.
func seconds(name string, value float64) experiment.Figure {
	return experiment.Time(name, time.Duration(value*float64(time.Second)))
}
