package check

import (
	"errors"

	"wallsockets/tui/internal/check/script"
)

// failure is what went wrong in a step. It is an error only inside this package.
type failure struct {
	action  script.Action
	problem string // the finding's name if no cause of the script fits
	text    string // what happened, as a sentence
	sent    []byte // the last that was sent on the connection
	said    string // what was sent there, for people
	all     []byte // everything that came on it
	got     []byte // what came instead of what was expected
	want    string // for people
	bytes   []byte // what was expected, if it is bytes
	end     string // how the wait ended: timeout, closed, reset, refused
	value   string // what was measured
	conn    int    // the connection's number in the recording
	hasGot  bool
	failed  int // how many of a block at once have failed
}

func (f *failure) Error() string { return f.problem + ": " + f.text }

// skip is why a step cannot be done here.
type skip struct{ reason string }

// attached is why a step cannot be done on a program that was running already.
const attached = "needs a program that the checker starts"

func (s skip) Error() string { return s.reason }

// errPortTaken means that another program took our port before the learner's did.
var errPortTaken = errors.New("another program took the port that was meant for " +
	"this check; check again")

// errBusyMachine means that nobody can say whose fault a failure is.
var errBusyMachine = errors.New("the machine was too busy for the check: programs had to wait " +
	"for a processor nearly all the time; check again when less is running")

// readErrors is the advice if an error has ended a program, and printErrors takes its
// place if the program has printed nothing.
const (
	readErrors  = "Read its last lines: they should say what has failed."
	printErrors = "It printed nothing: let it print each error before it exits."
)

// general has, for each problem, what the program probably does and what to do
// next, for failures that no cause of the script explains. Where what happened says
// all there is to say, the first is empty.
var general = map[string][2]string{
	"exited": {"The program ended before anyone could connect to it. A server stays in " +
		"the foreground and waits.",
		"Let it wait for a client, in the process that was started."},
	"failed-to-start": {"It ended with an error before there was a connection.", readErrors},
	"no-listener": {"The program runs, but nothing listens at the address that it was given.",
		"Take the port or the path from the arguments, and listen on 127.0.0.1."},
	"no-permission": {"The permissions of the socket file, or of a folder above it, keep clients out.",
		"Connecting needs write permission for the file: look at the umask and at chmod."},
	"no-answer": {"The program is waiting for something else than what was sent, or it forgot " +
		"to write the answer.",
		"Find the call in which it blocks: what would make this call return?"},
	"incomplete": {"Part of the answer came, and then nothing more.",
		"Look for a write that is missing or that still waits in a buffer."},
	"wrong-bytes": {"",
		"Compare the two from the marked byte on."},
	"closed-early": {"",
		"Find the close that comes too early, or the error that ends the conversation."},
	"reset": {"The connection was reset. A program that closes a socket with unread bytes, or " +
		"that dies, does that.",
		"Read what the client sent before you close, and look for an error that ends the program."},
	"still-open": {"",
		"Close the connection when the conversation is over, on every path."},
	"not-silent":  {"The program sent something that it should not have sent yet.", "Wait for the whole message first."},
	"not-reading": {"The program does not read, so the sender is stuck.", "Read while you wait for other things."},
	"not-connected": {"It connects nowhere, or to another address.",
		"Take the host and the port, or the path, from the arguments."},
	"too-slow":   {"", "Find out which call it waits in, and whether it must."},
	"exit-code":  {"", "Look at the path on which it exits."},
	"not-ending": {"", "Which call is it waiting in, and who would end that wait?"},
	"ended":      {"", readErrors + " Which error may end one conversation, and which all?"},
	"output":     {"", "Compare what it printed with the task."},
	"mode":       {"", "Remember the umask, and when the file is made."},
	"missing":    {"", "When is it made, and where?"},
	"left":       {"", "Remove it on every way out."},
	"memory":     {"", "Bound what one client can make it hold."},
	"descriptors": {"",
		"Close each connection on every path, also after an error."},
	"zombies":   {"Processes that have ended are waiting for the program to collect their exit codes.", "Wait for each child."},
	"processes": {"", "Bound how many there are at a time."},
	"cpu":       {"", "Look for a loop that goes round after an error without waiting."},
	"floods": {"",
		"Look for a loop that goes round after an error or the end of the stream."},
	"ignores-sigterm": {"SIGTERM did not end the program; it had to be killed.",
		"Exit on SIGTERM, or do not handle it: by default it ends a program."},
	"got-in": {"", "Make the file with the right permissions from the start."},
	"time":   {"", "Find out which step takes the time."},
	"prediction": {"The program does something else than you expect.",
		"Run it yourself and watch: go run ./tui serve shows each connection."},
	"no-such-answer": {"The answer may have a typing mistake.",
		"Write one of these words into answers.txt."},
	"no-prediction": {"The answer is still missing.",
		"Write what you expect into answers.txt, a line such as key = value."},
	"does-not-build": {"The compiler rejects the program.", "Mend the first error that it reports; later ones may follow from it."},
}
