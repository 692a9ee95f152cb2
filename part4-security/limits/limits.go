// Package limits bounds what one client can cost a server: bytes, time,
// connections and, through a panic, the whole process. The same limits apply
// to all clients; a client that stays within them never notices.
package limits

import (
	"errors"
	"flag"
	"fmt"
	"strconv"
	"time"
)

// The limits that apply unless a flag changes them.
const (
	// MaxLine stops a line that never ends from filling the memory.
	MaxLine = 4 << 10
	// MaxArguments stops a request that announces millions of words.
	MaxArguments = 1024
	// MaxWord stops a word that announces gigabytes.
	MaxWord = 256
	// MaxRequest stops many words, each just short enough, in one request.
	MaxRequest = 64 << 10
	// MaxMemory stops a thousand clients, each within its own limits, that
	// send half a request or never read their answers.
	MaxMemory = 8 << 20
	// FirstByteTime stops clients that connect, send nothing and hold a place.
	FirstByteTime = 10 * time.Second
	// RequestTime stops clients that send one byte at a time (Slowloris): it
	// covers the whole request, and no further byte extends it.
	RequestTime = 10 * time.Second
	// IdleTime stops sessions that somebody forgot to close.
	IdleTime = 5 * time.Minute
	// WriteTime stops clients that never read the answer.
	WriteTime = 5 * time.Second
	// MaxClients stops a flood of connections from using up the descriptors.
	MaxClients = 1024
	// GraceTime is how long a server that was asked to end waits for the first
	// byte of a client that it has accepted: the request is most likely on its
	// way. A silent client delays the end by no more.
	GraceTime = 100 * time.Millisecond
	// DrainTime bounds how long the last answers may delay a server's end.
	DrainTime = 5 * time.Second
)

// Limits are the limits in force.
type Limits struct {
	Line          int           // bytes of a plain line, without its newline
	Arguments     int           // of one request, not counting the command
	Word          int           // bytes of one argument
	Request       int           // bytes of one request on the wire
	Memory        int           // bytes buffered for all clients together
	FirstByteTime time.Duration // from the connection to its first byte
	RequestTime   time.Duration // from a request's first byte to its last
	IdleTime      time.Duration // between the requests of a session
	WriteTime     time.Duration // until the client has taken an answer
	Clients       int           // connections at the same time
	PerUser       int           // of these, for one user; 0: half
}

// Default returns the limits that the constants give.
func Default() *Limits {
	return Flags(flag.NewFlagSet("", flag.ContinueOnError))
}

// Flags defines a flag for each limit and returns the limits, which are valid
// once the flags are parsed.
func Flags(flags *flag.FlagSet) *Limits {
	l := new(Limits)
	number(flags, &l.Line, "max-line", MaxLine, "`bytes` of a plain line")
	number(flags, &l.Arguments, "max-arguments", MaxArguments,
		"`words` of one request")
	number(flags, &l.Word, "max-word", MaxWord, "`bytes` of one word")
	number(flags, &l.Request, "max-request", MaxRequest,
		"`bytes` of one request")
	number(flags, &l.Memory, "max-memory", MaxMemory,
		"`bytes` buffered for all clients together")
	number(flags, &l.Clients, "max-clients", MaxClients,
		"`connections` at the same time")
	period(flags, &l.FirstByteTime, "first-byte-time", FirstByteTime,
		"`time` for a client to send its first byte")
	period(flags, &l.RequestTime, "request-time", RequestTime,
		"`time` for a whole request")
	period(flags, &l.IdleTime, "idle-time", IdleTime,
		"`time` between two requests")
	period(flags, &l.WriteTime, "write-time", WriteTime,
		"`time` for a client to read an answer")
	return l
}

// UserFlag defines the flag for one user's share of the connections. It is for
// servers that can ask the system which user a client belongs to.
func (l *Limits) UserFlag(flags *flag.FlagSet) {
	number(flags, &l.PerUser, "max-per-user", 0,
		"`connections` for one user, so that no user can keep out the others "+
			"(default half of -max-clients)")
}

// share returns how many connections one user may have, at least one.
func (l *Limits) share() int {
	if l.PerUser > 0 {
		return l.PerUser
	}
	return (l.Clients + 1) / 2
}

// number defines a flag for a whole number above 0. If its default is 0, the
// usage text explains it.
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

// period defines a flag for a duration above 0.
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
