package course

import (
	"fmt"
	"strings"
	"time"
)

// Try is an item of a lesson's list "Try this" that the guide can set up by itself:
// the server's flags, some clients and what they send. The lesson has the text.
type Try struct {
	Item  int       // its number in the list
	Name  string    // a few words
	Model string    // of the server; "": any
	Flags []string  // of the server, besides
	Steps []TryStep // in this order
	Watch string    // what to look at, and where
	Sees  Sight     // when the learner has seen it
}

// ServerFlags returns all flags of the server.
func (t Try) ServerFlags() []string {
	if t.Model == "" {
		return t.Flags
	}
	return append([]string{"-model", t.Model}, t.Flags...)
}

// TryStep is something that one of the clients does. A client connects at its first step.
type TryStep struct {
	Client int    // counted from 1
	Send   string // empty: it only connects
	Close  bool   // it closes its connection, after sending
	Every  time.Duration
	Until  Sight // what to wait for before the next step; the zero value: nothing
}

// Sight is something that appears in the messages, or in what the server prints. The
// zero value is nothing.
type Sight struct {
	Kind   string // of an event, as wire names it: "data", "reset"; "": of no event
	From   string // the side whose event it is: "client" or "server"
	Text   string // what the event's data has; "": anything
	Output string // what a line of the server's output has; "": nothing is looked for there
}

// String describes what to wait for: `data from the server with "busy"`.
func (s Sight) String() string {
	switch {
	case s.Output != "":
		return fmt.Sprintf("a line of the server's output with %q", s.Output)
	case s.Text != "":
		return fmt.Sprintf("%s from the %s with %q", s.Kind, s.From, s.Text)
	}
	return fmt.Sprintf("%s from the %s", s.Kind, s.From)
}

// tries are those of each stage, by its number. What is left of the lists needs a
// second user, another program, or a change of the code.
var tries = map[int][]Try{
	1: {
		{
			Item: 1, Name: "two clients",
			// Which of the two the server accepts is a matter of chance.
			Steps: []TryStep{{Client: 1}, {Client: 2}, {Client: 1, Send: "one\n"},
				{Client: 2, Send: "two\n"}},
			Watch: "one is answered; the server's exit resets the other",
			Sees:  Sight{Kind: "reset", From: "server"},
		},
		{
			Item: 2, Name: "a message that clears the screen",
			Steps: []TryStep{{Client: 1, Send: "\x1b[2J\aboo\n"}},
			Watch: "the server prints escapes, and your screen stays",
			Sees:  Sight{Output: `"\x1b[2J\aboo\n"`},
		},
		{
			Item: 3, Name: "a message in two pieces",
			Steps: []TryStep{{Client: 1, Send: "hel", Until: Sight{Kind: "data", From: "server"}},
				{Client: 1, Send: "lo\n"}},
			Watch: "the first piece is answered, the second never read",
			Sees:  Sight{Output: `"hel"`},
		},
		{
			Item: 4, Name: "too much for one read",
			Steps: []TryStep{{Client: 1, Send: strings.Repeat("1000 ", 800)}},
			Watch: "the server closes with bytes unread: a reset",
			Sees:  Sight{Kind: "reset", From: "server"},
		},
	},
	2: {
		{
			Item: 2, Name: "more than 255 bytes",
			Steps: []TryStep{{Client: 1, Send: strings.Repeat("x", 300)}},
			Watch: "read returns 255 of 300 bytes; close resets",
			Sees:  Sight{Output: ", 255) = 255"},
		},
		{
			Item: 3, Name: "a client that leaves",
			Steps: []TryStep{{Client: 1, Close: true}},
			Watch: "read returns 0; write succeeds, and nobody reads",
			Sees:  Sight{Output: "18) = 18"},
		},
	},
	3: {
		{
			Item: 1, Name: "a process per client", Model: "processes",
			Steps: []TryStep{
				{Client: 1, Send: "whale\n", Until: Sight{Kind: "data", From: "server"}},
				{Client: 2, Send: "quick\n", Until: Sight{Kind: "data", From: "server", Text: "quick"}},
			},
			Watch: "the wait for each answer: a process loads the words",
			Sees:  Sight{Kind: "data", From: "server", Text: "quick"},
		},
	},
	4: {
		{
			Item: 1, Name: "a flood without a newline",
			Steps: []TryStep{{Client: 1, Send: strings.Repeat("a", 100_000)},
				{Client: 2, Send: strings.Repeat("a", 100_000)},
				{Client: 3, Send: strings.Repeat("a", 100_000)}},
			Watch: "each client gets the reason, though it sent too much",
			Sees:  Sight{Kind: "data", From: "server", Text: "a line has at most 4096 bytes"},
		},
		{
			Item: 2, Name: "a slow drip", Flags: []string{"-request-time", "3s"},
			Steps: []TryStep{{Client: 1, Send: strings.Repeat("a", 30), Every: 250 * time.Millisecond}},
			Watch: "cut off after 3 seconds (usually 10), still sending",
			Sees:  Sight{Kind: "data", From: "server", Text: "did not end within 3s"},
		},
		{
			Item: 3, Name: "a full server",
			Flags: []string{"-max-clients", "3", "-first-byte-time", "5s"},
			Steps: []TryStep{{Client: 1}, {Client: 2}, {Client: 3}, {Client: 4, Send: "whale\n"}},
			Watch: "one is turned away: three others hold all places",
			Sees:  Sight{Kind: "data", From: "server", Text: "busy: 3 clients"},
		},
	},
}

// Tries returns what the guide can set up of the stage's list "Try this".
func (s Stage) Tries() []Try { return tries[s.Number] }

// Try returns the try for an item of the stage's list, if there is one.
func (s Stage) Try(item int) (try Try, found bool) {
	for _, try := range s.Tries() {
		if try.Item == item {
			return try, true
		}
	}
	return Try{}, false
}

// TryID returns the short name of an item of the stage's list: "1.2".
func (s Stage) TryID(item int) string { return fmt.Sprintf("%d.%d", s.Number, item) }

// FindTry returns the try with that name, "1.2", and its stage.
func FindTry(name string) (Stage, Try, error) {
	for _, stage := range Stages {
		for _, try := range stage.Tries() {
			if stage.TryID(try.Item) == name {
				return stage, try, nil
			}
		}
	}
	return Stage{}, Try{}, fmt.Errorf("there is no try %q", name)
}
