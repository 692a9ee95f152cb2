package protocol

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"wallsockets/part3-threads/frequency"
	"wallsockets/part4-security/protocol/engine"
)

// command is one that a RESP client may send: its name, the least and the most
// arguments that it takes, and the method that answers it.
type command struct {
	name        string
	least, most int
	answer      func(c *call, arguments [][]byte)
}

// unlimited is the most for commands that take any number of words.
const unlimited = 1 << 30

// commands are the service's own, the frequent ones first, then those that
// common clients send by themselves when they connect.
var commands = []command{
	{"MGET", 1, unlimited, (*call).mget},
	{"GET", 1, 1, (*call).get},
	{"FREQ", 1, unlimited, (*call).freq},
	{"AVERAGE", 1, unlimited, (*call).average},
	{"UNUSUAL", 2, unlimited, (*call).unusual},
	{"PING", 0, 1, (*call).ping},
	{"INFO", 0, unlimited, (*call).info},
	{"QUIT", 0, 0, (*call).quit},

	{"HELLO", 0, unlimited, (*call).hello},
	{"CLIENT", 1, unlimited, (*call).clientInfo},
	{"COMMAND", 0, unlimited, (*call).listCommands},
	{"CONFIG", 2, 2, (*call).getConfig},
}

// lookUp finds a command by its name in upper or lower case, or returns nil. A
// dozen names are compared in less time than a map takes to hash one.
func lookUp(name []byte) *command {
	for i := range commands {
		known := &commands[i]
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
	if len(c.request) == 0 {
		return engine.NextRequest
	}
	c.answered++
	c.requests.Add(1)
	name, arguments := c.request[0], c.request[1:]
	known := lookUp(name)
	switch {
	case known == nil:
		c.reply = appendError(c.reply,
			fmt.Sprintf("ERR unknown command %q", name))
	case len(arguments) < known.least || len(arguments) > known.most:
		c.reply = appendError(c.reply, fmt.Sprintf(
			"ERR wrong number of arguments for '%s' command",
			bytes.ToLower(name)))
	default:
		known.answer(c, arguments)
	}
	switch {
	case c.leaving:
		return engine.End
	case len(c.reply) >= maxReply:
		return engine.Room
	}
	return engine.NextRequest
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
	for _, digits := range c.found {
		if digits == nil {
			c.reply = appendNil(c.reply)
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
		c.reply = appendError(c.reply,
			"ERR value is not an integer or is negative")
		return
	}
	words := c.table.Load().Unusual(c.fold(arguments[1:]), n)
	c.reply = appendArray(c.reply, len(words))
	for _, word := range words {
		c.reply = appendBulk(c.reply, word)
	}
}

// info answers lines of a name, a colon and a value, as Redis does.
func (c *call) info([][]byte) {
	table := c.table.Load()
	c.reply = appendBulk(c.reply, fmt.Sprintf("# wallsockets\r\n"+
		"process_id:%d\r\nuptime_in_seconds:%d\r\n"+
		"connected_clients:%d\r\ntotal_connections_received:%d\r\n"+
		"total_commands_processed:%d\r\n"+
		"different_words:%d\r\nrunning_words:%d\r\n",
		os.Getpid(), int(time.Since(c.started).Seconds()),
		c.engine.Clients(), c.sessions.Load(), c.requests.Load(),
		table.Len(), table.Total()))
}

func (c *call) quit([][]byte) {
	c.reply = appendSimple(c.reply, "OK")
	c.leaving = true
}

// hello answers what this server is. A client that asks for another version of
// RESP gets an error, and may go on in this one.
func (c *call) hello(arguments [][]byte) {
	if len(arguments) > 0 && string(arguments[0]) != "2" {
		c.reply = appendError(c.reply, "NOPROTO only RESP2 is spoken here")
		return
	}
	c.reply = appendArray(c.reply, 14)
	c.reply = appendBulk(appendBulk(c.reply, "server"), "wallsockets")
	c.reply = appendBulk(appendBulk(c.reply, "version"), "1.0.0")
	c.reply = appendInteger(appendBulk(c.reply, "proto"), 2)
	c.reply = appendInteger(appendBulk(c.reply, "id"), c.id)
	c.reply = appendBulk(appendBulk(c.reply, "mode"), "standalone")
	c.reply = appendBulk(appendBulk(c.reply, "role"), "master")
	c.reply = appendArray(appendBulk(c.reply, "modules"), 0)
}

// clientInfo accepts what a client says about itself, and ignores it.
func (c *call) clientInfo(arguments [][]byte) {
	switch name := strings.ToUpper(string(arguments[0])); name {
	case "SETNAME", "SETINFO", "NO-EVICT", "NO-TOUCH":
		c.reply = appendSimple(c.reply, "OK")
	case "GETNAME":
		c.reply = appendNil(c.reply)
	case "ID":
		c.reply = appendInteger(c.reply, c.id)
	default:
		c.reply = appendError(c.reply,
			fmt.Sprintf("ERR unknown subcommand %q", arguments[0]))
	}
}

// listCommands would describe the commands; clients manage without.
func (c *call) listCommands([][]byte) { c.reply = appendArray(c.reply, 0) }

// getConfig answers redis-benchmark, which asks how Redis keeps its data on
// disk: not at all. Nothing can be set.
func (c *call) getConfig(arguments [][]byte) {
	if !strings.EqualFold(string(arguments[0]), "GET") {
		c.reply = appendError(c.reply,
			fmt.Sprintf("ERR unknown subcommand %q", arguments[0]))
		return
	}
	c.reply = appendArray(c.reply, 2)
	c.reply = appendBulk(appendBulk(c.reply, arguments[1]), "")
}
