package protocol

import (
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// commandCommands are the subcommands of COMMAND.
var commandCommands = map[string]*command{
	"COUNT": {answer: (*call).countCommands},
	"LIST":  {answer: (*call).listCommands},
	"INFO":  {most: unlimited, answer: (*call).commandInfo},
	"DOCS":  {most: unlimited, answer: (*call).commandDocs},
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
	names := commandNames(nil)
	c.reply = appendArray(c.reply, len(names))
	for _, name := range names {
		c.reply = appendBulk(c.reply, strings.ToLower(name))
	}
}

// commandNames returns the names in arguments, or those of all commands.
func commandNames(arguments [][]byte) (names []string) {
	if len(arguments) == 0 {
		return slices.Sorted(maps.Keys(commands))
	}
	for _, argument := range arguments {
		names = append(names, strings.ToUpper(string(argument)))
	}
	return names
}

// commandInfo answers for each command what a client needs to send it: its
// name, how many words it has, and which of these are looked up.
func (c *call) commandInfo(arguments [][]byte) {
	names := commandNames(arguments)
	c.reply = appendArray(c.reply, len(names))
	for _, name := range names {
		known := commands[name]
		if known == nil {
			c.reply = append(c.reply, c.null()...)
			continue
		}
		c.reply = appendArray(c.reply, 6)
		c.reply = appendBulk(c.reply, strings.ToLower(name))
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
func (c *call) commandDocs(arguments [][]byte) {
	names := slices.DeleteFunc(commandNames(arguments), func(name string) bool {
		return commands[name] == nil
	})
	slices.Sort(names)
	names = slices.Compact(names) // a map has each key once
	c.appendMap(len(names))
	for _, name := range names {
		known := commands[name]
		c.reply = appendBulk(c.reply, strings.ToLower(name))
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
var configCommands = map[string]*command{
	"GET": {least: 1, most: unlimited, answer: (*call).getConfig},
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
