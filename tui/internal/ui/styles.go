package ui

import "github.com/charmbracelet/lipgloss"

// styles are the roles of text. Colour alone never carries a meaning: without
// colours the guide shows the same.
type styles struct {
	dark                                bool
	title, tab, activeTab, muted, bold  lipgloss.Style
	client, server, good, bad, selected lipgloss.Style
	added, removed, hit, frame          lipgloss.Style
}

// newStyles returns the styles for a dark or a light terminal.
func newStyles(dark bool) styles {
	color := func(onDark, onLight string) lipgloss.Style {
		if dark {
			return lipgloss.NewStyle().Foreground(lipgloss.Color(onDark))
		}
		return lipgloss.NewStyle().Foreground(lipgloss.Color(onLight))
	}
	return styles{
		dark:      dark,
		title:     color("15", "0").Bold(true),
		tab:       color("248", "240"),
		activeTab: color("15", "0").Bold(true).Underline(true),
		muted:     color("246", "241"),
		bold:      lipgloss.NewStyle().Bold(true),
		client:    color("117", "25"),
		server:    color("215", "130"),
		good:      color("114", "28"),
		bad:       color("210", "124"),
		selected:  lipgloss.NewStyle().Bold(true).Reverse(true),
		added:     color("114", "28"),
		removed:   color("210", "124"),
		hit:       lipgloss.NewStyle().Reverse(true),
		frame:     color("240", "250"),
	}
}
