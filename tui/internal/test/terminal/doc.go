// Package terminal runs a program in a pseudo-terminal and shows a test what a
// person would see there.
//
//	guide := terminal.Start(t, terminal.Program{Path: path, Columns: 80, Rows: 24})
//	guide.WaitFor("Part 1")
//	guide.Press("q")
//	if state := guide.Exit(); !state.Success() { … }
//
// Nothing here sleeps. A wait checks the screen whenever the program has written
// something, and fails at a deadline with the screen in its message.
package terminal
