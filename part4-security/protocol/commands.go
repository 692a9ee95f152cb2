package protocol

import (
	"bytes"
	"fmt"
	"runtime"
	"strconv"
	"sync"

	"wallsockets/part3-threads/frequency"
	"wallsockets/part4-security/protocol/engine"
)

// command is one that a RESP client may send.
type command struct {
	name        string // in upper case
	least, most int    // arguments that it takes
	answer      func(c *call, arguments [][]byte)

	// For COMMAND, which lists the commands:
	arguments string // what they are, as in "n word..."
	summary   string
}

// unlimited is the most for commands that take any number of words.
const unlimited = 1 << 30

// commands are the service's own, the frequent ones first, then those that
// Redis clients send by themselves (connecting.go).
var commands []command

func init() { // COMMAND refers to commands, which refers to COMMAND
	commands = []command{
		{"MGET", 1, unlimited, (*call).mget, "word...",
			"How often each word was counted"},
		{"GET", 1, 1, (*call).get, "word", "How often a word was counted"},
		{"FREQ", 1, unlimited, (*call).freq, "word...",
			"The frequency of each word per million"},
		{"AVERAGE", 1, unlimited, (*call).average, "word...",
			"The average frequency of the words per million"},
		{"UNUSUAL", 2, unlimited, (*call).unusual, "n word...",
			"The n least frequent of the words"},
		{"PING", 0, 1, (*call).ping, "[word]", "PONG, or the word"},
		{"INFO", 0, unlimited, (*call).info, "[section...]",
			"What this server is and does"},
		{"ECHO", 1, 1, (*call).echo, "message", "The message"},
		{"QUIT", 0, unlimited, (*call).quit, "", "Close the connection"},

		{"HELLO", 0, unlimited, (*call).hello, "[version] [option...]",
			"Begin to speak RESP2 or RESP3"},
		{"CLIENT", 1, unlimited, (*call).client, "subcommand [option...]",
			"What a client says about itself"},
		{"COMMAND", 0, unlimited, (*call).command, "[subcommand] [name...]",
			"These commands"},
		{"CONFIG", 1, unlimited, (*call).config, "subcommand [pattern...]",
			"The settings"},
		{"SELECT", 1, 1, (*call).selectList, "n", "Choose list 0, the only one"},
		{"DBSIZE", 0, 0, (*call).size, "", "How many words the list has"},
		{"RESET", 0, 0, (*call).reset, "", "Begin anew, in RESP2"},
	}
}

// find finds a command by its name in upper or lower case, or returns nil. A few
// names are compared in less time than a map takes to hash one.
func find(among []command, name []byte) *command {
	for i := range among {
		known := &among[i]
		if len(name) == len(known.name) && equalFold(name, known.name) {
			return known
		}
	}
	return nil
}

// equalFold reports whether name is upper, in upper or lower case.
func equalFold(name []byte, upper string) bool {
	for i, b := range name {
		if 'a' <= b && b <= 'z' {
			b -= 'a' - 'A'
		}
		if b != upper[i] {
			return false
		}
	}
	return true
}

// call is what it takes to answer the requests of one read.
type call struct {
	*session          // whose requests they are
	request  [][]byte // being answered; points into the input
	words    [][]byte // its words in folded form, if they arrived in another;
	folded   []byte   // they point into this
	found    [][]byte // what the table has for them
	reply    []byte   // answers so far
	leaving  bool     // the client said QUIT
}

var calls = sync.Pool{New: func() any { return new(call) }}

// run answers the request and returns what the session wants after it. A
// request without even a command has no answer.
func (c *call) run() engine.Want {
	before := len(c.reply)
	if len(c.request) > 0 {
		c.answered++
		c.requests.Add(1)
		c.dispatch(c.request[0], c.request[1:])
	}
	if c.mute != 0 {
		c.reply = c.reply[:before]
		c.mute = max(c.mute-1, alwaysMute)
	}
	switch {
	case c.leaving:
		return engine.End
	case len(c.reply) >= maxReply:
		return engine.Room
	}
	return engine.NextRequest
}

// dispatch has the method of a command answer it.
func (c *call) dispatch(name []byte, arguments [][]byte) {
	known := find(commands, name)
	switch {
	case known == nil:
		c.refuseCommand(name)
	case len(arguments) < known.least || len(arguments) > known.most:
		c.fail("ERR wrong number of arguments for '%s' command",
			bytes.ToLower(name))
	default:
		known.answer(c, arguments)
	}
}

// fail answers with an error.
func (c *call) fail(format string, arguments ...any) {
	c.reply = appendError(c.reply, fmt.Sprintf(format, arguments...))
}

// fold returns words as the table holds them, valid until the next request.
// Nearly always they arrive that way, and are returned as they are.
func (c *call) fold(words [][]byte) [][]byte {
	for _, word := range words {
		if !frequency.Folded(word) {
			return c.foldAll(words)
		}
	}
	return words
}

// foldAll returns folded copies of words.
func (c *call) foldAll(words [][]byte) [][]byte {
	c.words, c.folded = c.words[:0], c.folded[:0]
	for _, word := range words {
		start := len(c.folded)
		c.folded = frequency.Fold(c.folded, word)
		c.words = append(c.words, c.folded[start:])
	}
	return c.words
}

func (c *call) ping(arguments [][]byte) {
	if len(arguments) == 0 {
		c.reply = appendSimple(c.reply, "PONG")
		return
	}
	c.reply = appendBulk(c.reply, arguments[0])
}

// get answers the count of a word, as a Redis with the list loaded would.
func (c *call) get(arguments [][]byte) { c.appendCounts(arguments) }

func (c *call) mget(arguments [][]byte) {
	c.reply = appendArray(c.reply, len(arguments))
	c.appendCounts(arguments)
}

// appendCounts looks all words up together, and copies the digits that the
// table has for each.
func (c *call) appendCounts(words [][]byte) {
	table := c.table.Load()
	c.found = table.Counts(c.fold(words), c.found)
	resp3 := c.resp3
	for _, digits := range c.found {
		if digits == nil {
			c.reply = appendNull(c.reply, resp3)
		} else {
			c.reply = appendBulk(c.reply, digits)
		}
	}
	runtime.KeepAlive(table) // it owns the digits
}

// freq answers the frequency per million of each word.
func (c *call) freq(arguments [][]byte) {
	table := c.table.Load()
	c.reply = appendArray(c.reply, len(arguments))
	for _, word := range c.fold(arguments) {
		count, _ := table.Count(word)
		c.reply = appendPerMillion(c.reply, table.PerMillion(count))
	}
}

func (c *call) average(arguments [][]byte) {
	average := c.table.Load().Average(c.fold(arguments))
	c.reply = appendPerMillion(c.reply, average)
}

// unusual answers the least frequent words, as many as the first argument
// says, or all if there are fewer.
func (c *call) unusual(arguments [][]byte) {
	n, err := strconv.Atoi(string(arguments[0]))
	if err != nil || n < 0 {
		c.fail("ERR value is not an integer or is negative")
		return
	}
	words := c.table.Load().Unusual(c.fold(arguments[1:]), n)
	c.reply = appendArray(c.reply, len(words))
	for _, word := range words {
		c.reply = appendBulk(c.reply, word)
	}
}

// echo answers its argument. redis-cli --pipe waits for it at the end.
func (c *call) echo(arguments [][]byte) {
	c.reply = appendBulk(c.reply, arguments[0])
}

func (c *call) quit([][]byte) {
	c.reply = appendSimple(c.reply, "OK")
	c.leaving = true
}
