//go:build linux

package bench

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// progress shows on standard error what is being done: on a terminal in one line
// that it overwrites, elsewhere, as in a log, in fewer lines.
type progress struct {
	out      *os.File
	terminal bool
	last     string // the last line, without its detail
}

func newProgress(out *os.File) *progress {
	_, err := unix.IoctlGetTermios(int(out.Fd()), unix.TCGETS)
	return &progress{out: out, terminal: err == nil}
}

// say replaces the line. The text after a colon is a detail; a log leaves out
// lines that differ in the detail only.
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

// done clears the line.
func (p *progress) done() {
	if p.terminal {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
