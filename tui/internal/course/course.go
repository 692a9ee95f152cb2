// Package course describes the six stages, once for all: the README's table, the
// guide and the end-to-end tests read it.
package course

import (
	"fmt"
	"net"
	"strings"
)

// Stage is one part of the series: a folder with a server and a client.
type Stage struct {
	Number   int
	ID       string // the folder: "part5-unix"
	Title    string
	Article  string   // the article that it mirrors
	Idea     string   // the one new idea
	From     int      // the part that its code grows from; 0: none
	Adds     []string // what is new since part From
	Network  string   // "tcp": the server's argument is a port; "unix": a path
	Once     bool     // the server answers one client and exits; a signal kills it
	RESP     bool     // the server also speaks RESP on the same socket
	Models   []string // values of the server's -model flag, if it has one
	AskFirst bool     // the client asks for the message before it connects
	WebFlag  string   // makes the client serve a web page; "": it cannot
	Demo     []Exchange
}

// Exchange is one conversation with a stage's server: what the client's user types,
// without the newline, and what the server answers before it closes. The figures
// are those of the embedded word list.
type Exchange struct {
	Send, Want string
}

// The default address of servers and clients, as in the series.
const (
	DefaultHost = "127.0.0.1"
	DefaultPort = "9998"
	DefaultPath = "/tmp/myservicesocket" // of parts 5 and 6
)

// Stages are the parts in their order.
var Stages = []Stage{
	{
		Number: 1, ID: "part1-basic", Title: "basic", Network: "tcp",
		Article: "How to write a socket server I",
		Idea:    "two programs talk",
		Adds: []string{
			"a server that waits for one client, answers and exits",
			"a client that asks for a message and shows the answer",
		},
		Once: true, Demo: acknowledged,
	},
	{
		Number: 2, From: 1, ID: "part2-explained", Title: "explained", Network: "tcp",
		Article: "How to write a socket server II",
		Idea:    "what a socket is, call by call",
		Adds: []string{
			"the system calls themselves, each printed with its result and reason",
			"the listener and the transfer socket, side by side",
			"the backlog, and what fits into one read",
		},
		Once: true, Demo: acknowledged,
	},
	{
		Number: 3, From: 1, ID: "part3-threads", Title: "threads", Network: "tcp",
		Article: "How to write a socket server III",
		Idea:    "many clients at once",
		Adds: []string{
			"word frequencies, loaded once and shared by all clients",
			"threads, an event loop or processes, to compare",
			"a lock around what changes",
		},
		Models: []string{"threads", "events", "processes"},
		Demo:   frequencies,
	},
	{
		Number: 4, From: 3, ID: "part4-security", Title: "security", Network: "tcp",
		Article: "How to write a socket server IV",
		Idea:    "hostile clients",
		Adds: []string{
			"limits on bytes, time and connections",
			"clients on this machine only, unless others are allowed",
			"one port for two protocols: a plain line, or RESP for Redis clients",
			"a panic costs one conversation, not all",
		},
		RESP: true, AskFirst: true, Demo: frequencies,
	},
	{
		Number: 5, From: 4, ID: "part5-unix", Title: "unix", Network: "unix",
		Article: "How to write a socket server V",
		Idea:    "a file name instead of a port",
		Adds: []string{
			"a socket file: closed to the network, and faster",
			"permissions that say who may connect",
			"a lock, so that a path has one server",
			"the user and process behind each connection",
		},
		RESP: true, AskFirst: true, Demo: frequencies,
	},
	{
		Number: 6, From: 5, ID: "part6-php", Title: "php", Network: "unix",
		Article: "How to write a socket server VI",
		Idea:    "the web",
		Adds: []string{
			"a service that outlives the terminal and starts at boot",
			"a new word list at a signal, without dropping a client",
			"a PHP client and a web page",
		},
		RESP: true, AskFirst: true, WebFlag: "-web", Demo: frequencies,
	},
}

// acknowledged is the conversation of the parts that only acknowledge a message.
var acknowledged = []Exchange{{Send: "hello", Want: "I got your message"}}

// frequencies are the conversations of the parts that answer with frequencies.
var frequencies = []Exchange{
	{
		Send: "the quick zyzzyva",
		Want: "the\t165145\t82002.2\t7.91\n" +
			"quick\t74\t36.7\t4.57\n" +
			"zyzzyva\t0\t0.0\t0.00\n" +
			"# 3 words, average 27346.3 per million, " +
			"most unusual first: zyzzyva quick the\n",
	},
	{
		Send: "Don't re-read the WHALE",
		Want: "don't\t295\t146.5\t5.17\n" +
			"re-read\t0\t0.0\t0.00\n" +
			"the\t165145\t82002.2\t7.91\n" +
			"whale\t917\t455.3\t5.66\n" +
			"# 4 words, average 20651.0 per million, " +
			"most unusual first: re-read don't whale the\n",
	},
}

// OwnAddress returns the address that the lesson uses: a host and port, or a path.
func (s Stage) OwnAddress() string {
	if s.Network == "unix" {
		return DefaultPath
	}
	return net.JoinHostPort(DefaultHost, DefaultPort)
}

// Arguments returns a client's arguments for the server at an address: a host and
// a port, or a path.
func (s Stage) Arguments(address string) []string {
	if s.Network == "unix" {
		return []string{address}
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return []string{address} // the client reports what is wrong with it
	}
	return []string{host, port}
}

// Find returns the stage with that name: a number, "part3" or a folder's name.
func Find(name string) (Stage, error) {
	for _, stage := range Stages {
		number := fmt.Sprint(stage.Number)
		if name == number || name == "part"+number ||
			strings.TrimRight(name, "/") == stage.ID {
			return stage, nil
		}
	}
	return Stage{}, fmt.Errorf("there is no part %q: want 1 to %d, "+
		"or a folder's name such as %s", name, len(Stages), Stages[0].ID)
}
