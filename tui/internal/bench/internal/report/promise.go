package report

// Promise is a figure that the service is held to.
type Promise struct {
	Text   string  `json:"text"` // what is promised
	Group  string  `json:"group"`
	Shape  string  `json:"shape"`
	Metric string  `json:"metric"`
	Of     string  `json:"of"`    // whose figure it is
	By     string  `json:"by"`    // what it is divided by; "" promises the figure itself
	Limit  float64 `json:"limit"` // at least so much, or at most
	Aim    float64 `json:"aim"`
	AtMost bool    `json:"at_most"` // the less the better
	Unit   string  `json:"unit"`
}

// Verdict is what came of a promise.
type Verdict struct {
	Promise  Promise `json:"promise"`
	Measured Spread  `json:"measured"`
	Met      bool    `json:"met"`
}

// Judge holds the measured figures against the promises. A promise about
// something that was not measured has no verdict.
func (r *Report) Judge(promises []Promise) {
	for _, p := range promises {
		of := r.Find(p.Group, p.Shape, p.Of, p.Metric)
		if of == nil {
			continue
		}
		measured := Summary(of.Values)
		if p.By != "" {
			by := r.Find(p.Group, p.Shape, p.By, p.Metric)
			if by == nil {
				continue
			}
			measured = Ratio(of, by)
		}
		met := measured.Median >= p.Limit
		if p.AtMost {
			met = measured.Median <= p.Limit
		}
		r.Verdicts = append(r.Verdicts, Verdict{p, measured, met})
	}
}
