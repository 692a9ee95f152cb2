//go:build !unix

// Client needs the system calls of a Unix.
package main

import "log"

func main() {
	log.SetFlags(0)
	log.Fatal("part 2 makes the system calls of a Unix: run it on Linux, " +
		"macOS or WSL; part 1 runs everywhere")
}
