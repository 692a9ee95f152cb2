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
		return strings.Join(tooSmall(m.width, m.height), "\n")
	}
	body, position := m.tabs[m.active].view(), m.tabs[m.active].position()
	if m.help.open {
		body, position = m.help.scroll.cut(m.helpLines()), m.help.scroll.position("line")
	}
	lines := append([]string{m.header(), m.rule(position)},
		fill(body, m.width, bodyHeight(m.height))...)
	return strings.Join(append(lines, m.footer()), "\n")
}

// header shows the part on the left and the screens on the right.
func (m *Model) header() string {
	stage := course.Stages[m.stage]
	left := m.styles.badge.Render(fmt.Sprintf(" Part %d %s ", stage.Number, stage.Title)) +
		" " + m.styles.muted.Render(stage.Idea)
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

// rule draws the line below the header. It says what runs and where in the screen
// the user is.
func (m *Model) rule(position string) string {
	left := m.inRule(m.run.runningParts(), m.styles.good)
	right := m.inRule(position, m.styles.muted)
	rest := m.width - lipgloss.Width(left) - lipgloss.Width(right)
	if rest < 0 {
		left, rest = "", m.width-lipgloss.Width(right)
	}
	return left + m.styles.frame.Render(strings.Repeat("─", rest)) + right
}

// inRule returns a text for the line below the header.
func (m *Model) inRule(text string, style lipgloss.Style) string {
	if text == "" {
		return ""
	}
	line := m.styles.frame.Render("──")
	return line + " " + style.Render(text) + " " + line
}

// footer shows a question, or a notice and the keys that are useful now.
func (m *Model) footer() string {
	switch {
	case m.question != nil:
		return fit(m.styles.bad.Render(m.question.text+" y yes, any other key no"), m.width)
	case m.help.open:
		return fit(m.help.field(m.styles)+"  "+m.styles.bold.Render(m.notice), m.width)
	case m.notice != "":
		notice := shorten(m.notice, m.width)
		notice += strings.Repeat(" ", min(2, m.width-lipgloss.Width(notice)))
		return m.styles.bold.Render(notice) + m.keysFor(m.width-lipgloss.Width(notice))
	}
	return m.keysFor(m.width)
}

// keysFor lists the keys that are useful now, as many as fit into a width.
func (m *Model) keysFor(width int) string {
	last := []key.Binding{named(m.keys.next, "next"), named(m.keys.help, "keys"), m.keys.quit}
	switch {
	case m.tabs[m.active].typing():
		last = nil
	case m.notice != "":
		last = last[1:2] // there is not much room
	}
	return m.keyLine(m.tabs[m.active].bindings(), last, width)
}

// runningPrograms asks whether to quit although programs are running.
func runningPrograms(n int) string {
	if n == 1 {
		return "1 program is running. Stop it and quit?"
	}
	return fmt.Sprintf("%d programs are running. Stop them and quit?", n)
}

// keyLine lists as many keys as fit, the most useful first, and always the last ones if
// there is any room for them.
func (m *Model) keyLine(bindings, last []key.Binding, width int) string {
	text := func(b key.Binding) string {
		return m.styles.accent.Render(b.Help().Key) + " " + m.styles.muted.Render(b.Help().Desc)
	}
	end := ""
	for _, binding := range last {
		end += "  " + text(binding)
	}
	if lipgloss.Width(end) > width+len("  ") {
		end = ""
	}
	line := ""
	for _, binding := range bindings {
		next := text(binding)
		if line != "" {
			next = "  " + next
		}
		if binding.Enabled() && lipgloss.Width(line+next+end) <= width {
			line += next
		}
	}
	if line == "" {
		end = strings.TrimPrefix(end, "  ")
	}
	return fit(line+end, width)
}

// helpLines lays out the help page for the current screen.
func (m *Model) helpLines() []string {
	return helpLines(m.keys.helpGroups(), m.tabs[m.active].title(), m.help.filter, m.width, m.styles)
}
