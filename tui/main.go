// Tui is the guide through the six parts of wallsockets: it shows the lesson
// and the code, starts server and clients, and shows every message that
// crosses the socket between them.
//
//	go run ./tui
//	go run ./tui --help
package main

import (
	"os"

	"wallsockets/tui/internal/command"
	"wallsockets/tui/internal/runner"
)

func main() {
	// The runner starts this program once more for each program that it
	// starts, to end that one should the guide be killed.
	if len(os.Args) > 1 && os.Args[1] == runner.SupervisorArgument {
		os.Exit(runner.Supervise(os.Args[2:]))
	}
	os.Exit(command.Run(os.Args[1:]))
}
