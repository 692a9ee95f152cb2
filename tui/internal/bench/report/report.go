// Package report collects the figures of a comparison and prints them: as
// tables of medians and ratios, as bars, and as JSON.
package report

import "slices"

// The metrics. A higher Rate is better; of all others, less is better.
const (
	Rate   = "requests/s"
	P50    = "p50 us"
	P99    = "p99 us"
	CPU    = "server us/request"
	Millis = "ms"
	Nanos  = "ns"
	Bytes  = "bytes"
)

// Series is a figure, measured once in each repetition.
type Series struct {
	Group  string    `json:"group"`  // "held connections", "load"
	Shape  string    `json:"shape"`  // "C16 N10 D1"
	Peer   string    `json:"peer"`   // "redis"
	Metric string    `json:"metric"` // "requests/s"
	Values []float64 `json:"values"`
}

// Report is everything that one run has measured.
type Report struct {
	Ours        string    `json:"ours"` // the peer to compare the others with
	Machine     string    `json:"machine"`
	Pinned      string    `json:"pinned"` // which process ran on which processor
	Words       int       `json:"words"`  // of the list
	Big         int       `json:"big"`    // words of the large list
	Repetitions int       `json:"repetitions"`
	Missing     []string  `json:"missing"` // what was not measured, why, and what to do
	Series      []*Series `json:"series"`
	Goals       []Outcome `json:"goals"`
}

// Add adds the value of one repetition to a series.
func (r *Report) Add(group, shape, peer, metric string, value float64) {
	s := r.Find(group, shape, peer, metric)
	if s == nil {
		s = &Series{Group: group, Shape: shape, Peer: peer, Metric: metric}
		r.Series = append(r.Series, s)
	}
	s.Values = append(s.Values, value)
}

// Find returns a series, or nil if it was not measured.
func (r *Report) Find(group, shape, peer, metric string) *Series {
	for _, s := range r.Series {
		if s.Group == group && s.Shape == shape && s.Peer == peer && s.Metric == metric {
			return s
		}
	}
	return nil
}

// Spread is a median with the least and the greatest value.
type Spread struct {
	Median float64 `json:"median"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
}

// Summary returns the spread of values. There must be at least one.
func Summary(values []float64) Spread {
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	median := sorted[middle]
	if len(sorted)%2 == 0 {
		median = (sorted[middle-1] + median) / 2
	}
	return Spread{median, sorted[0], sorted[len(sorted)-1]}
}

// Ratio returns the spread of a divided by b, repetition by repetition. Within
// one repetition a slow machine slows both of them.
func Ratio(a, b *Series) Spread {
	ratios := make([]float64, min(len(a.Values), len(b.Values)))
	for i := range ratios {
		ratios[i] = a.Values[i] / b.Values[i]
	}
	return Summary(ratios)
}
