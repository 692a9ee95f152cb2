package ui

import "github.com/charmbracelet/lipgloss"

// styles are the roles of text. Colour alone never carries a meaning: without
// colours the guide shows the same.
type styles struct {
	dark                                bool
	title, tab, activeTab, muted, bold  lipgloss.Style
	client, server, good, bad, selected lipgloss.Style
	added, removed, hit, frame          lipgloss.Style
	accent, badge                       lipgloss.Style
	conversations                       []lipgloss.Style
}

// newStyles returns the styles for a dark or a light terminal. Each colour has a
// contrast of at least 4.5 to 1 to its background, but for the frames, which are
// quiet on purpose.
func newStyles(dark bool) styles {
	color := func(onDark, onLight string) lipgloss.Style {
		if dark {
			return lipgloss.NewStyle().Foreground(lipgloss.Color(onDark))
		}
		return lipgloss.NewStyle().Foreground(lipgloss.Color(onLight))
	}
	accent := color("141", "56")
	return styles{
		dark:      dark,
		accent:    accent,
		badge:     accent.Bold(true).Reverse(true),
		title:     accent.Bold(true),
		tab:       color("248", "240"),
		activeTab: accent.Bold(true),
		muted:     color("246", "241"),
		bold:      lipgloss.NewStyle().Bold(true),
		client:    color("117", "25"),
		server:    color("215", "130"),
		good:      color("114", "22"),
		bad:       color("210", "124"),
		selected:  accent.Bold(true).Reverse(true),
		added:     color("114", "22"),
		removed:   color("210", "124"),
		hit:       lipgloss.NewStyle().Reverse(true),
		frame:     color("240", "250"),
		conversations: []lipgloss.Style{color("80", "23"), color("180", "94"),
			color("183", "90"), color("150", "28"), color("211", "125"), color("147", "19")},
	}
}

// conversation returns the style of a connection's number. There are six, which
// recur.
func (s styles) conversation(conn int) lipgloss.Style {
	n := len(s.conversations)
	return s.conversations[((conn-1)%n+n)%n]
}
