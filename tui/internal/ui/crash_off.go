//go:build !crash

package ui

import tea "github.com/charmbracelet/bubbletea"

// crash panics at certain keys in the guide that the tests build (-tags crash),
// to see what becomes of the terminal and the programs.
func crash(tea.KeyMsg) {}
