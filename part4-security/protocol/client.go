package protocol

import (
	"fmt"
	"strings"
)

// clientCommands are the subcommands of CLIENT.
var clientCommands = []command{
	{name: "SETNAME", least: 1, most: 1, answer: (*call).setName},
	{name: "GETNAME", answer: (*call).getName},
	{name: "ID", answer: (*call).clientID},
	{name: "INFO", answer: (*call).clientInfo},
	{name: "LIST", answer: (*call).clientInfo},
	{name: "REPLY", least: 1, most: 1, answer: (*call).setReply},
	{name: "TRACKING", least: 1, most: unlimited, answer: (*call).track},
	{name: "CACHING", least: 1, most: 1, answer: (*call).cache},
	{name: "SETINFO", least: 2, most: 2, answer: (*call).accept},
	{name: "NO-EVICT", least: 1, most: 1, answer: (*call).accept},
	{name: "NO-TOUCH", least: 1, most: 1, answer: (*call).accept},
}

func (c *call) client(arguments [][]byte) {
	c.subcommand("client", clientCommands, arguments)
}

// accept is for what a client says about itself and makes no difference here.
func (c *call) accept([][]byte) { c.ok() }

func (c *call) setName(arguments [][]byte) {
	if !isName(arguments[0]) {
		c.fail(badName)
		return
	}
	c.name = string(arguments[0])
	c.ok()
}

// isName reports whether a client may call itself that.
func isName(name []byte) bool {
	for _, b := range name {
		if b <= ' ' || b > '~' {
			return false
		}
	}
	return true
}

func (c *call) getName([][]byte) {
	if c.name == "" {
		c.reply = appendNull(c.reply, c.resp3)
		return
	}
	c.reply = appendBulk(c.reply, c.name)
}

func (c *call) clientID([][]byte) { c.reply = appendInteger(c.reply, c.id) }

// clientInfo answers what is known of this client. CLIENT LIST answers no more:
// the other clients are none of its business.
func (c *call) clientInfo([][]byte) {
	c.appendText(fmt.Sprintf("id=%d name=%s flags=N db=0 user=default resp=%d\n",
		c.id, c.name, c.version()))
}

// mutes are what CLIENT REPLY can ask for: how many replies to leave out,
// beginning with its own.
var mutes = map[string]int{"ON": 0, "SKIP": 2, "OFF": alwaysMute}

// alwaysMute leaves out all replies.
const alwaysMute = -1

func (c *call) setReply(arguments [][]byte) {
	mode := strings.ToUpper(string(arguments[0]))
	mute, ok := mutes[mode]
	switch {
	case !ok:
		c.fail("ERR syntax error")
	case mode == "ON":
		c.mute = 0
		c.ok()
	case c.mute != alwaysMute:
		c.mute = mute
	}
}

// noCaching says why a client must not keep answers: a list that is loaded anew
// changes them, and nothing is sent to a client that did not ask.
const noCaching = "ERR client-side caching is not supported: this server does " +
	"not announce changes; turn it off in the client"

// track accepts the mode OPTIN. It promises nothing: what the client wants to
// keep it must announce with CLIENT CACHING, which is refused.
func (c *call) track(arguments [][]byte) {
	mode := strings.ToUpper(string(arguments[0]))
	optIn := len(arguments) == 2 &&
		strings.EqualFold(string(arguments[1]), "OPTIN")
	switch {
	case mode == "OFF", mode == "ON" && optIn:
		c.ok()
	case mode == "ON":
		c.fail(noCaching)
	default:
		c.fail("ERR syntax error")
	}
}

func (c *call) cache([][]byte) { c.fail(noCaching) }
