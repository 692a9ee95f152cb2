package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

const (
	barWidth = 24           // columns of a goal's bar, with the aim in its middle
	headline = "C16 N10 D1" // the shape drawn as bars
)

// WriteText prints the whole report as tables and bars.
func (r *Report) WriteText(out io.Writer) error {
	w := &errWriter{out: out}
	fmt.Fprintf(w, "%s\n%s\n", r.Machine, r.Pinned)
	fmt.Fprintf(w, "%d words, %d in the large list; medians of %d interleaved "+
		"repetitions (least-most).\n", r.Words, r.Big, r.Repetitions)
	for _, group := range r.groups() {
		for _, metric := range r.metrics(group) {
			r.writeMedians(w, group, metric)
		}
		r.writeRatios(w, group)
		r.writeBars(w, group)
	}
	r.writeGoals(w)
	for _, missing := range r.Missing {
		fmt.Fprintf(w, "not measured: %s\n", missing)
	}
	return w.err
}

// errWriter remembers the first error, so that callers check for one only once.
type errWriter struct {
	out io.Writer
	err error
}

func (w *errWriter) Write(data []byte) (int, error) {
	if w.err == nil {
		_, w.err = w.out.Write(data)
	}
	return len(data), nil
}

// unique returns the texts that get picks from the series, each once, in the
// order of measuring.
func (r *Report) unique(get func(*Series) (string, bool)) []string {
	var all []string
	for _, s := range r.Series {
		if text, ok := get(s); ok && !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return all
}

func (r *Report) groups() []string {
	return r.unique(func(s *Series) (string, bool) { return s.Group, true })
}

func (r *Report) metrics(group string) []string {
	return r.unique(func(s *Series) (string, bool) { return s.Metric, s.Group == group })
}

func (r *Report) shapes(group, metric string) []string {
	return r.unique(func(s *Series) (string, bool) {
		return s.Shape, s.Group == group && s.Metric == metric
	})
}

func (r *Report) peers(group, metric string) []string {
	return r.unique(func(s *Series) (string, bool) {
		return s.Peer, s.Group == group && s.Metric == metric
	})
}

// table prints rows of cells in aligned columns.
func table(w io.Writer, title string, rows [][]string) {
	fmt.Fprintf(w, "\n%s\n", title)
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintln(columns, strings.Join(row, "\t"))
	}
	columns.Flush()
}

// writeMedians prints a metric of a group, with a row for each shape and a
// column for each peer.
func (r *Report) writeMedians(w io.Writer, group, metric string) {
	peers := r.peers(group, metric)
	rows := [][]string{append([]string{""}, peers...)}
	for _, shape := range r.shapes(group, metric) {
		row := []string{shape}
		for _, peer := range peers {
			cell := "-"
			if s := r.Find(group, shape, peer, metric); s != nil {
				cell = spread(Summary(s.Values))
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	table(w, group+", "+metric, rows)
}

// writeRatios prints our requests per second divided by each peer's.
func (r *Report) writeRatios(w io.Writer, group string) {
	peers := r.peers(group, Rate)
	if i := slices.Index(peers, r.Ours); i < 0 || len(peers) < 2 {
		return
	} else {
		peers = slices.Delete(peers, i, i+1)
	}
	rows := [][]string{append([]string{""}, peers...)}
	for _, shape := range r.shapes(group, Rate) {
		ours, row := r.Find(group, shape, r.Ours, Rate), []string{shape}
		for _, peer := range peers {
			cell := "-"
			if s := r.Find(group, shape, peer, Rate); s != nil && ours != nil {
				cell = spread(Ratio(ours, s))
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	table(w, group+": "+r.Ours+" divided by", rows)
}

// writeBars draws the peers' requests per second in the headline shape.
func (r *Report) writeBars(w io.Writer, group string) {
	rates, most := [][]string{}, 0.0
	peers := r.peers(group, Rate)
	for _, peer := range peers {
		if s := r.Find(group, headline, peer, Rate); s != nil {
			most = max(most, Summary(s.Values).Median)
		}
	}
	for _, peer := range peers {
		if s := r.Find(group, headline, peer, Rate); s != nil {
			median := Summary(s.Values).Median
			cells := int(median/most*2*barWidth + 0.5)
			bar := strings.Repeat("█", cells)
			rates = append(rates, []string{peer, bar + " " + number(median)})
		}
	}
	if len(rates) > 0 {
		table(w, group+", "+headline+", "+Rate, rates)
	}
}

// writeGoals prints the goals, each with a bar that passes the mark in its
// middle when the goal is reached.
func (r *Report) writeGoals(w io.Writer) {
	if len(r.Goals) == 0 {
		return
	}
	rows := [][]string{{"", "measured", "aim", "worse < | > better"}}
	for _, o := range r.Goals {
		sign, note := ">=", ""
		if o.AtMost {
			sign = "<="
		}
		if o.Reached {
			note = " reached"
		}
		rows = append(rows, []string{o.Text, spread(o.Measured) + " " + o.Unit,
			sign + " " + number(o.Aim), bar(o) + note})
	}
	table(w, "Goals", rows)
}

// bar draws how far a goal is reached. The mark in its middle is the aim.
func bar(o Outcome) string {
	part := o.Measured.Median / o.Aim
	if o.AtMost {
		part = 1 / part
	}
	filled := min(max(int(part*barWidth/2+0.5), 0), barWidth)
	cells := []rune(strings.Repeat("█", filled) + strings.Repeat("·", barWidth-filled))
	return string(cells[:barWidth/2]) + "|" + string(cells[barWidth/2:])
}

// spread formats a median with the least and the greatest value.
func spread(s Spread) string {
	if s.Min == s.Max {
		return number(s.Median)
	}
	return fmt.Sprintf("%s (%s-%s)", number(s.Median), number(s.Min), number(s.Max))
}

// number formats a figure with about three significant digits.
func number(v float64) string {
	switch {
	case v >= 999_500:
		return fmt.Sprintf("%.2fM", v/1e6)
	case v >= 9995:
		return fmt.Sprintf("%.1fk", v/1e3)
	case v >= 99.95:
		return fmt.Sprintf("%.0f", v)
	case v >= 9.995:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}
