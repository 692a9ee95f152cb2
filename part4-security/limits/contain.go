package limits

import (
	"fmt"
	"net"
	"runtime/debug"

	"wallsockets/part4-security/quietlog"
)

// Contain is for a function that talks to one client to defer. A panic there
// is logged and ends only this conversation; otherwise it would end the
// process, and so all conversations.
func Contain(conn net.Conn, quiet *quietlog.Log) {
	if fault := recover(); fault != nil {
		quiet.Panics.Printf("%v: panic: %q\n%s", conn.RemoteAddr(),
			fmt.Sprint(fault), debug.Stack())
	}
}
