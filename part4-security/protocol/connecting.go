package protocol

import (
	"bytes"
	"strconv"
	"strings"
)

// Here are commands that Redis clients send by themselves, most of them on
// connecting; tui/internal/test/clients has a table of who sends what. The
// answers are Redis's own bytes where it has the same to say.

// redisVersion is the version of Redis whose answers these are. Clients decide
// by it what they may ask.
const redisVersion = "7.0.0"

// noPassword is what Redis answers if it has no password, too, and client
// libraries know it. Who may connect is decided by the address or by the mode
// of the socket file.
const noPassword = "ERR AUTH <password> called without any password " +
	"configured for the default user. Are you sure your configuration is " +
	"correct?"

const badName = "ERR Client names cannot contain spaces, newlines or " +
	"special characters."

// refused has the errors for what clients have functions for, but not this
// server. For EXEC and DISCARD they are those of a Redis that was sent no MULTI.
var refused = map[string]string{
	"AUTH": noPassword,
	"MULTI": "ERR MULTI is not supported: nothing here can be changed, so send " +
		"the requests without it",
	"EXEC":    "ERR EXEC without MULTI",
	"DISCARD": "ERR DISCARD without MULTI",
}

// refuseCommand answers a command that does not exist.
func (c *call) refuseCommand(name []byte) {
	if why, ok := refused[strings.ToUpper(string(name))]; ok {
		c.reply = appendError(c.reply, why)
		return
	}
	c.fail("ERR unknown command %q", name)
}

// hello answers what this server is, in the version of RESP that the client
// asks for. The session speaks that version from then on.
func (c *call) hello(arguments [][]byte) {
	resp3, name := c.resp3, c.name
	if len(arguments) > 0 {
		version, err := strconv.Atoi(string(arguments[0]))
		if err != nil {
			c.fail("ERR Protocol version is not an integer or out of range")
			return
		}
		if version != 2 && version != 3 {
			c.fail("NOPROTO unsupported protocol version")
			return
		}
		resp3, arguments = version == 3, arguments[1:]
	}
	for len(arguments) > 0 {
		option := strings.ToUpper(string(arguments[0]))
		switch {
		case option == "AUTH" && len(arguments) > 2:
			c.fail(noPassword)
			return
		case option == "SETNAME" && len(arguments) > 1:
			if !isName(arguments[1]) {
				c.fail(badName)
				return
			}
			name, arguments = string(arguments[1]), arguments[2:]
		default:
			c.fail("ERR Syntax error in HELLO option %s", quote(arguments[0]))
			return
		}
	}
	c.resp3, c.name = resp3, name
	c.greet()
}

// greet answers what this server is.
func (c *call) greet() {
	c.appendMap(7)
	c.reply = appendBulk(appendBulk(c.reply, "server"), "wallsockets")
	c.reply = appendBulk(appendBulk(c.reply, "version"), redisVersion)
	c.reply = appendInteger(appendBulk(c.reply, "proto"), c.version())
	c.reply = appendInteger(appendBulk(c.reply, "id"), c.id)
	c.reply = appendBulk(appendBulk(c.reply, "mode"), "standalone")
	c.reply = appendBulk(appendBulk(c.reply, "role"), "master")
	c.reply = appendArray(appendBulk(c.reply, "modules"), 0)
}

// version returns the version of RESP that the session speaks.
func (s *Session) version() int64 {
	if s.resp3 {
		return 3
	}
	return 2
}

// selectList accepts 0, the number of the only list.
func (c *call) selectList(arguments [][]byte) {
	switch n, err := strconv.Atoi(string(arguments[0])); {
	case err != nil:
		c.fail("ERR value is not an integer or out of range")
	case n != 0:
		c.fail("ERR DB index is out of range")
	default:
		c.ok()
	}
}

func (c *call) size([][]byte) {
	c.reply = appendInteger(c.reply, int64(c.table.Load().Len()))
}

// reset puts the session back to its beginning.
func (c *call) reset([][]byte) {
	c.resp3, c.name, c.mute = false, "", 0
	c.reply = appendSimple(c.reply, "RESET")
}

func (c *call) ok() { c.reply = appendSimple(c.reply, "OK") }

// subcommand has the method answer that the first argument names.
func (c *call) subcommand(of string, among []command, arguments [][]byte) {
	sub := find(among, arguments[0])
	switch n := len(arguments) - 1; {
	case sub == nil:
		c.fail("ERR unknown subcommand %q", arguments[0])
	case n < sub.least || n > sub.most:
		c.fail("ERR wrong number of arguments for '%s|%s' command",
			of, bytes.ToLower(arguments[0]))
	default:
		sub.answer(c, arguments[1:])
	}
}

// quote returns text in single quotes, fit for a terminal.
func quote(text []byte) string {
	quoted := strconv.Quote(string(text))
	return "'" + quoted[1:len(quoted)-1] + "'"
}
