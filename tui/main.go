// Tui is the guide through the six parts of wallsockets: it shows the lesson
// and the code, starts server and clients, and shows every message that
// crosses the socket between them.
//
//	go run ./tui
//	go run ./tui --help
package main

import (
	"os"

	"early"

	"wallsockets/tui/internal/command"
	"wallsockets/tui/internal/runner"
)

func main() {
	early.Restore()
	// For each program that it starts, the runner starts this executable as a
	// supervisor, which stops the program if the guide is killed.
	if len(os.Args) > 1 && os.Args[1] == runner.SupervisorArgument {
		os.Exit(runner.Supervise(os.Args[2:]))
	}
	os.Exit(command.Run(os.Args[1:]))
}
