package runner

import (
	"regexp"
	"strings"
)

// Spec describes a program to start.
type Spec struct {
	Name string   // its name in messages: "part5-unix/server"
	Path string   // what Build returned, or any path or name in PATH
	Args []string // without the program's name
	Env  []string // NAME=value, added to the guide's environment
	Dir  string   // the working folder; "": the root of the checkout

	// Output also receives what the program prints, in the pieces in which it
	// comes, from a goroutine for each source. It must return soon, and copy
	// what it keeps. It may be nil.
	Output func(source Source, piece []byte)
}

// command returns what a person types at the root of the checkout to start the
// same. For a program of the series pkg is its folder, "./part1-…".
func (s Spec) command(pkg string) string {
	line := ""
	for _, setting := range s.Env {
		// Quoted as a whole the shell would take it for a command.
		name, value, _ := strings.Cut(setting, "=")
		line += name + "=" + quote(value) + " "
	}
	program := []string{s.Path}
	if pkg != "" && s.Dir == "" { // go run works in the checkout only
		program = []string{"go", "run", pkg}
	}
	line += ShellCommand(append(program, s.Args...)...)
	if s.Dir != "" {
		line = "cd " + quote(s.Dir) + " && " + line
	}
	return line
}

// ShellCommand returns the command line that a POSIX shell splits into exactly
// these words.
func ShellCommand(words ...string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = quote(word)
	}
	return strings.Join(quoted, " ")
}

// plain matches a word that a shell takes as it is.
var plain = regexp.MustCompile(`^[A-Za-z0-9_@%+=:,./-]+$`)

// quote returns word quoted for a POSIX shell.
func quote(word string) string {
	if plain.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
