//go:build linux

package main

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// progress tells on standard error what is being done: on a terminal in one
// line that is written over, elsewhere in a line for each.
type progress struct {
	out      *os.File
	terminal bool
}

func newProgress(out *os.File) *progress {
	_, err := unix.IoctlGetTermios(int(out.Fd()), unix.TCGETS)
	return &progress{out, err == nil}
}

// say replaces the line.
func (p *progress) say(format string, arguments ...any) {
	text := fmt.Sprintf(format, arguments...)
	if p.terminal {
		fmt.Fprintf(p.out, "\r\x1b[K%.78s", text)
	} else {
		fmt.Fprintln(p.out, text)
	}
}

// done takes the line away.
func (p *progress) done() {
	if p.terminal {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
