// Package terminal runs a program in a pseudo-terminal and sees what a person
// would see there. Only tests use it.
//
//	guide := terminal.Start(t, terminal.Program{Path: path, Columns: 80, Rows: 24})
//	guide.WaitFor("Part 1")
//	guide.Press("q")
//	if state := guide.Exit(); !state.Success() { … }
//
// Nothing here sleeps: whoever waits looks again when the program has written
// something, and gives up at a deadline with the screen in the message.
package terminal
