package report

// Goal is a figure that the service should reach. No test fails on it: it
// depends on the machine.
type Goal struct {
	Text   string  `json:"goal"`
	Group  string  `json:"group"`
	Shape  string  `json:"shape"`
	Metric string  `json:"metric"`
	Of     string  `json:"of"`      // the peer whose figure it is
	By     string  `json:"by"`      // the peer to divide by; "": the figure itself
	Aim    float64 `json:"aim"`     // a ratio, or a figure in Unit
	AtMost bool    `json:"at_most"` // less is better
	Unit   string  `json:"unit"`    // of Aim, "" for a ratio
}

// Outcome is a goal and what was measured: a ratio, or a figure in the goal's
// unit.
type Outcome struct {
	Goal
	Measured Spread `json:"measured"`
	Reached  bool   `json:"reached"`
}

// Compare compares the measured figures with the goals and adds the outcomes to
// r.Goals. It skips a goal whose figures were not measured.
func (r *Report) Compare(goals []Goal) {
	for _, g := range goals {
		of := r.Find(g.Group, g.Shape, g.Of, g.Metric)
		if of == nil {
			continue
		}
		measured := Summary(of.Values)
		if g.By != "" {
			by := r.Find(g.Group, g.Shape, g.By, g.Metric)
			if by == nil {
				continue
			}
			measured = Ratio(of, by)
		}
		reached := measured.Median >= g.Aim
		if g.AtMost {
			reached = measured.Median <= g.Aim
		}
		r.Goals = append(r.Goals, Outcome{g, measured, reached})
	}
}
