package course

import (
	"fmt"
	"slices"
	"strings"
)

// Step is something that a program of a stage does in a conversation.
type Step uint8

const (
	// Connect: the client asks the kernel for a connection.
	Connect Step = iota + 1
	// Listen: the server opens the queue in which the kernel keeps clients.
	Listen
	// Accept: the server takes a client out of the queue.
	Accept
	// ClientWrite: the client sends its message.
	ClientWrite
	// ServerRead: the server reads the message, or its end.
	ServerRead
	// ServerWrite: the server sends its answer.
	ServerWrite
	// ClientRead: the client reads the answer, or its end.
	ClientRead
	// ClientEnd: the client sends no more. It closes only that half of the
	// connection, or all of it if it has nothing left to read.
	ClientEnd
	// ClientClose: the client closes its socket.
	ClientClose
	// ServerClose: the server closes its transfer socket.
	ServerClose
)

// steps has the words for each step.
var steps = [...]string{Connect: "connect", Listen: "listen", Accept: "accept",
	ClientWrite: "write", ServerRead: "read", ServerWrite: "write", ClientRead: "read",
	ClientEnd: "half-close", ClientClose: "close", ServerClose: "close"}

// Steps returns every step, in the order of a conversation.
func Steps() []Step {
	return []Step{Connect, Listen, Accept, ClientWrite, ServerRead, ServerWrite, ClientRead,
		ClientEnd, ClientClose, ServerClose}
}

// Program returns the folder of the program that takes the step: "client" or
// "server".
func (s Step) Program() string {
	switch s {
	case Listen, Accept, ServerRead, ServerWrite, ServerClose:
		return "server"
	}
	return "client"
}

// String returns the step in words: "the server's read".
func (s Step) String() string {
	if s < Connect || int(s) >= len(steps) {
		return fmt.Sprintf("Step(%d)", uint8(s))
	}
	return "the " + s.Program() + "'s " + steps[s]
}

// Place is a line of a stage's code.
type Place struct {
	Step Step
	File string // from the root of the checkout: "part1-basic/server/main.go"
	Line int    // from 1
}

// anchor finds a line by its text, so that it is still found when the lines before
// it have changed.
type anchor struct {
	file string // from the stage's folder, or from the root if it is in another part
	text string // stands once in the file; the line is the one where it ends
}

// Places returns the lines that take a step in the checkout at root, if the server
// runs with that model ("": the first). First come those of the stage's own
// program, and then those of the packages that it leaves the work to. Beside an
// error, which names each line that was not found, are the lines that were.
func Places(root string, stage Stage, model string, step Step) ([]Place, error) {
	var places []Place
	var lost []string
	for _, anchor := range anchorsOf(stage, model, step) {
		line, err := anchor.find(root)
		if err != nil {
			lost = append(lost, err.Error())
			continue
		}
		places = append(places, Place{step, anchor.file, line})
	}
	if lost != nil {
		return places, fmt.Errorf("find the code of %v: %s", step, strings.Join(lost, "; "))
	}
	return places, nil
}

// anchorsOf returns the anchors of a step, their files from the root.
func anchorsOf(stage Stage, model string, step Step) []anchor {
	found := anchors[stage.Number][step]
	if special, ok := modelAnchors[stage.Number][model][step]; ok {
		found = special
	}
	found = slices.Clone(found)
	for i := range found {
		if !strings.HasPrefix(found[i].file, "part") {
			found[i].file = stage.ID + "/" + found[i].file
		}
	}
	return found
}

// find returns the line in which the anchor's text ends. The text must be there
// exactly once.
func (a anchor) find(root string) (int, error) { return LineOf(root, a.file, a.text) }

// LineOf returns the line of a file in which a text ends, counted from 1. The text must
// be there exactly once, and may go over several lines.
func LineOf(root, file, text string) (int, error) {
	code, err := Source(root, file)
	if err != nil {
		return 0, err
	}
	switch n := strings.Count(code, text); {
	case n == 0:
		return 0, fmt.Errorf("%s has no %q any more", file, text)
	case n > 1:
		return 0, fmt.Errorf("%s has %q %d times", file, text, n)
	}
	end := strings.Index(code, text) + len(text)
	return 1 + strings.Count(code[:end], "\n"), nil
}
