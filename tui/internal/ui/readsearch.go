package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

// pressInput handles a key while the reader types what to search for.
func (r *readTab) pressInput(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, r.keys.cancel):
		r.input.close()
		r.search = ""
		return nil
	case key.Matches(msg, r.keys.send):
		r.search = strings.Join(strings.Fields(strings.ToLower(r.input.close())), " ")
		return r.nextHit(r.scroll.top-1, 1)
	}
	return r.input.update(msg)
}

// nextHit scrolls to the next line that has the text, after the last one to the
// first, or with a step of -1 backwards.
func (r *readTab) nextHit(from, step int) tea.Cmd {
	if r.search == "" {
		return notify("/ searches in the lesson")
	}
	hits := linesWith(r.lines, r.search)
	if len(hits) == 0 {
		return notify("the lesson does not have %q", r.search)
	}
	at := 0
	for at < len(hits) && hits[at] <= from {
		at++
	}
	if step < 0 {
		for at = len(hits) - 1; at >= 0 && hits[at] >= from; at-- {
			continue
		}
	}
	at = (at + len(hits)) % len(hits)
	r.hit, r.scroll.top = hits[at], hits[at]
	r.scroll.clamp()
	return notify("%d of %d lines with %q", at+1, len(hits), r.search)
}

// linesWith returns the lines in which a text begins, which is in lower case. It may
// go on in the next line: where a line ends depends on the screen.
func linesWith(lines []string, text string) (found []int) {
	var all strings.Builder
	starts := make([]int, len(lines))
	for i, line := range lines {
		starts[i] = all.Len()
		all.WriteString(strings.ToLower(strings.TrimSpace(ansi.Strip(line))) + " ")
	}
	for at := 0; ; at++ {
		next := strings.Index(all.String()[at:], text)
		if next < 0 {
			return found
		}
		at += next
		line, exact := slices.BinarySearch(starts, at)
		if !exact {
			line--
		}
		if len(found) == 0 || found[len(found)-1] != line {
			found = append(found, line)
		}
	}
}

// markHits reverses what was searched for in some lines.
func (r *readTab) markHits(lines []string) []string {
	marked := make([]string, len(lines))
	for i, line := range lines {
		marked[i] = line
		before, found := cutFold(ansi.Strip(line), r.search)
		if found == "" {
			continue
		}
		from := ansi.StringWidth(before)
		to := from + ansi.StringWidth(found)
		marked[i] = ansi.Cut(line, 0, from) + r.styles.hit.Render(found) +
			ansi.Cut(line, to, ansi.StringWidth(line))
	}
	return marked
}

// cutFold looks for text, which is in lower case, whatever the case in s is. It returns
// what comes before it, and the text as s has it; "" if s does not have it.
func cutFold(s, text string) (before, found string) {
	runes, wanted := []rune(s), len([]rune(text))
	for i := 0; i+wanted <= len(runes); i++ {
		if part := string(runes[i : i+wanted]); strings.ToLower(part) == text {
			return string(runes[:i]), part
		}
	}
	return s, ""
}
