package ui

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"wallsockets/tui/internal/check"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/workspace"
)

// calls of a learner's program, in the languages that people write it in.
var (
	dialsCall = regexp.MustCompile(`(?i)\b(connect|dial\w*|create_?connection|fsockopen|` +
		`stream_socket_client)\(`)
	listensCall = regexp.MustCompile(`(?i)\b(listen\w*|create_?server|stream_socket_server|bind)\(`)
	readsCall   = regexp.MustCompile(`(?i)\b(read\w*|recv\w*|fgets|fread|getline|scan\w*|` +
		`makefile|io\.copy\w*|stream_get_contents)\(`)
	closesCall = regexp.MustCompile(`(?i)\b(close\w*|shutdown|fclose)\(`)

	// noCall matches lines whose calls are not about a socket: comments, and what
	// reads the standard input.
	noCall = regexp.MustCompile(`(?i)^\s*(//|#|\*|/\*)|stdin|\binput\(`)
)

// callFor returns what the program must do for a verb of the check, in a word, and the
// call that does it; nil: no single one.
func callFor(verb string) (does string, call *regexp.Regexp) {
	switch verb {
	case "accept":
		return "connects", dialsCall
	case "connect", "try", "dial-loop":
		return "listens", listensCall
	case "send", "drip", "flood", "expect", "expect-line", "expect-rest", "silent", "output",
		"a-line", "observe":
		return "reads", readsCall
	case "expect-end", "expect-reset":
		return "closes", closesCall
	}
	return "", nil
}

// codeForFinding finds the first line of a program that does what a finding is about: its index
// in the lines of all files, each below its name, and where that is, for a heading.
func codeForFinding(f *check.Finding, files []workspace.File) (at int, where string) {
	verb, _, _ := strings.Cut(strings.TrimSpace(f.Line), " ")
	does, call := callFor(verb)
	if call == nil {
		return 0, "your code; the check names no line"
	}
	for _, file := range files {
		at++ // its name
		for i, line := range printable.Lines(file.Text) {
			if call.MatchString(line) && !noCall.MatchString(line) {
				return at + i, fmt.Sprintf("your code: %s:%d, where it %s", path.Base(file.Name), i+1, does)
			}
		}
		at += len(printable.Lines(file.Text))
	}
	return 0, "your code; no line that " + does + " is found"
}
