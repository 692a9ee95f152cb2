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
)

func main() {
	early.Restore()
	os.Exit(command.Run(os.Args[1:]))
}
