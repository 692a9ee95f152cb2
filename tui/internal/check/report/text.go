// Package report writes the result of a check for people, and in the formats that
// grading systems read.
package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"wallsockets/tui/internal/check"
)

// Text writes a report for people: the steps, and the finding in detail.
func Text(w io.Writer, r check.Report) error {
	out := bufio.NewWriter(w)
	if r.Error != "" {
		fmt.Fprintf(out, "%s %s: the check could not run, which is not your program's fault: %s\n",
			r.Exercise, r.Title, r.Error)
		return out.Flush()
	}
	fmt.Fprintf(out, "%s %s: %s (%.1f s)\n", r.Exercise, r.Title, verdict(r), float64(r.Millis)/1000)
	for _, step := range r.Steps {
		fmt.Fprintf(out, "  %s %s", step.Mark(), step.Title)
		switch step.State {
		case check.NotReached:
			out.WriteString(" (not reached)")
		case check.Skipped:
			fmt.Fprintf(out, " (skipped: %s)", step.Reason)
		}
		out.WriteByte('\n')
	}
	if r.Finding != nil {
		writeFinding(out, r.Finding)
	}
	return out.Flush()
}

// verdict returns the result in words.
func verdict(r check.Report) string {
	switch {
	case r.Passed:
		return "passed"
	case r.Partly():
		return "partly checked"
	}
	return "not passed"
}

// writeFinding writes what went wrong and what to do.
func writeFinding(out *bufio.Writer, f *check.Finding) {
	fmt.Fprintf(out, "\n%s\n", f.Happened)
	for _, row := range [][2]string{{"sent", f.Sent}, {"expected", f.Want}, {"got", f.Got}} {
		if row[1] != "" {
			fmt.Fprintf(out, "  %-9s %s\n", row[0], row[1])
		}
	}
	writeLines(out, "it printed", f.Output)
	writeLines(out, "on standard error", f.Errors)
	fmt.Fprintf(out, "\n%s\n", strings.TrimSuffix(f.Name+": "+f.Cause, ": "))
	fmt.Fprintf(out, "Next: %s\n", f.Next)
	if f.Lesson != "" {
		fmt.Fprintf(out, "Lesson: %s\n", f.Lesson)
	}
	if f.Lab != "" {
		fmt.Fprintf(out, "Lab: go run ./tui lab %s\n", f.Lab)
	}
	if f.Place != "" {
		fmt.Fprintf(out, "Checked at %s: %s\n", f.Place, strings.TrimSpace(f.Line))
	}
}

func writeLines(out *bufio.Writer, title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(out, "  %s:\n", title)
	for _, line := range lines {
		fmt.Fprintf(out, "  | %s\n", line)
	}
}
