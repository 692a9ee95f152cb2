//go:build linux

package peer

import (
	"fmt"
	"os"
	"slices"

	"wallsockets/tui/internal/bench/load"
)

// A host starts this program again for work that needs a process, and so a
// processor, of its own. These are its arguments.
const (
	loadMode = "generate-load" // and the file name of the word list
	echoMode = "serve-echo"    // and the path of the socket
)

// helperCommand returns the command line of a helper.
func (h *Host) helperCommand(mode, name string) []string {
	return append(slices.Clone(h.config.Self), mode, name)
}

// IsHelper reports whether a host has started the program, by the arguments
// that follow Config.Self.
func IsHelper(arguments []string) bool {
	return len(arguments) == 2 && (arguments[0] == loadMode || arguments[0] == echoMode)
}

// RunHelper does the work that IsHelper has recognized, until its standard input ends
// or the host stops it.
func RunHelper(arguments []string) error {
	if arguments[0] == echoMode {
		return serveEcho(arguments[1])
	}
	generator, err := load.NewGenerator(arguments[1])
	if err != nil {
		return fmt.Errorf("read the word list: %w", err)
	}
	return load.Serve(os.Stdin, os.Stdout, generator.Run)
}
