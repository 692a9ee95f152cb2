// Package part3 has the labs of part 3: many clients at once.
package part3

import (
	"context"
	"time"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/proc"
)

// Labs are the labs of part 3, in the order of its lesson.
var Labs = []experiment.Lab{slowFriend, copyOnWrite, ownList, reusedBuffer, lostUpdate, mapWrites,
	zombies, sigpipe, bothWait, race}

const server = "part3-threads/server"

// effectTime is how long a lab waits for what it is to show.
const effectTime = 4 * time.Second

// yesNo has the answers of figures that are not numbers.
var yesNo = map[bool]string{false: "no", true: "yes"}

// happens waits until a lab's effect happens, and reports whether it does in time. An
// error means that the lab's own time is over.
func happens(ctx context.Context, kit *experiment.Kit, what string, condition func() bool) (bool, error) {
	soon, cancel := context.WithTimeout(ctx, effectTime)
	defer cancel()
	return kit.Until(soon, what, condition) == nil, ctx.Err()
}

// accepted waits until a server has that many transfer sockets. It needs Linux.
func accepted(ctx context.Context, kit *experiment.Kit, s *experiment.Server, clients int) error {
	return kit.Until(ctx, "the server has accepted", func() bool {
		sockets, _ := proc.Sockets(s.Pid())
		return len(sockets) == 1+clients
	})
}
