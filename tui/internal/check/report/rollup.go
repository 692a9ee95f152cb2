package report

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"wallsockets/tui/internal/check"
	"wallsockets/tui/internal/printable"
)

// Student is what one student's checks have found.
type Student struct {
	Name    string
	Reports []check.Report // one for each exercise, in order
}

// ReadStudent reads a student's reports, as check --json prints them. Of several for
// an exercise the last counts.
func ReadStudent(name string, from io.Reader) (Student, error) {
	s := Student{Name: name}
	last := make(map[string]check.Report)
	for decoder := json.NewDecoder(from); ; {
		var r check.Report
		err := decoder.Decode(&r)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return s, fmt.Errorf("read the reports of %s: %w", name, err)
		}
		if r.Exercise == "" {
			return s, fmt.Errorf("read the reports of %s: want what check --json prints", name)
		}
		last[r.Exercise] = r
	}
	for _, r := range last {
		s.Reports = append(s.Reports, r)
	}
	slices.SortFunc(s.Reports, func(a, b check.Report) int { return compareIDs(a.Exercise, b.Exercise) })
	return s, nil
}

// compareIDs compares "3.2" with "3.10".
func compareIDs(a, b string) int {
	partA, numberA, _ := strings.Cut(a, ".")
	partB, numberB, _ := strings.Cut(b, ".")
	number := func(text string) int { n, _ := strconv.Atoi(text); return n } // 0 if it is none
	return cmp.Or(number(partA)-number(partB), number(numberA)-number(numberB), strings.Compare(a, b))
}

// outcome returns the finding of a report, or what else became of it.
func outcome(r check.Report) string {
	switch {
	case r.Passed:
		return "passed"
	case r.Error != "":
		return "could-not-run"
	case r.Partly():
		return "partly-checked"
	case r.Finding == nil:
		return "unknown"
	}
	return r.Finding.Name
}

// passedSteps counts the steps that passed.
func passedSteps(r check.Report) (n int) {
	for _, step := range r.Steps {
		if step.State == check.Passed {
			n++
		}
	}
	return n
}

// RollupCSV writes a row for each student and exercise.
func RollupCSV(w io.Writer, students []Student) error {
	rows := csv.NewWriter(w)
	row := func(cells ...string) {
		for i, cell := range cells {
			// A spreadsheet would take it for a formula.
			if cell != "" && strings.Contains("=+-@\t\r", cell[:1]) {
				cells[i] = "'" + cell
			}
		}
		_ = rows.Write(cells) // Error has it
	}
	row("student", "exercise", "title", "passed", "outcome", "failed step", "steps passed", "steps", "ms", "seed")
	for _, s := range students {
		for _, r := range s.Reports {
			step := ""
			if r.Finding != nil {
				step = r.Finding.Step
			}
			row(s.Name, r.Exercise, r.Title, strconv.FormatBool(r.Passed), outcome(r), step,
				strconv.Itoa(passedSteps(r)), strconv.Itoa(len(r.Steps)),
				strconv.FormatInt(r.Millis, 10), strconv.FormatUint(r.Seed, 10))
		}
	}
	rows.Flush()
	return rows.Error()
}

// RollupTable writes who is where, and which findings are the most frequent.
func RollupTable(w io.Writer, students []Student) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "student\tpassed\tis at\tfinding\tnot passed")
	counts := make(map[[2]string][]string) // students by exercise and finding
	for _, s := range students {
		passed, at, finding := 0, "-", "-"
		var failed []string
		for _, r := range s.Reports {
			result := outcome(r)
			if result == "passed" {
				passed++
				continue
			}
			failed = append(failed, r.Exercise)
			if len(failed) == 1 {
				at, finding = r.Exercise, result
			}
			if result != "not-started" {
				key := [2]string{r.Exercise, result}
				counts[key] = append(counts[key], s.Name)
			}
		}
		cells := []string{s.Name, fmt.Sprintf("%d of %d", passed, len(s.Reports)), at, finding,
			brief(failed, 6)}
		fmt.Fprintln(table, safe(cells))
	}
	if len(counts) > 0 {
		fmt.Fprintln(table, "\nfinding\texercise\thow many\twho")
	}
	for _, key := range mostFrequent(counts) {
		who := counts[key]
		fmt.Fprintln(table, safe([]string{key[1], key[0], strconv.Itoa(len(who)), brief(who, 6)}))
	}
	return table.Flush()
}

// mostFrequent returns the keys, those with the most students first.
func mostFrequent(counts map[[2]string][]string) [][2]string {
	var keys [][2]string
	for key := range counts {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b [2]string) int {
		return cmp.Or(len(counts[b])-len(counts[a]), compareIDs(a[0], b[0]), strings.Compare(a[1], b[1]))
	})
	return keys
}

// brief joins the first of some words.
func brief(words []string, most int) string {
	if len(words) > most {
		return strings.Join(words[:most], " ") + fmt.Sprintf(" and %d more", len(words)-most)
	}
	return strings.Join(words, " ")
}

// safe joins cells for the table. They come from students' files.
func safe(cells []string) string {
	for i, cell := range cells {
		cells[i] = printable.Text([]byte(cell))
	}
	return strings.Join(cells, "\t")
}
