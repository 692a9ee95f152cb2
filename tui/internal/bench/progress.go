//go:build linux

package main

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// progress tells on standard error what is being done: on a terminal in one
// line that is written over, elsewhere, as in a log, with fewer lines.
type progress struct {
	out      *os.File
	terminal bool
	last     string // what was said, without its detail
}

func newProgress(out *os.File) *progress {
	_, err := unix.IoctlGetTermios(int(out.Fd()), unix.TCGETS)
	return &progress{out: out, terminal: err == nil}
}

// say replaces the line. What stands behind a colon is the detail.
func (p *progress) say(format string, arguments ...any) {
	text := fmt.Sprintf(format, arguments...)
	if p.terminal {
		fmt.Fprintf(p.out, "\r\x1b[K%.78s", text)
		return
	}
	what, _, _ := strings.Cut(text, ": ")
	if what != p.last {
		fmt.Fprintln(p.out, what)
	}
	p.last = what
}

// done takes the line away.
func (p *progress) done() {
	if p.terminal {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
