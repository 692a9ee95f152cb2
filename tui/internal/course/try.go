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
	Words string    // the word list that the server is started with; "": its own
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

// TryStep is something that happens in a try: a client does it, a program of the stage
// is started, or the server's words are exchanged.
type TryStep struct {
	// A client connects at its first step.
	Client int    // counted from 1; 0: no client
	Send   string // by the client, or what is typed to the program; empty: nothing
	Close  bool   // the client closes its connection, after sending
	Every  time.Duration

	// Program is "client", which gets Args as flags, or "server", which gets them as
	// they are; ServersOwn is the path that the server has.
	Program string
	Args    []string
	Get     string // asked of the page that the program serves: "?words=quick"

	// Words becomes the word list of the try, which the server is then told to reload.
	Words string

	Until Sight // what to wait for before the next step; the zero value: nothing
}

// ServersOwn stands in TryStep.Args for the path of the socket file that the server
// listens on. Clients connect to another one, the relay's.
const ServersOwn = "{the server's}"

// Sight is something that appears in the messages, or in what the programs print. The
// zero value is nothing.
type Sight struct {
	Kind   string // of an event, as wire names it: "data", "reset"; "": of no event
	From   string // the side whose event it is: "client" or "server"
	Text   string // what the event's data has; "": anything
	Output string // what a line has that the server or a step's program printed; "": not looked for
}

// String describes what to wait for: `data from the server with "busy"`.
func (s Sight) String() string {
	switch {
	case s.Output != "":
		return fmt.Sprintf("a line of output with %q", s.Output)
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
			Steps: []TryStep{{Client: 1}, {Client: 2, Until: Sight{Kind: "queued", From: "client"}},
				{Client: 1, Send: "one\n"}},
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
	5: {
		{
			Item: 3, Name: "names that are refused",
			Steps: []TryStep{
				{Program: "server", Args: []string{ServersOwn}, Until: Sight{Output: "another server listens on"}},
				{Program: "server", Args: []string{"/tmp/" + strings.Repeat("x", 103)},
					Until: Sight{Output: "it has 108 bytes"}},
				{Program: "server", Args: []string{"go.mod"}, Until: Sight{Output: "a regular file is there"}},
				{Program: "server", Args: []string{"@hidden"}},
			},
			Watch: "four servers refused; < and > say why, one by one",
			Sees:  Sight{Output: "a leading @"},
		},
		{
			Item: 9, Name: "the process that asks",
			Steps: []TryStep{
				{Program: "client", Send: "whale", Until: Sight{Output: `: "whale"`}},
				{Program: "client", Send: "quick"},
			},
			Watch: "the log names two processes: they are #1's and #2's",
			Sees:  Sight{Output: `: "quick"`},
		},
	},
	6: {
		{
			Item: 1, Name: "a reload, and a wrong list", Words: "whale 10\n",
			Steps: []TryStep{
				{Words: "whale 11\n", Until: Sight{Output: "reloaded 1 words"}},
				{Words: "whale twelve\n", Until: Sight{Output: "the old words stay in use"}},
				{Client: 1, Send: "*2\r\n$3\r\nGET\r\n$5\r\nwhale\r\n"},
			},
			Watch: "a list with a fault is refused; the answer stays 11",
			Sees:  Sight{Kind: "data", From: "server", Text: "11"},
		},
		{
			Item: 3, Name: "a newline smuggled into the page",
			Steps: []TryStep{{Program: "client", Args: []string{"-web"}, Get: "?words=the%0Aquick"}},
			Watch: "the server logs one request, not two (needs PHP)",
			Sees:  Sight{Output: `: "the quick"`},
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
