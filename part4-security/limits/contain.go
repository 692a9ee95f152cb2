package limits

import (
	"fmt"
	"net"
	"runtime/debug"
)

// Contain is deferred by a function that talks to one client. If that panics,
// the fault is logged and costs this client its conversation, where otherwise
// it would end the process and with it everyone's.
func Contain(conn net.Conn) {
	if fault := recover(); fault != nil {
		panics.printf("%v: panic: %q\n%s", conn.RemoteAddr(),
			fmt.Sprint(fault), debug.Stack())
	}
}
