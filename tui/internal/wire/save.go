package wire

import (
	"bufio"
	"fmt"
	"io"
	"time"

	"wallsockets/tui/internal/printable"
)

// recorded begins the first line of a text, which has the first event's time.
const recorded = "recorded "

// The fences around the events in Markdown. No line of an event begins so.
const (
	openFence  = "```text"
	closeFence = "```"
)

// WriteText writes events as a transcript for people: a line that says when
// they were recorded, if that is known, and the Line of each.
//
// Not kept are the events' numbers, what is below a microsecond, and times
// other than the first: Read numbers from 1 and adds up the times between.
func WriteText(w io.Writer, events []Event) error {
	out := bufio.NewWriter(w)
	writeLines(out, events)
	return out.Flush()
}

// writeLines writes a text; the writer remembers an error until it is flushed.
func writeLines(out *bufio.Writer, events []Event) {
	if len(events) > 0 && !events[0].Time.IsZero() {
		out.WriteString(recorded + events[0].Time.Format(time.RFC3339Nano) + "\n")
	}
	for _, e := range events {
		out.WriteString(Line(e))
		out.WriteByte('\n')
	}
}

// WriteMarkdown writes events as a section of a document: the title as a
// heading, a sentence that tells how to read it, and the lines of WriteText as
// a block of code.
func WriteMarkdown(w io.Writer, title string, events []Event) error {
	conns := map[int]bool{}
	for _, e := range events {
		conns[e.Conn] = true
	}
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# %s\n\n", printable.Text([]byte(title)))
	fmt.Fprintf(out, "What crossed the socket (events: %d, connections: %d). Each "+
		"line has the time since\nthe line before, the connection, who did something, "+
		"and what: bytes that were sent,\nwith their number, or a word.\n\n",
		len(events), len(conns))
	fmt.Fprintln(out, openFence)
	writeLines(out, events)
	fmt.Fprintln(out, closeFence)
	return out.Flush()
}
