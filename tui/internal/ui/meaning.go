package ui

import (
	"fmt"

	"wallsockets/tui/internal/wire"
)

// meaning says in a sentence what an event means for the two sides; of a kind that is
// unknown it says nothing.
func meaning(event wire.Event) string {
	by, other := event.From, otherSide(event.From)
	switch event.Kind {
	case wire.Connected:
		return "The client's connect has succeeded. That says nothing about accept: the kernel " +
			"makes the connection."
	case wire.Queued:
		return "The server has not called accept for this connection. The kernel queues it, with " +
			"what the client sends."
	case wire.Accepted:
		return "The server's accept has returned a socket for this connection."
	case wire.Data:
		return fmt.Sprintf("The %v sent these bytes. A stream does not mark where a write ends.", by)
	case wire.HalfClosed:
		return fmt.Sprintf("The %v has closed its socket, or only its sending half. It sends no "+
			"more: the %v reads the end of the stream, and may still send.", by, other)
	case wire.Closed:
		if by == wire.Neither {
			return "The relay closed the connection, because the guide stopped the server."
		}
		return fmt.Sprintf("Now the %v has closed, too. Neither side sends any more: the "+
			"connection is over.", by)
	case wire.Reset:
		return fmt.Sprintf("The %v ended the connection at once: it closed with bytes unread, or "+
			"accepts no more. The %v gets an error, and bytes on their way may be lost.", by, other)
	case wire.Failed:
		return "The relay could not connect to the server, so it closed the client's connection."
	case wire.Started:
		return "The guide started the server. What follows belongs to this run."
	case wire.Interfered:
		return meaningOfAct(event)
	}
	return ""
}

// meaningOfAct says the same for what hands did on the wire.
func meaningOfAct(event wire.Event) string {
	from, to := event.Of, otherSide(event.Of)
	switch event.Act {
	case wire.Held:
		return fmt.Sprintf("It waits at the relay until you let it go. The %v has not got it.", to)
	case wire.Edited:
		return fmt.Sprintf("You changed bytes that wait at the relay. The %v gets these in their "+
			"place.", to)
	case wire.Split:
		return fmt.Sprintf("You cut the bytes in two. The relay delivers each piece by itself, so "+
			"each can take a read of the %v's.", to)
	case wire.SplitOff:
		return "It is the second piece. It waits at the relay behind the first."
	case wire.Unedited:
		return fmt.Sprintf("The rule would have made the bytes too long. The %v gets them as they "+
			"came.", to)
	case wire.Joined:
		return fmt.Sprintf("The relay delivers the bytes together with those before them, so one "+
			"read of the %v can return both.", to)
	case wire.Delayed:
		return fmt.Sprintf("The bytes wait at the relay for this time before the %v gets them.", to)
	case wire.Dripped:
		return fmt.Sprintf("The relay delivers one byte at a time, so they can take the %v many reads.", to)
	case wire.Delivered:
		return fmt.Sprintf("The relay has sent these bytes to the %v.", to)
	case wire.Discarded:
		return fmt.Sprintf("The %v never gets these bytes.", to)
	case wire.ShutDown:
		return fmt.Sprintf("The relay ended what the %v sends. The %v reads the end of the stream, "+
			"and may still send.", from, to)
	case wire.Dropped:
		return "The relay reset the connection. The next read or write there fails."
	}
	return ""
}

// otherSide returns the side that a side talks to.
func otherSide(side wire.Side) wire.Side {
	if side == wire.Client {
		return wire.Server
	}
	return wire.Client
}
