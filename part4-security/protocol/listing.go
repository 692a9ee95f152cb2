package protocol

import (
	"path"
	"slices"
	"strconv"
	"strings"
)

// commandCommands are the subcommands of COMMAND.
var commandCommands = []command{
	{name: "COUNT", answer: (*call).countCommands},
	{name: "LIST", answer: (*call).listCommands},
	{name: "INFO", most: unlimited, answer: (*call).commandInfo},
	{name: "DOCS", most: unlimited, answer: (*call).commandDocs},
}

func (c *call) command(arguments [][]byte) {
	if len(arguments) == 0 {
		c.commandInfo(nil)
		return
	}
	c.subcommand("command", commandCommands, arguments)
}

func (c *call) countCommands([][]byte) {
	c.reply = appendInteger(c.reply, int64(len(commands)))
}

func (c *call) listCommands([][]byte) {
	c.reply = appendArray(c.reply, len(commands))
	for _, known := range commands {
		c.reply = appendBulk(c.reply, strings.ToLower(known.name))
	}
}

// named returns the commands with these names, nil for an unknown one, or all.
func named(names [][]byte) []*command {
	var found []*command
	for _, name := range names {
		found = append(found, find(commands, name))
	}
	if len(names) == 0 {
		for i := range commands {
			found = append(found, &commands[i])
		}
	}
	return found
}

// commandInfo answers for each command what a client needs to send it: its
// name, how many words it has, and which of these are looked up.
func (c *call) commandInfo(names [][]byte) {
	wanted := named(names)
	c.reply = appendArray(c.reply, len(wanted))
	for _, known := range wanted {
		if known == nil {
			c.reply = appendNull(c.reply, c.resp3)
			continue
		}
		c.reply = appendArray(c.reply, 6)
		c.reply = appendBulk(c.reply, strings.ToLower(known.name))
		c.reply = appendInteger(c.reply, known.arity())
		first, last := known.lookedUp()
		if first > 0 {
			c.appendSet(2)
			c.reply = appendSimple(c.reply, "readonly")
		} else {
			c.appendSet(1)
		}
		c.reply = appendSimple(c.reply, "fast")
		c.reply = appendInteger(c.reply, first)
		c.reply = appendInteger(c.reply, last)
		c.reply = appendInteger(c.reply, min(first, 1)) // from one to the next
	}
}

// arity returns how many words a request has, the command's name included. A
// negative number means: at least.
func (k *command) arity() int64 {
	if k.least == k.most {
		return int64(k.least) + 1
	}
	return -int64(k.least) - 1
}

// lookedUp returns where the words that are looked up begin and end in a
// request. 0 means that there are none, -1 is the end of the request.
func (k *command) lookedUp() (first, last int64) {
	for i, argument := range strings.Fields(k.arguments) {
		switch argument {
		case "word":
			return int64(i) + 1, int64(i) + 1
		case "word...":
			return int64(i) + 1, -1
		}
	}
	return 0, 0
}

// commandDocs answers for each command what a person should know. redis-cli
// shows it as help and hints.
func (c *call) commandDocs(names [][]byte) {
	var wanted []*command
	for _, known := range named(names) { // a map has each key once
		if known != nil && !slices.Contains(wanted, known) {
			wanted = append(wanted, known)
		}
	}
	c.appendMap(len(wanted))
	for _, known := range wanted {
		c.reply = appendBulk(c.reply, strings.ToLower(known.name))
		c.appendMap(4)
		c.reply = appendBulk(appendBulk(c.reply, "summary"), known.summary)
		c.reply = appendBulk(appendBulk(c.reply, "since"), "1.0.0")
		c.reply = appendBulk(appendBulk(c.reply, "group"), "wallsockets")
		c.reply = appendBulk(c.reply, "arguments")
		fields := strings.Fields(known.arguments)
		c.reply = appendArray(c.reply, len(fields))
		for _, field := range fields {
			c.appendArgument(field)
		}
	}
}

// appendArgument describes an argument like "n", "word..." or "[section...]".
func (c *call) appendArgument(field string) {
	kind, flags := "string", []string(nil)
	if field == "n" {
		kind = "integer"
	}
	if field[0] == '[' {
		field, flags = strings.Trim(field, "[]"), append(flags, "optional")
	}
	if name, ok := strings.CutSuffix(field, "..."); ok {
		field, flags = name, append(flags, "multiple")
	}
	c.appendMap(3)
	c.reply = appendBulk(appendBulk(c.reply, "name"), field)
	c.reply = appendBulk(appendBulk(c.reply, "type"), kind)
	c.reply = appendBulk(c.reply, "flags")
	c.appendSet(len(flags))
	for _, flag := range flags {
		c.reply = appendSimple(c.reply, flag)
	}
}

// configCommands are the subcommands of CONFIG.
var configCommands = []command{
	{name: "GET", least: 1, most: unlimited, answer: (*call).getConfig},
}

func (c *call) config(arguments [][]byte) {
	c.subcommand("config", configCommands, arguments)
}

// getConfig answers the settings of Redis that have a meaning here, as far as
// the arguments, which are patterns, name them. redis-benchmark asks how data
// is kept on disk: not at all.
func (c *call) getConfig(arguments [][]byte) {
	settings := [][2]string{
		{"appendonly", "no"}, {"databases", "1"},
		{"maxclients", strconv.Itoa(c.limits.Clients)}, {"save", ""},
	}
	settings = slices.DeleteFunc(settings, func(setting [2]string) bool {
		return !slices.ContainsFunc(arguments, func(pattern []byte) bool {
			match, _ := path.Match(strings.ToLower(string(pattern)), setting[0])
			return match
		})
	})
	c.appendMap(len(settings))
	for _, setting := range settings {
		c.reply = appendBulk(appendBulk(c.reply, setting[0]), setting[1])
	}
}
