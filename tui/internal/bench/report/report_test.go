package report

import (
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden file")

func TestSummary(t *testing.T) {
	for _, test := range []struct {
		values []float64
		want   Spread
	}{
		{[]float64{3}, Spread{3, 3, 3}},
		{[]float64{9, 1, 5}, Spread{5, 1, 9}},
		{[]float64{4, 1, 2, 100}, Spread{3, 1, 100}},
	} {
		if got := Summary(test.values); got != test.want {
			t.Errorf("Summary(%v) = %v, want %v", test.values, got, test.want)
		}
	}
}

// Ratio divides figures of the same repetition.
func TestRatio(t *testing.T) {
	a, b := &Series{Values: []float64{10, 2, 30}}, &Series{Values: []float64{5, 1, 10}}
	if got, want := Ratio(a, b), (Spread{2, 2, 3}); got != want {
		t.Errorf("Ratio = %v, want %v", got, want)
	}
	b.Values = b.Values[:2]
	if got, want := Ratio(a, b), (Spread{2, 2, 2}); got != want {
		t.Errorf("Ratio without the last repetition = %v, want %v", got, want)
	}
}

// sample is a report with a figure of each kind.
func sample() *Report {
	const ours = "part 5"
	r := &Report{Ours: ours, Machine: "a machine, 2 processors", Pinned: "not pinned",
		Words: 1_000_000, Big: 10_000_000, Repetitions: 2,
		Missing: []string{"memcached: there is no memcached here; apt-get install memcached"}}
	for _, figures := range []struct {
		shape, peer, metric string
		values              []float64
	}{
		{"C16 N10 D1", ours, Rate, []float64{300_000, 280_000}},
		{"C16 N10 D1", "redis", Rate, []float64{100_000, 100_000}},
		{"C16 N10 D16", ours, Rate, []float64{1_000_000, 1_200_000}},
		{"C16 N10 D1", ours, P99, []float64{126, 120}},
		{"C16 N10 D1", "redis", P99, []float64{252, 240}},
	} {
		for _, value := range figures.values {
			r.Add("held", figures.shape, figures.peer, figures.metric, value)
		}
	}
	r.Add("large list", "ready", ours, Millis, 9.5)
	r.Compare([]Goal{
		{Text: "more requests than redis", Group: "held", Shape: "C16 N10 D1", Metric: Rate,
			Of: ours, By: "redis", Aim: 2.5},
		{Text: "lower latency than redis", Group: "held", Shape: "C16 N10 D1", Metric: P99,
			Of: ours, By: "redis", Aim: 0.4, AtMost: true},
		{Text: "ready", Group: "large list", Shape: "ready", Metric: Millis, Of: ours,
			Aim: 10, AtMost: true, Unit: "ms"},
		{Text: "not measured", Group: "held", Shape: "C1 N1 D1", Metric: Rate,
			Of: ours, By: "redis", Aim: 1},
	})
	return r
}

func TestText(t *testing.T) {
	const golden = "testdata/report.golden"
	var text strings.Builder
	if err := sample().WriteText(&text); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(golden, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if text.String() != string(want) {
		t.Errorf("the report is\n%s\nwant\n%s\n(-update rewrites the file)", text.String(), want)
	}
}

func TestCompare(t *testing.T) {
	var reached []bool
	for _, o := range sample().Goals {
		reached = append(reached, o.Reached)
	}
	if !slices.Equal(reached, []bool{true, false, true}) {
		t.Errorf("reached: %v, want true, false, true", reached)
	}
}

// The JSON has each goal with its aim and the measured ratio.
func TestJSON(t *testing.T) {
	text, err := json.Marshal(sample())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"goals":[{"goal":"more requests than redis","group":"held"`,
		`"aim":2.5,"at_most":false,"unit":"","measured":{"median":2.9,"min":2.8,"max":3},` +
			`"reached":true}`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the JSON is %s, want %s in it", text, want)
		}
	}
}

func TestNumber(t *testing.T) {
	for value, want := range map[float64]string{0.123: "0.12", 9.99: "9.99", 9.999: "10.0",
		99.96: "100", 1234: "1234", 12_345: "12.3k", 999_400: "999.4k", 1_234_567: "1.23M"} {
		if got := number(value); got != want {
			t.Errorf("number(%v) = %s, want %s", value, got, want)
		}
	}
}
