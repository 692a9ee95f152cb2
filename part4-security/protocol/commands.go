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
	// answer answers it; nil: it is answered with the counts of its
	// arguments, in an array if there may be several.
	answer func(c *call, arguments [][]byte)

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
		{"MGET", 1, unlimited, nil, "word...",
			"How often each word was counted"},
		{"GET", 1, 1, nil, "word", "How often a word was counted"},
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
	*Session
	words   [][]byte // the arguments of requests; they point into the input
	waiting []int    // requests for the counts of words that were not looked up
	//                  yet: how many words each has, or single
	found   [][]byte // what the table has for words
	folded  []byte   // words in the form in which the table has them
	reply   []byte   // answers so far
	leaving bool     // the client said QUIT
}

// single stands for the one word of a GET, whose answer is no array.
const single = -1

var calls = sync.Pool{New: func() any { return new(call) }}

// maxWaiting is how many words may wait to be looked up.
const maxWaiting = 1024

// run answers a request and returns what the session wants after it. Requests
// for counts wait for others that follow: the more words are looked up
// together, the less time each takes. A request without even a command has no
// answer.
func (c *call) run(name []byte, arguments [][]byte) engine.Want {
	if name != nil {
		c.answered++
		c.requests.Add(1)
	}
	known := find(commands, name)
	takes := known != nil && known.takes(len(arguments))
	waits := takes && known.answer == nil && c.mute == 0
	if !waits {
		c.lookUp() // answers come in the order of the requests
	}
	before := len(c.reply)
	switch {
	case name == nil:
	case known == nil:
		c.refuseCommand(name)
	case !takes:
		c.fail("ERR wrong number of arguments for '%s' command",
			bytes.ToLower(name))
	case known.answer != nil:
		known.answer(c, arguments)
	case waits && known.most == 1:
		c.waiting = append(c.waiting, single)
	case waits:
		c.waiting = append(c.waiting, len(arguments))
	}
	if len(c.words) >= maxWaiting {
		c.lookUp()
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

// takes reports whether the command takes n arguments.
func (k *command) takes(n int) bool { return k.least <= n && n <= k.most }

// lookUp answers the requests that wait, by copying the digits that the table
// has for each word. It forgets the words of all requests.
func (c *call) lookUp() {
	if len(c.waiting) > 0 {
		table := c.table.Load()
		c.found = table.Counts(c.words, c.found)
		done := 0
		for _, n := range c.waiting {
			if n != single {
				c.reply = appendArray(c.reply, n)
			}
			for range max(n, 1) {
				c.appendCount(table, c.words[done], c.found[done])
				done++
			}
		}
		runtime.KeepAlive(table) // it owns the digits
	}
	c.words, c.waiting = c.words[:0], c.waiting[:0]
}

// appendCount appends the count of a word, for which the table has digits. Most
// words arrive as the table has them, so the others are folded only now.
func (c *call) appendCount(table *frequency.Table, word, digits []byte) {
	if digits == nil && !frequency.Folded(word) {
		c.folded = frequency.Fold(c.folded[:0], word)
		if count, known := table.Count(c.folded); known {
			digits = strconv.AppendUint(c.folded[:0], count, 10)
		}
	}
	if digits == nil {
		c.reply = appendNull(c.reply, c.resp3)
		return
	}
	c.reply = appendBulk(c.reply, digits)
}

// fail answers with an error.
func (c *call) fail(format string, arguments ...any) {
	c.reply = appendError(c.reply, fmt.Sprintf(format, arguments...))
}

// fold replaces words by the form in which the table has them, and returns
// them. Nearly always they arrive in that form.
func (c *call) fold(words [][]byte) [][]byte {
	c.folded = c.folded[:0]
	for i, word := range words {
		if !frequency.Folded(word) {
			start := len(c.folded)
			c.folded = frequency.Fold(c.folded, word)
			words[i] = c.folded[start:]
		}
	}
	return words
}

func (c *call) ping(arguments [][]byte) {
	if len(arguments) == 0 {
		c.reply = appendSimple(c.reply, "PONG")
		return
	}
	c.reply = appendBulk(c.reply, arguments[0])
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
