//go:build !crash

package ui

import tea "github.com/charmbracelet/bubbletea"

// crash does nothing here. In the guide that the tests build with -tags crash it
// panics at certain keys, to show what a panic does to the terminal.
func crash(tea.KeyMsg) {}
