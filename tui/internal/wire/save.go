package wire

import (
	"bufio"
	"fmt"
	"io"
	"time"

	"wallsockets/tui/internal/printable"
)

// recorded begins the first line of a text, with the time of the first event.
const recorded = "recorded "

// The fences around the events in Markdown. No line of an event begins with one.
const (
	openFence  = "```text"
	closeFence = "```"
)

// WriteText writes events as a transcript for people: a line with the time of
// the recording, if it is known, and the Line of each event.
//
// It does not keep numbers, nanoseconds, or any time but the first: Read numbers
// the events from 1 and adds up the times between them.
func WriteText(w io.Writer, events []Event) error {
	out := bufio.NewWriter(w)
	writeLines(out, events)
	return out.Flush()
}

// writeLines writes a text. The writer keeps an error until it is flushed.
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
// heading, a sentence on how to read the lines, and the lines of WriteText as a
// code block.
func WriteMarkdown(w io.Writer, title string, events []Event) error {
	conns := map[int]bool{}
	for _, e := range events {
		if e.Conn > 0 {
			conns[e.Conn] = true
		}
	}
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# %s\n\n", printable.Text([]byte(title)))
	fmt.Fprintf(out, "What crossed the socket (events: %d, connections: %d). Each "+
		"line has the time since\nthe previous line, the connection, the side, and what "+
		"it did: the bytes it sent, with\ntheir number, or a word.\n\n",
		len(events), len(conns))
	fmt.Fprintln(out, openFence)
	writeLines(out, events)
	fmt.Fprintln(out, closeFence)
	return out.Flush()
}
