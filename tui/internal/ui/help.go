package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"wallsockets/tui/internal/printable"
)

// helpPage lists the keys, those of the current screen first. What the user types
// filters them.
type helpPage struct {
	open   bool
	filter string
	scroll scroll
}

// helpGroup is the keys of a screen, or of all screens.
type helpGroup struct {
	title    string
	bindings []key.Binding
}

// legends explain the signs of a screen, on the help page, by its title.
var legends = map[string]string{
	"Parts": "○ is a part that you have not begun, ◐ one that you have, ● one that is done: " +
		"its lesson is read, its server was run, and all its exercises are passed.",
	"Read": "At the end of a lesson n does what comes next, while nothing is searched; esc ends " +
		"a search.",
	"Run": "C> is from a client, S> from the server, || is what you did to the wire; #2 is the " +
		"second connection. Each row is an event; one with bytes is a message, and the number " +
		"is how many it has. " +
		"> is the selected event, * a match of the search, which esc ends. While nothing is " +
		"searched, n does what comes next, once a client has its answer. " +
		"Clients connect to the guide's port; it forwards to the server's own.",
}

// helpGroups returns all keys, by where they work.
func (k keyMap) helpGroups() []helpGroup {
	return []helpGroup{
		{"Everywhere", []key.Binding{k.part, k.next, k.previous, k.help, k.mouse,
			k.suspend, k.quit, k.kill}},
		{"Moving", []key.Binding{k.up, k.down, k.pageUp, k.pageDown, k.top, k.bottom}},
		{"Parts", []key.Binding{k.enter, k.runPart, k.doNext, k.tick}},
		{"Read", []key.Binding{k.nextLink, k.previousLink, k.nextTry, k.follow, k.back,
			k.tick, k.search, k.nextHit, k.previousHit, k.edit}},
		{"Code", []key.Binding{k.files, k.nextFile, k.previousFile, k.diff, k.nextChange,
			k.previousChange, k.search, k.nextHit, k.previousHit, k.line, k.back, k.edit}},
		{"Run", []key.Binding{k.start, k.restart, k.model, k.client, k.write, k.nextClient,
			k.dropClient, k.web, k.enter, k.view, k.hex, k.filter, k.search, k.nextHit,
			k.previousHit, k.conn, k.previousConn, k.stream, k.copy, k.left, k.right, k.hold,
			k.hands, k.raw, k.zoom,
			k.split, k.clear, k.save, k.line, k.edit, k.dismiss}},
		{"Hands on the wire", []key.Binding{k.handHold, k.handStep, k.handLetGo, k.handEdit,
			k.handSplit, k.handJoin, k.handDelay, k.handDrip, k.handDrop, k.handEndClient,
			k.handEndServer, k.handOrder}},
		{"Exercises", []key.Binding{k.enter, k.doNext, k.begin, k.language, k.check, k.watch, k.hint,
			k.diff, k.edit, k.solution, k.compare, k.reset, k.zoom, k.split}},
		{"Labs", []key.Binding{k.enter, k.predict, k.runLab, k.lesson, k.line, k.cancel}},
		{"While typing", []key.Binding{k.send, k.cancel, k.earlier, k.otherClient}},
	}
}

// show opens the page from its first line.
func (h *helpPage) show() { h.open, h.filter, h.scroll.top = true, "", 0 }

// press handles a key while the page is open: arrows scroll, text filters.
func (h *helpPage) press(msg tea.KeyMsg, keys keyMap) {
	switch {
	case key.Matches(msg, keys.help, keys.cancel, keys.enter):
		h.open = false
	case msg.Type == tea.KeyBackspace:
		filter := []rune(h.filter)
		h.filter = string(filter[:max(0, len(filter)-1)])
	case msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace:
		h.filter += strings.ToLower(string(msg.Runes))
	default:
		h.scroll.press(msg, keys)
	}
}

// field shows what the user has typed, for the footer.
func (h *helpPage) field(styles styles) string {
	return " " + styles.muted.Render("type to filter: ") + printable.Text([]byte(h.filter)) +
		styles.selected.Render(" ") + styles.muted.Render("  esc closes, arrows scroll")
}

// helpLines lays out the page. The keys of the screen with that title come first.
func helpLines(groups []helpGroup, title, filter string, width int, styles styles) []string {
	slices.SortStableFunc(groups, func(a, b helpGroup) int {
		switch title {
		case a.title:
			return -1
		case b.title:
			return 1
		}
		return 0
	})
	var lines []string
	for _, group := range groups {
		entries := helpEntries(group.bindings, filter, styles)
		if len(entries) == 0 {
			continue
		}
		if lines != nil {
			lines = append(lines, "")
		}
		lines = append(lines, " "+styles.title.Render(group.title))
		lines = append(lines, inColumns(entries, width-1)...)
		if legend := legends[group.title]; legend != "" && filter == "" {
			for _, line := range wrap(legend, width-6) {
				lines = append(lines, "   "+styles.muted.Render(line))
			}
		}
	}
	if lines == nil {
		return []string{"", " No key does that: backspace deletes a letter."}
	}
	return lines
}

// helpEntries returns a line for each key that passes the filter.
func helpEntries(bindings []key.Binding, filter string, styles styles) []string {
	widest := 0
	for _, binding := range bindings {
		widest = max(widest, len(strings.Join(keyNames(binding), ", ")))
	}
	var entries []string
	for _, binding := range bindings {
		names := strings.Join(keyNames(binding), ", ")
		if !strings.Contains(strings.ToLower(names+" "+binding.Help().Desc), filter) {
			continue
		}
		entries = append(entries, "  "+fit(styles.accent.Render(names), widest)+"  "+binding.Help().Desc)
	}
	return entries
}

// inColumns lays out entries in as many columns as the width allows, from the top
// down, the first column first.
func inColumns(entries []string, width int) []string {
	widest := 0
	for _, entry := range entries {
		widest = max(widest, lipgloss.Width(entry))
	}
	columns := max(1, width/(widest+2))
	rows := (len(entries) + columns - 1) / columns
	lines := make([]string, rows)
	for i, entry := range entries {
		if i+rows < len(entries) {
			entry = fit(entry, widest+2)
		}
		lines[i%rows] += entry
	}
	return lines
}

// keyNames returns the keys of a binding as a keyboard has them.
func keyNames(binding key.Binding) []string {
	if name := binding.Help().Key; len(name) > 1 && strings.Contains(name, "-") {
		return []string{name}
	}
	var names []string
	for _, name := range binding.Keys() {
		if name == " " {
			name = "space"
		}
		names = append(names, name)
	}
	return names
}
