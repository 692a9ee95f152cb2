// Package part3 has the labs of part 3: many clients at once.
package part3

import (
	"context"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/proc"
)

// Labs are the labs of part 3, in the order of its lesson.
var Labs = []experiment.Lab{slowFriend, copyOnWrite, ownList, reusedBuffer, lostUpdate, mapWrites,
	zombies, sigpipe, bothWait, race}

const server = "part3-threads/server"

// yesNo has the answers of figures that are not numbers.
var yesNo = map[bool]string{false: "no", true: "yes"}

// accepted waits until a server has that many transfer sockets. It needs Linux.
func accepted(ctx context.Context, kit *experiment.Kit, s *experiment.Server, clients int) error {
	return kit.Until(ctx, "the server has accepted", func() bool {
		sockets, _ := proc.Sockets(s.Pid())
		return len(sockets) == 1+clients
	})
}
