package ui

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/check"
	"wallsockets/tui/internal/printable"
)

// findingLines show what went wrong: what was sent, the expected bytes beside the
// ones that came, the probable cause and the next step.
func findingLines(f *check.Finding, width int, styles styles) []string {
	wide := min(width, readWidth) - 2
	lines := indent(wrap(f.Happened, wide), " ")
	if f.Sent != "" {
		lines = append(lines, indent(wrap("sent: "+f.Sent, wide), " ")...)
	}
	lines = append(lines, besideLines(f, width, false, styles)...)
	for _, printed := range []struct {
		title string
		lines []string
	}{{"it printed", f.Output}, {"on standard error", f.Errors}} {
		if len(printed.lines) > 0 {
			lines = append(lines, styles.muted.Render(" "+printed.title+":"))
			lines = append(lines, indent(printed.lines, " | ")...)
		}
	}
	lines = append(lines, "")
	for _, row := range [][2]string{{f.Name, f.Cause}, {"Next", f.Next}, {"Lesson", f.Lesson},
		{"Lab", f.Lab}, {"Checked at", strings.TrimSuffix(f.Place+": "+strings.TrimSpace(f.Line), ": ")}} {
		if row[1] == "" && row[0] != f.Name {
			continue
		}
		for i, line := range wrap(strings.TrimSuffix(row[0]+": "+row[1], ": "), wide) {
			if i == 0 {
				line = styles.bold.Render(line[:min(len(line), len(row[0])+1)]) +
					line[min(len(line), len(row[0])+1):]
			}
			lines = append(lines, " "+line)
		}
	}
	return lines
}

// besideLines show what was expected beside what came, as text, or in hex if that
// is asked for or if text would hide the bytes. If there is only one of them, there is
// nothing to compare.
func besideLines(f *check.Finding, width int, hex bool, styles styles) []string {
	wide := min(width, readWidth) - 2
	switch {
	case f.Want == "" && f.Got == "":
		return nil
	case f.Want == "":
		return indent(wrap("got: "+f.Got, wide), " ")
	case f.Got == "":
		return indent(wrap("expected: "+f.Want, wide), " ")
	}
	column := (width - 3) / 2
	want, got := wrap(f.Want, column-1), wrap(f.Got, column-1)
	if f.WantBytes != nil && (hex || binary(f.WantBytes) || binary(f.GotBytes)) {
		from := differenceRow(f.WantBytes, f.GotBytes, perRow(column))
		want, got = hexRows(f.WantBytes, from, column), hexRows(f.GotBytes, from, column)
	}
	lines := []string{styles.title.Render(fit(" expected", column) + " │ " + fit("got", column))}
	marked := false
	for i := range max(len(want), len(got)) {
		left, right := lineAt(want, i), lineAt(got, i)
		sign, style := " │ ", styles.muted
		if left != right {
			sign, style = " ≠ ", styles.bad
		}
		lines = append(lines, fit(" "+left, column)+style.Render(sign)+ansi.Truncate(right, column, "…"))
		if left != right && !marked {
			marked = true
			mark := strings.Repeat(" ", samePart(left, right)) + "^"
			lines = append(lines, styles.bad.Render(fit(" "+mark, column)+"   "+fit(mark, column)))
		}
	}
	return lines
}

func lineAt(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

// samePart returns the cells up to the first difference.
func samePart(a, b string) int {
	left, right := []rune(a), []rune(b)
	at := 0
	for at < len(left) && at < len(right) && left[at] == right[at] {
		at++
	}
	return ansi.StringWidth(string(left[:at]))
}

// binary reports whether data has bytes that a text shows only as escapes, other
// than the ends of lines.
func binary(data []byte) bool {
	plain := bytes.Map(func(r rune) rune {
		if strings.ContainsRune("\r\n\t", r) {
			return -1
		}
		return r
	}, data)
	return printable.Text(plain) != string(plain)
}

// hexMost is how many rows of hex are shown.
const hexMost = 8

// differenceRow returns the first byte to show: two rows before the first
// difference.
func differenceRow(want, got []byte, row int) int {
	at := 0
	for at < len(want) && at < len(got) && want[at] == got[at] {
		at++
	}
	return max(0, at/row-2) * row
}

// hexRows shows data from a byte on. Rows that repeat the one before are counted.
func hexRows(data []byte, from, column int) []string {
	row := perRow(column)
	var lines []string
	for at := from; at < len(data); at += row {
		if len(lines) == hexMost {
			return append(lines, fmt.Sprintf("and %d bytes more", len(data)-at))
		}
		lines = append(lines, hexRow(data, at, row))
		same := 0
		for next := at + row; next+row <= len(data) && bytes.Equal(data[next-row:next], data[next:next+row]); next += row {
			same++
			at = next
		}
		if same > 0 {
			lines = append(lines, fmt.Sprintf("* the same %d bytes more", same*row))
		}
	}
	if lines == nil {
		return []string{fmt.Sprintf("nothing after %d bytes", len(data))}
	}
	return lines
}
