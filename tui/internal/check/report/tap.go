package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"wallsockets/tui/internal/check"
)

// TAP writes reports in the Test Anything Protocol, version 13: a test point for
// each step, and the report as a comment below one that failed.
func TAP(w io.Writer, reports []check.Report) error {
	out := bufio.NewWriter(w)
	count := 0
	for _, r := range reports {
		count += len(r.Steps)
		if r.Error != "" {
			count++
		}
	}
	fmt.Fprintf(out, "TAP version 13\n1..%d\n", count)
	number := 0
	point := func(result, text, directive string) {
		number++
		// A # would begin a directive.
		text = strings.ReplaceAll(text, "#", `\#`)
		fmt.Fprintf(out, "%s %d - %s%s\n", result, number, text, directive)
	}
	for _, r := range reports {
		for _, step := range r.Steps {
			title := r.Exercise + " " + step.Title
			switch step.State {
			case check.Passed:
				point("ok", title, "")
			case check.Skipped:
				point("ok", title, " # SKIP "+step.Reason)
			case check.NotReached:
				point("not ok", title+" (not reached)", "")
			default:
				point("not ok", title, "")
				comment(out, details(r))
			}
		}
		if r.Error != "" {
			point("not ok", r.Exercise+" the check could not run", "")
			comment(out, r.Error)
		}
	}
	return out.Flush()
}

// comment writes a text so that nothing in it counts as a result.
func comment(out *bufio.Writer, text string) {
	for line := range strings.Lines(text) {
		fmt.Fprintf(out, "# %s\n", strings.TrimRight(line, "\n"))
	}
}
