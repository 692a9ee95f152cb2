// Package limits bounds what a client may take from a server: bytes, time,
// connections and, by a panic, the whole process. All clients are held to the
// same bounds; a client that stays inside them never notices.
package limits

import (
	"errors"
	"flag"
	"fmt"
	"strconv"
	"time"
)

// The limits that hold unless a flag says otherwise.
const (
	// MaxLine stops a line that never ends from filling the memory.
	MaxLine = 4 << 10
	// MaxArguments stops a request that announces millions of words.
	MaxArguments = 1024
	// MaxWord stops a word that announces gigabytes.
	MaxWord = 256
	// MaxRequest stops many words, each just short enough, in one request.
	MaxRequest = 64 << 10
	// MaxMemory stops clients that are modest one by one, but of which a
	// thousand send half a request each, or never take their answers.
	MaxMemory = 8 << 20
	// FirstByteTime stops clients that connect, say nothing and hold a place.
	FirstByteTime = 10 * time.Second
	// RequestTime stops clients that drip byte after byte (Slowloris): it is
	// for the whole request, and no byte that comes makes it longer.
	RequestTime = 10 * time.Second
	// IdleTime stops sessions that were forgotten.
	IdleTime = 5 * time.Minute
	// WriteTime stops clients that ask and never read the answer.
	WriteTime = 5 * time.Second
	// MaxClients stops a flood of connections from using up the descriptors.
	MaxClients = 1024
	// DrainTime bounds how long the last answers may hold up the end.
	DrainTime = 5 * time.Second
)

// Limits are the bounds in force.
type Limits struct {
	Line      int           // bytes of a plain line, without its newline
	Arguments int           // of one request, not counting the command
	Word      int           // bytes of one argument
	Request   int           // bytes of one request as it is on the wire
	Memory    int           // bytes that wait for clients, of all together
	FirstByte time.Duration // from the connection to its first byte
	Whole     time.Duration // from a request's first byte to its last
	Idle      time.Duration // between the requests of a session
	Write     time.Duration // for the client to take an answer
	Clients   int           // connections at the same time
	PerUser   int           // of them, of one user; 0: half
}

// Default returns the limits of the constants.
func Default() *Limits {
	return Flags(flag.NewFlagSet("", flag.ContinueOnError))
}

// Flags defines a flag for each limit and returns what they will be set to.
func Flags(flags *flag.FlagSet) *Limits {
	l := new(Limits)
	number(flags, &l.Line, "max-line", MaxLine, "`bytes` of a plain line")
	number(flags, &l.Arguments, "max-arguments", MaxArguments,
		"`words` of one request")
	number(flags, &l.Word, "max-word", MaxWord, "`bytes` of one word")
	number(flags, &l.Request, "max-request", MaxRequest,
		"`bytes` of one request")
	number(flags, &l.Memory, "max-memory", MaxMemory,
		"`bytes` of requests and answers that wait for clients, of all together")
	number(flags, &l.Clients, "max-clients", MaxClients,
		"`connections` at the same time")
	period(flags, &l.FirstByte, "first-byte-time", FirstByteTime,
		"`time` for a client to begin")
	period(flags, &l.Whole, "request-time", RequestTime,
		"`time` for a whole request")
	period(flags, &l.Idle, "idle-time", IdleTime,
		"`time` between two requests")
	period(flags, &l.Write, "write-time", WriteTime,
		"`time` for a client to take an answer")
	return l
}

// UserFlag defines the flag for what one user may have of the places. It is for
// servers to which the system tells whose process a client is.
func (l *Limits) UserFlag(flags *flag.FlagSet) {
	number(flags, &l.PerUser, "max-per-user", 0,
		"`connections` of one user, so that none can keep out the others "+
			"(default half of -max-clients)")
}

// share is how many places one user may have, at least one.
func (l *Limits) share() int {
	if l.PerUser > 0 {
		return l.PerUser
	}
	return (l.Clients + 1) / 2
}

// number defines a flag for a whole number above 0. A value of 0 is one that
// the usage explains.
func number(flags *flag.FlagSet, p *int, name string, value int, usage string) {
	*p = value
	if value > 0 {
		usage = fmt.Sprintf("%s (default %d)", usage, value)
	}
	flags.Func(name, usage, func(text string) error {
		n, err := strconv.Atoi(text)
		if err != nil || n <= 0 {
			return errors.New("want a whole number above 0")
		}
		*p = n
		return nil
	})
}

// period defines a flag for a time above 0.
func period(flags *flag.FlagSet, p *time.Duration, name string,
	value time.Duration, usage string) {
	*p = value
	usage = fmt.Sprintf("%s (default %v)", usage, value)
	flags.Func(name, usage, func(text string) error {
		d, err := time.ParseDuration(text)
		if err != nil || d <= 0 {
			return errors.New("want a time above 0, as in 500ms, 10s or 5m")
		}
		*p = d
		return nil
	})
}
