package ui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/lipgloss"

	"wallsockets/tui/internal/course"
)

// View draws the guide, a header, the screen and a footer, and changes nothing.
func (m *Model) View() string {
	if m.width == 0 {
		return ""
	}
	if m.width < MinWidth || m.height < MinHeight {
		return strings.Join(wrap(fmt.Sprintf("The guide needs %d columns and %d rows; "+
			"this terminal has %d and %d.", MinWidth, MinHeight, m.width, m.height),
			m.width), "\n")
	}
	body := m.tabs[m.active].view()
	if m.help {
		body = m.helpScroll.cut(m.helpLines())
	}
	lines := append([]string{m.header(), m.rule()},
		fill(body, m.width, bodyHeight(m.height))...)
	return strings.Join(append(lines, m.footer()), "\n")
}

// header shows the part on the left and the screens on the right.
func (m *Model) header() string {
	stage := course.Stages[m.stage]
	left := m.styles.title.Render(fmt.Sprintf("Part %d %s", stage.Number, stage.Title)) +
		m.styles.muted.Render(": "+stage.Idea)
	var titles []string
	for i, tab := range m.tabs {
		if i == m.active {
			titles = append(titles, m.styles.activeTab.Render("["+tab.title()+"]"))
		} else {
			titles = append(titles, m.styles.tab.Render(" "+tab.title()+" "))
		}
	}
	right := strings.Join(titles, "")
	return fit(left, m.width-lipgloss.Width(right)-1) + " " + right
}

func (m *Model) rule() string {
	return m.styles.frame.Render(strings.Repeat("─", m.width))
}

// footer shows a question, a notice or the keys that are useful now.
func (m *Model) footer() string {
	switch {
	case m.asking:
		return fit(m.styles.bad.Render(runningPrograms(m.run.running())+
			" y yes, any other key no"), m.width)
	case m.notice != "":
		return fit(m.styles.bold.Render(m.notice), m.width)
	case m.help:
		return fit(m.styles.muted.Render("up and down scroll, any other key closes"), m.width)
	}
	bindings := m.tabs[m.active].bindings()
	if !m.tabs[m.active].typing() {
		bindings = append(append([]key.Binding{m.keys.next}, bindings...),
			m.keys.help, m.keys.quit)
	}
	return m.keyLine(bindings, m.width)
}

// runningPrograms asks whether to quit although programs are running.
func runningPrograms(n int) string {
	if n == 1 {
		return "1 program is running. Stop it and quit?"
	}
	return fmt.Sprintf("%d programs are running. Stop them and quit?", n)
}

// keyLine lists as many keys as fit; ? and q are always at the end.
func (m *Model) keyLine(bindings []key.Binding, width int) string {
	text := func(b key.Binding) string {
		return m.styles.bold.Render(b.Help().Key) + " " + m.styles.muted.Render(b.Help().Desc)
	}
	last := ""
	if n := len(bindings); n > 2 && !m.tabs[m.active].typing() {
		last = "  " + text(bindings[n-2]) + "  " + text(bindings[n-1])
		bindings = bindings[:n-2]
	}
	line := ""
	for _, binding := range bindings {
		next := text(binding)
		if line != "" {
			next = "  " + next
		}
		if lipgloss.Width(line+next+last) > width {
			break
		}
		line += next
	}
	return fit(line+last, width)
}

// legend explains a line of the messages, on the help page.
var legend = []string{
	"  C> is from a client, S> from the server; #2 is the second connection.",
	"  The number is how many bytes the text after it has.",
	"  Clients connect to the guide's port; it forwards to the server's own.",
}

// helpLines lists every key, by where it works.
func (m *Model) helpLines() []string {
	k := m.keys
	scroll := []key.Binding{k.up, k.down, k.pageUp, k.pageDown, k.top, k.bottom}
	var lines []string
	for _, group := range []struct {
		title    string
		bindings []key.Binding
	}{
		{"Everywhere", []key.Binding{k.part, k.next, k.previous, k.help, k.mouse,
			k.suspend, k.quit, k.kill}},
		{"Moving", scroll},
		{"Parts", []key.Binding{k.enter}},
		{"Code", []key.Binding{k.nextFile, k.previousFile, k.diff, k.edit}},
		{"Run", []key.Binding{k.start, k.restart, k.model, k.client, k.write, k.nextClient,
			k.dropClient, k.web, k.view, k.hex, k.side, k.conn, k.search, k.nextHit,
			k.zoom, k.clear, k.save}},
		{"Exercises", []key.Binding{k.begin, k.language, k.check, k.watch, k.hint, k.solution,
			k.compare, k.reset}},
		{"While typing", []key.Binding{k.send, k.cancel}},
	} {
		lines = append(lines, m.styles.title.Render(group.title))
		for _, binding := range group.bindings {
			lines = append(lines, fmt.Sprintf("  %s %s",
				fit(m.styles.bold.Render(strings.Join(keyNames(binding), ", ")), 16),
				binding.Help().Desc))
		}
		if group.title == "Run" {
			lines = append(lines, legend...)
		}
	}
	return lines
}

// keyNames returns the keys of a binding as a keyboard has them.
func keyNames(binding key.Binding) []string {
	if strings.Contains(binding.Help().Key, "-") {
		return []string{binding.Help().Key}
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
