// Package usage prints how to start a program: one line after a mistake, so that
// its reason stays in view, and the flags, too, if the user asks for help.
package usage

import (
	"flag"
	"fmt"
	"os"
	"slices"
)

// Of returns a flag.Usage for a program that is started as line says.
func Of(line string) func() {
	return func() {
		fmt.Fprintf(os.Stderr, "usage: %s; -h for help\n", line)
		if slices.ContainsFunc(os.Args[1:], asksForHelp) {
			flag.PrintDefaults()
		}
	}
}

// asksForHelp reports whether the flag package takes the argument for help.
func asksForHelp(argument string) bool {
	return slices.Contains([]string{"-h", "--h", "-help", "--help"}, argument)
}
