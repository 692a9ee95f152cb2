package ui

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
)

// trouble is why a program does not run: it does not compile, did not start, or
// crashed. Its pane hides the server's output until the user dismisses it.
type trouble struct {
	title string   // in a few words: "the code does not compile"
	lines []string // printable
	at    codeLine
	rows  []string // lines, laid out
	scroll
}

// codeLine is a line of our code. The zero value is none.
type codeLine struct {
	path string // absolute
	name string // the path from the checkout
	line int
}

// newTrouble shortens what was printed to what is worth reading first: the
// compiler's errors, or the message of a panic and the first frame in our code,
// which is below root.
func newTrouble(title, printed, root string) *trouble {
	lines := strings.Split(strings.TrimSpace(printed), "\n")
	if at := lastPanic(lines); at >= 0 {
		lines = append(message(lines[at:]), firstFrame(lines[at:], root)...)
	}
	t := &trouble{title: title}
	for _, line := range lines {
		if t.at == (codeLine{}) {
			t.at = findLine(line, root)
		}
		t.lines = append(t.lines, printable.Text([]byte(strings.ReplaceAll(line, "\t", "  "))))
	}
	return t
}

// startTrouble returns why a program, "server" or "client", did not start.
func startTrouble(program string, err error, root string) *trouble {
	var compiler *runner.BuildError
	if errors.As(err, &compiler) {
		return newTrouble("the "+program+"'s code does not compile", compiler.Output, root)
	}
	return newTrouble("the "+program+" did not start", err.Error(), root)
}

// endTrouble returns why the server of a session ended. It returns nil if the server ended
// without an error or because it was stopped.
func endTrouble(s *session.Session, root string) *trouble {
	server := s.Server
	ended := server.Ended()
	if ended == "" || ended == "stopped" || server.ExitCode() == 0 {
		return nil
	}
	var printed []string
	for _, line := range s.ServerOutput().Lines {
		if line.Source == runner.Stderr {
			printed = append(printed, line.Text)
		}
	}
	verb := "crashed"
	if lastPanic(printed) < 0 {
		printed = printed[max(0, len(printed)-lastErrors):]
		if server.ExitCode() > 0 {
			verb = "failed"
		}
	}
	return newTrouble("the server "+verb+": "+ended, strings.Join(printed, "\n"), root)
}

// layOut fits the lines into a size in cells.
func (t *trouble) layOut(width, height int, styles styles) {
	t.rows = nil
	for _, line := range append([]string{t.title}, t.lines...) {
		for _, piece := range wrap(line, width-1) {
			t.rows = append(t.rows, " "+styles.bad.Render(piece))
		}
	}
	t.setHeight(height)
	t.setLength(len(t.rows))
}

func (t *trouble) view() []string { return t.cut(t.rows) }

// summary says for the heading what can be done.
func (t *trouble) summary() string {
	if t.at == (codeLine{}) {
		return "d dismisses"
	}
	return "e opens it, d dismisses"
}

// lastErrors is how many lines of standard error explain an end without a panic.
const lastErrors = 10

// lastPanic returns the index of the line with which the last panic begins, or -1.
func lastPanic(lines []string) int {
	for i, line := range slices.Backward(lines) {
		if strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ") {
			return i
		}
	}
	return -1
}

// message returns the lines of a panic that come before its stack.
func message(lines []string) []string {
	for i, line := range lines {
		if strings.HasPrefix(line, "goroutine ") {
			return slices.DeleteFunc(slices.Clone(lines[:i]), func(line string) bool {
				return line == ""
			})
		}
	}
	return lines
}

// firstFrame returns the first frame of a stack that is in the code below root: its
// place, from root, and its function. There may be none.
func firstFrame(lines []string, root string) []string {
	for i, line := range lines {
		at := findLine(line, root)
		if i == 0 || !strings.HasPrefix(line, "\t") || at == (codeLine{}) {
			continue
		}
		function := lines[i-1]
		if arguments := strings.LastIndex(function, "("); arguments > 0 {
			function = function[:arguments]
		}
		return []string{fmt.Sprintf("%s:%d in %s", at.name, at.line, function)}
	}
	return nil
}

// fileLine matches a file with a line, as compilers and stacks begin with it.
var fileLine = regexp.MustCompile(`^\s*(\S.*?\.(?:go|mod)):(\d+)`)

// findLine returns the line of code that a line of text begins with, if that file exists below
// root.
func findLine(line, root string) codeLine {
	match := fileLine.FindStringSubmatch(line)
	if match == nil {
		return codeLine{}
	}
	path := match[1]
	if !filepath.IsAbs(path) {
		path = filepath.Join(root, path)
	}
	// The compiler may know the folder by another name than we.
	path, missing := filepath.EvalSymlinks(path)
	root, err := filepath.EvalSymlinks(root)
	if missing != nil || err != nil {
		return codeLine{}
	}
	name, err := filepath.Rel(root, path)
	if err != nil || !filepath.IsLocal(name) {
		return codeLine{}
	}
	number, err := strconv.Atoi(match[2])
	if err != nil {
		return codeLine{}
	}
	return codeLine{path, name, number}
}
