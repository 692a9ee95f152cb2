package protocol

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"wallsockets/part3-threads/frequency"
)

// command is one that a RESP client may send: how many arguments it takes at
// least and at most, and what answers it.
type command struct {
	least, most int
	run         func(s *session, arguments [][]byte)
}

// unlimited is for commands that take as many words as a request may have.
const unlimited = 1 << 30

// commands are the service's own, by their names in upper case, then those
// that common clients send of their own accord when they connect.
var commands = map[string]command{
	"PING":    {0, 1, (*session).ping},
	"GET":     {1, 1, (*session).get},
	"MGET":    {1, unlimited, (*session).mget},
	"FREQ":    {1, unlimited, (*session).freq},
	"AVERAGE": {1, unlimited, (*session).average},
	"UNUSUAL": {2, unlimited, (*session).unusual},
	"INFO":    {0, unlimited, (*session).info},
	"QUIT":    {0, 0, (*session).bye},

	"HELLO":   {0, unlimited, (*session).hello},
	"CLIENT":  {1, unlimited, (*session).client},
	"COMMAND": {0, unlimited, (*session).command},
	"CONFIG":  {2, 2, (*session).config},
}

// run answers one request. A request without even a command has no answer.
func (s *session) run(request [][]byte) {
	if len(request) == 0 {
		return
	}
	s.answered++
	s.requests.Add(1)
	name, arguments := strings.ToUpper(string(request[0])), request[1:]
	known, ok := commands[name]
	switch {
	case !ok:
		s.reply = appendError(s.reply,
			fmt.Sprintf("ERR unknown command %q", request[0]))
	case len(arguments) < known.least || len(arguments) > known.most:
		s.reply = appendError(s.reply, fmt.Sprintf(
			"ERR wrong number of arguments for '%s' command", strings.ToLower(name)))
	default:
		known.run(s, arguments)
	}
}

// fold returns words as the table holds them, valid until the next request.
func (s *session) fold(words [][]byte) [][]byte {
	s.words, s.folded = s.words[:0], s.folded[:0]
	for _, word := range words {
		start := len(s.folded)
		s.folded = frequency.Fold(s.folded, word)
		s.words = append(s.words, s.folded[start:])
	}
	return s.words
}

func (s *session) ping(arguments [][]byte) {
	if len(arguments) == 0 {
		s.reply = appendSimple(s.reply, "PONG")
		return
	}
	s.reply = appendBulk(s.reply, arguments[0])
}

// get answers the count of a word as Redis would that has the list loaded.
func (s *session) get(arguments [][]byte) {
	count, ok := s.table.Load().Count(s.fold(arguments)[0])
	s.reply = appendCount(s.reply, count, ok)
}

func (s *session) mget(arguments [][]byte) {
	table := s.table.Load()
	s.reply = appendArray(s.reply, len(arguments))
	for _, word := range s.fold(arguments) {
		count, ok := table.Count(word)
		s.reply = appendCount(s.reply, count, ok)
	}
}

// freq answers the frequency per million of each word.
func (s *session) freq(arguments [][]byte) {
	table := s.table.Load()
	s.reply = appendArray(s.reply, len(arguments))
	for _, word := range s.fold(arguments) {
		count, _ := table.Count(word)
		s.reply = appendPerMillion(s.reply, table.PerMillion(count))
	}
}

func (s *session) average(arguments [][]byte) {
	average := s.table.Load().Average(s.fold(arguments))
	s.reply = appendPerMillion(s.reply, average)
}

// unusual answers the words that are the least frequent, as many as the first
// argument says, or all if there are fewer.
func (s *session) unusual(arguments [][]byte) {
	n, err := strconv.Atoi(string(arguments[0]))
	if err != nil || n < 0 {
		s.reply = appendError(s.reply, "ERR value is not an integer from 0 up")
		return
	}
	words := s.table.Load().Unusual(s.fold(arguments[1:]), n)
	s.reply = appendArray(s.reply, len(words))
	for _, word := range words {
		s.reply = appendBulk(s.reply, word)
	}
}

// info answers lines of a name, a colon and a value, as Redis does.
func (s *session) info([][]byte) {
	table := s.table.Load()
	s.reply = appendBulk(s.reply, fmt.Sprintf("# wallsockets\r\n"+
		"process_id:%d\r\nuptime_in_seconds:%d\r\n"+
		"connected_clients:%d\r\ntotal_connections_received:%d\r\n"+
		"total_commands_processed:%d\r\n"+
		"different_words:%d\r\nrunning_words:%d\r\n",
		os.Getpid(), int(time.Since(s.started).Seconds()),
		s.clients.Load(), s.sessions.Load(), s.requests.Load(),
		table.Len(), table.Total()))
}

func (s *session) bye([][]byte) {
	s.reply = appendSimple(s.reply, "OK")
	s.quit = true
}

// hello answers who is here. A client that wants another version of RESP is
// told that there is none, and goes on in this one.
func (s *session) hello(arguments [][]byte) {
	if len(arguments) > 0 && string(arguments[0]) != "2" {
		s.reply = appendError(s.reply, "NOPROTO only RESP2 is spoken here")
		return
	}
	s.reply = appendArray(s.reply, 14)
	s.reply = appendBulk(appendBulk(s.reply, "server"), "wallsockets")
	s.reply = appendBulk(appendBulk(s.reply, "version"), "1.0.0")
	s.reply = appendInteger(appendBulk(s.reply, "proto"), 2)
	s.reply = appendInteger(appendBulk(s.reply, "id"), s.id)
	s.reply = appendBulk(appendBulk(s.reply, "mode"), "standalone")
	s.reply = appendBulk(appendBulk(s.reply, "role"), "master")
	s.reply = appendArray(appendBulk(s.reply, "modules"), 0)
}

// client takes what a client tells of itself.
func (s *session) client(arguments [][]byte) {
	switch name := strings.ToUpper(string(arguments[0])); name {
	case "SETNAME", "SETINFO", "NO-EVICT", "NO-TOUCH":
		s.reply = appendSimple(s.reply, "OK") // nothing here depends on it
	case "GETNAME":
		s.reply = appendNil(s.reply)
	case "ID":
		s.reply = appendInteger(s.reply, s.id)
	default:
		s.reply = appendError(s.reply,
			fmt.Sprintf("ERR unknown subcommand %q", arguments[0]))
	}
}

// command would describe the commands; clients manage without.
func (s *session) command([][]byte) { s.reply = appendArray(s.reply, 0) }

// config answers redis-benchmark, which wants to know how Redis keeps its data
// on disk: not at all. Nothing can be set.
func (s *session) config(arguments [][]byte) {
	if !strings.EqualFold(string(arguments[0]), "GET") {
		s.reply = appendError(s.reply,
			fmt.Sprintf("ERR unknown subcommand %q", arguments[0]))
		return
	}
	s.reply = appendArray(s.reply, 2)
	s.reply = appendBulk(appendBulk(s.reply, arguments[1]), "")
}

func appendCount(reply []byte, count uint64, ok bool) []byte {
	if !ok {
		return appendNil(reply)
	}
	return appendBulk(reply, strconv.FormatUint(count, 10))
}

func appendPerMillion(reply []byte, perMillion float64) []byte {
	return appendBulk(reply, strconv.FormatFloat(perMillion, 'f', 1, 64))
}
