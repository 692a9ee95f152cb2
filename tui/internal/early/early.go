// Package early keeps the guide's commands from waiting for the terminal.
//
// Bubbletea's init asks the terminal for its background colour and waits up to
// five seconds for the answer, in every program that imports it, even if that
// only prints a list. It does not ask where CI is set. So this package sets CI
// before, and Restore puts the environment back as it was.
//
// Packages are initialized in the order of their import paths
// (https://go.dev/ref/spec#Package_initialization). That is why this one is a
// module of its own: "early" comes before "github.com", "wallsockets" after it.
package early

import (
	"os"

	_ "early/dial"
	_ "early/supervise"
)

var ci, wasSet = os.LookupEnv("CI")

func init() { os.Setenv("CI", "true") }

// Restore puts the environment back as it was. Main calls it before all else.
func Restore() {
	if wasSet {
		os.Setenv("CI", ci)
	} else {
		os.Unsetenv("CI")
	}
}
