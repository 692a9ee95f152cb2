package limits

import (
	"fmt"
	"net"
	"runtime/debug"

	"wallsockets/part4-security/quietlog"
)

// Contain logs a panic, which then ends only this conversation; otherwise it
// would end the process, and so all conversations. A function that serves one
// client defers Contain.
func Contain(peer net.Addr, quiet *quietlog.Log) {
	if fault := recover(); fault != nil {
		quiet.Panics.Printf("%v: panic: %q\n%s", peer,
			fmt.Sprint(fault), debug.Stack())
	}
}
