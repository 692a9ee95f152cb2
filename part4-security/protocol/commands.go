package protocol

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"wallsockets/part3-threads/frequency"
)

// command is one that a RESP client may send: how many arguments it takes at
// least and at most, and what answers it.
type command struct {
	least, most int
	run         func(w *workspace, arguments [][]byte)
}

// unlimited is for commands that take as many words as a request may have.
const unlimited = 1 << 30

// commands are the service's own, by their names in upper case, then those
// that common clients send of their own accord when they connect.
var commands = map[string]command{
	"PING":    {0, 1, (*workspace).ping},
	"GET":     {1, 1, (*workspace).get},
	"MGET":    {1, unlimited, (*workspace).mget},
	"FREQ":    {1, unlimited, (*workspace).freq},
	"AVERAGE": {1, unlimited, (*workspace).average},
	"UNUSUAL": {2, unlimited, (*workspace).unusual},
	"INFO":    {0, unlimited, (*workspace).info},
	"QUIT":    {0, 0, (*workspace).bye},

	"HELLO":   {0, unlimited, (*workspace).hello},
	"CLIENT":  {1, unlimited, (*workspace).client},
	"COMMAND": {0, unlimited, (*workspace).command},
	"CONFIG":  {2, 2, (*workspace).config},
}

// longestName bounds the name of a command, to look it up in upper case
// without memory of its own.
const longestName = 8

// lookUp finds a command by its name in upper or lower case.
func lookUp(name []byte) (command, bool) {
	var upper [longestName]byte
	if len(name) > longestName {
		return command{}, false
	}
	for i, b := range name {
		if 'a' <= b && b <= 'z' {
			b -= 'a' - 'A'
		}
		upper[i] = b
	}
	known, ok := commands[string(upper[:len(name)])]
	return known, ok
}

// run answers one request. A request without even a command has no answer.
func (w *workspace) run(request [][]byte) {
	if len(request) == 0 {
		return
	}
	w.answered++
	w.requests.Add(1)
	name, arguments := request[0], request[1:]
	known, ok := lookUp(name)
	switch {
	case !ok:
		w.reply = appendError(w.reply, fmt.Sprintf("ERR unknown command %q", name))
	case len(arguments) < known.least || len(arguments) > known.most:
		w.reply = appendError(w.reply, fmt.Sprintf(
			"ERR wrong number of arguments for '%s' command", bytes.ToLower(name)))
	default:
		known.run(w, arguments)
	}
}

// fold returns words as the table holds them, valid until the next request.
// Nearly always they arrive that way, and are returned as they are.
func (w *workspace) fold(words [][]byte) [][]byte {
	for _, word := range words {
		if !frequency.Folded(word) {
			return w.foldAll(words)
		}
	}
	return words
}

// foldAll returns folded copies of words.
func (w *workspace) foldAll(words [][]byte) [][]byte {
	w.words, w.folded = w.words[:0], w.folded[:0]
	for _, word := range words {
		start := len(w.folded)
		w.folded = frequency.Fold(w.folded, word)
		w.words = append(w.words, w.folded[start:])
	}
	return w.words
}

func (w *workspace) ping(arguments [][]byte) {
	if len(arguments) == 0 {
		w.reply = appendSimple(w.reply, "PONG")
		return
	}
	w.reply = appendBulk(w.reply, arguments[0])
}

// get answers the count of a word as Redis would that has the list loaded.
func (w *workspace) get(arguments [][]byte) { w.appendCounts(arguments) }

func (w *workspace) mget(arguments [][]byte) {
	w.reply = appendArray(w.reply, len(arguments))
	w.appendCounts(arguments)
}

// appendCounts looks all words up together, and copies the digits that the
// table has for each.
func (w *workspace) appendCounts(words [][]byte) {
	table := w.table.Load()
	w.found = table.Counts(w.fold(words), w.found)
	for _, digits := range w.found {
		if digits == nil {
			w.reply = appendNil(w.reply)
		} else {
			w.reply = appendBulk(w.reply, digits)
		}
	}
	runtime.KeepAlive(table) // the digits are its own
}

// freq answers the frequency per million of each word.
func (w *workspace) freq(arguments [][]byte) {
	table := w.table.Load()
	w.reply = appendArray(w.reply, len(arguments))
	for _, word := range w.fold(arguments) {
		count, _ := table.Count(word)
		w.reply = appendPerMillion(w.reply, table.PerMillion(count))
	}
}

func (w *workspace) average(arguments [][]byte) {
	average := w.table.Load().Average(w.fold(arguments))
	w.reply = appendPerMillion(w.reply, average)
}

// unusual answers the words that are the least frequent, as many as the first
// argument says, or all if there are fewer.
func (w *workspace) unusual(arguments [][]byte) {
	n, err := strconv.Atoi(string(arguments[0]))
	if err != nil || n < 0 {
		w.reply = appendError(w.reply, "ERR value is not an integer from 0 up")
		return
	}
	words := w.table.Load().Unusual(w.fold(arguments[1:]), n)
	w.reply = appendArray(w.reply, len(words))
	for _, word := range words {
		w.reply = appendBulk(w.reply, word)
	}
}

// info answers lines of a name, a colon and a value, as Redis does.
func (w *workspace) info([][]byte) {
	table := w.table.Load()
	w.reply = appendBulk(w.reply, fmt.Sprintf("# wallsockets\r\n"+
		"process_id:%d\r\nuptime_in_seconds:%d\r\n"+
		"connected_clients:%d\r\ntotal_connections_received:%d\r\n"+
		"total_commands_processed:%d\r\n"+
		"different_words:%d\r\nrunning_words:%d\r\n",
		os.Getpid(), int(time.Since(w.started).Seconds()),
		w.clients.Load(), w.sessions.Load(), w.requests.Load(),
		table.Len(), table.Total()))
}

func (w *workspace) bye([][]byte) {
	w.reply = appendSimple(w.reply, "OK")
	w.quit = true
}

// hello answers who is here. A client that wants another version of RESP is
// told that there is none, and goes on in this one.
func (w *workspace) hello(arguments [][]byte) {
	if len(arguments) > 0 && string(arguments[0]) != "2" {
		w.reply = appendError(w.reply, "NOPROTO only RESP2 is spoken here")
		return
	}
	w.reply = appendArray(w.reply, 14)
	w.reply = appendBulk(appendBulk(w.reply, "server"), "wallsockets")
	w.reply = appendBulk(appendBulk(w.reply, "version"), "1.0.0")
	w.reply = appendInteger(appendBulk(w.reply, "proto"), 2)
	w.reply = appendInteger(appendBulk(w.reply, "id"), w.id)
	w.reply = appendBulk(appendBulk(w.reply, "mode"), "standalone")
	w.reply = appendBulk(appendBulk(w.reply, "role"), "master")
	w.reply = appendArray(appendBulk(w.reply, "modules"), 0)
}

// client takes what a client tells of itself.
func (w *workspace) client(arguments [][]byte) {
	switch name := strings.ToUpper(string(arguments[0])); name {
	case "SETNAME", "SETINFO", "NO-EVICT", "NO-TOUCH":
		w.reply = appendSimple(w.reply, "OK") // nothing here depends on it
	case "GETNAME":
		w.reply = appendNil(w.reply)
	case "ID":
		w.reply = appendInteger(w.reply, w.id)
	default:
		w.reply = appendError(w.reply,
			fmt.Sprintf("ERR unknown subcommand %q", arguments[0]))
	}
}

// command would describe the commands; clients manage without.
func (w *workspace) command([][]byte) { w.reply = appendArray(w.reply, 0) }

// config answers redis-benchmark, which wants to know how Redis keeps its data
// on disk: not at all. Nothing can be set.
func (w *workspace) config(arguments [][]byte) {
	if !strings.EqualFold(string(arguments[0]), "GET") {
		w.reply = appendError(w.reply,
			fmt.Sprintf("ERR unknown subcommand %q", arguments[0]))
		return
	}
	w.reply = appendArray(w.reply, 2)
	w.reply = appendBulk(appendBulk(w.reply, arguments[1]), "")
}

func appendPerMillion(reply []byte, perMillion float64) []byte {
	var digits [32]byte
	return appendBulk(reply, strconv.AppendFloat(digits[:0], perMillion, 'f', 1, 64))
}
