package report

import (
	"encoding/json"
	"io"

	"wallsockets/tui/internal/check"
)

// gradescope is Gradescope's results.json.
type gradescope struct {
	ExecutionTime float64 `json:"execution_time"` // seconds
	Visibility    string  `json:"visibility"`
	Tests         []grade `json:"tests"`
}

// grade is a test in it.
type grade struct {
	Number   string  `json:"number"`
	Name     string  `json:"name"`
	Score    float64 `json:"score"`
	MaxScore float64 `json:"max_score"`
	Status   string  `json:"status"`
	Output   string  `json:"output"`
	Format   string  `json:"output_format"`
}

// Gradescope writes reports as Gradescope's results.json: a test for each exercise,
// with a point for each step that passed, out of those of the script: as many for a
// program that does not compile or is missing as for any. A step that this machine cannot
// show counts for nothing; one that --attach skipped could have been checked, and counts.
func Gradescope(w io.Writer, reports []check.Report) error {
	results := gradescope{Visibility: "visible", Tests: []grade{}}
	var millis int64
	for _, r := range reports {
		g := grade{Number: r.Exercise, Name: r.Title, Status: "failed", Output: details(r), Format: "text"}
		if r.Passed {
			g.Status = "passed"
		}
		most := r.InScript
		for _, step := range r.Steps {
			if step.State == check.Skipped && !r.Partly() {
				most--
			}
			if step.State == check.Passed {
				g.Score++
			}
		}
		g.MaxScore = float64(max(most, 1)) // 0: the script could not be read
		millis += r.Millis
		results.Tests = append(results.Tests, g)
	}
	results.ExecutionTime = float64(millis) / 1000
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(results)
}
