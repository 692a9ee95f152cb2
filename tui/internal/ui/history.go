package ui

// history has the lines that were typed in a part, for as long as the guide runs.
type history struct {
	lines []string
	at    int    // index in lines of the one that is shown; len(lines): the draft
	draft string // what was typed before going back
}

// add appends a line, unless it is empty or the same as the last one, and goes to
// the end.
func (h *history) add(line string) {
	if n := len(h.lines); line != "" && (n == 0 || h.lines[n-1] != line) {
		h.lines = append(h.lines, line)
	}
	h.at, h.draft = len(h.lines), ""
}

// any reports whether there is a line to go back to.
func (h *history) any() bool { return len(h.lines) > 0 }

// back returns the line before the one that is shown, if there is one.
func (h *history) back(shown string) string {
	if h.at == len(h.lines) {
		h.draft = shown
	}
	h.at = max(0, h.at-1)
	return h.current()
}

// forward returns the line after the one that is shown; after the last one comes
// the draft.
func (h *history) forward(shown string) string {
	if h.at == len(h.lines) {
		return shown
	}
	h.at++
	return h.current()
}

func (h *history) current() string {
	if h.at < len(h.lines) {
		return h.lines[h.at]
	}
	return h.draft
}
