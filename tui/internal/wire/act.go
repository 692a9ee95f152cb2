package wire

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Act is what hands did on the wire, in an event of kind Interfered.
type Act uint8

const (
	// Held: bytes wait at the tap until somebody lets them go.
	Held Act = iota + 1
	// Edited: bytes were replaced by Data.
	Edited
	// Unedited: an edit was not done, because too many bytes would come of it.
	Unedited
	// Split: bytes were cut in two after At of them.
	Split
	// SplitOff: Data is the second piece, which waits behind the first.
	SplitOff
	// Joined: bytes were appended to those that wait before them.
	Joined
	// Delayed: bytes wait for the time Pause.
	Delayed
	// Dripped: bytes are delivered one by one, one each Pause.
	Dripped
	// Delivered: Data was sent to the other side, after one of the above; nothing if
	// it was edited to nothing.
	Delivered
	// Discarded: bytes that waited, or came after ShutDown, are never delivered.
	Discarded
	// ShutDown: the other side is told that this side sends no more.
	ShutDown
	// Dropped: the connection to one side, or to both, was reset.
	Dropped
)

// acts has a word for each act.
var acts = [...]string{Held: "held", Edited: "edited", Unedited: "did not edit",
	Split: "split", SplitOff: "split off", Joined: "joined", Delayed: "delayed",
	Dripped: "dripped", Delivered: "delivered",
	Discarded: "discarded", ShutDown: "shut down", Dropped: "dropped"}

// String returns the act in a word: "held".
func (a Act) String() string {
	if int(a) < len(acts) && acts[a] != "" {
		return acts[a]
	}
	return fmt.Sprintf("Act(%d)", uint8(a))
}

// parseAct returns the act with that word; "" is none.
func parseAct(word string) (Act, error) {
	if i := slices.Index(acts[:], word); i >= 0 {
		return Act(i), nil
	}
	return 0, fmt.Errorf("want one of %s", strings.Join(acts[1:], ", "))
}

// Interference returns what an event of kind Interfered has done, as its line has it:
//
//	held 6 bytes from the client
//	edited 6 bytes from the client: "HELLO\n"
//	did not edit 900 bytes from the client: it would make more than 65536
//	split 6 bytes from the client after 3
//	split off 3 bytes from the client: "lo\n"
//	delivered nothing from the client
//	dripped 93 bytes from the server every 200ms
//	held the end from the client
//	shut down the sending of the client
//	dropped the connection to the client
func (e Event) Interference() string {
	switch {
	case e.Act == ShutDown:
		return fmt.Sprintf("shut down the sending of the %v", e.Of)
	case e.Act == Dropped && e.Of == Neither:
		return "dropped the connection"
	case e.Act == Dropped:
		return fmt.Sprintf("dropped the connection to the %v", e.Of)
	}
	text := fmt.Sprintf("%v %s from the %v", e.Act, byteCount(e), e.Of)
	switch e.Act {
	case Split:
		text += fmt.Sprintf(" after %d", e.At)
	case Delayed:
		text += fmt.Sprintf(" by %v", e.Pause)
	case Dripped:
		text += fmt.Sprintf(" every %v", e.Pause)
	case Unedited:
		text += fmt.Sprintf(": it would make more than %d", maxEdited)
	case Edited, SplitOff, Delivered:
		if e.Act != Delivered || e.Size > 0 {
			text += ": " + e.Quoted()
		}
	}
	return text
}

// byteCount returns how many bytes an act was about. Held without bytes is about
// the end of what a side sends.
func byteCount(e Event) string {
	switch {
	case e.Act == Held && e.Size == 0:
		return "the end"
	case e.Act == Delivered && e.Size == 0:
		return "nothing"
	case e.Size == 1:
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", e.Size)
}

// interferes has the first word of each text that Interference returns.
var interferes = func() (words []string) {
	for _, act := range acts[1:] {
		word, _ := cut(act)
		words = append(words, word)
	}
	return words
}()

// interfered matches what Interference returns, except for the last two forms.
var interfered = regexp.MustCompile(`^(` + strings.Join(acts[1:], "|") + `) ` +
	`(?:the end|nothing|(\d+) bytes?) from the (client|server)` +
	`(?: after (\d+)| (?:by|every) (\S+?))?(?:: (?:(".*)|it would .*))?$`)

// errInterfered is about a line that begins like one of those.
var errInterfered = errors.New("want what hands did on the wire, " +
	"such as: held 6 bytes from the client")

// parseInterference reads what Interference returned.
func parseInterference(e *Event, text string) error {
	e.Kind = Interfered
	if side, ok := strings.CutPrefix(text, "shut down the sending of the "); ok {
		e.Act = ShutDown
		e.Of, _ = parseSide(side) // a wrong one is not the same text again
	} else if side, ok := strings.CutPrefix(text, "dropped the connection"); ok {
		e.Act = Dropped
		e.Of, _ = parseSide(strings.TrimPrefix(side, " to the "))
	} else if err := parseBytesActed(e, text); err != nil {
		return err
	}
	if e.Interference() != text || e.Act == ShutDown && e.Of == Neither {
		return errInterfered
	}
	return nil
}

// parseBytesActed reads the forms that have a number of bytes.
func parseBytesActed(e *Event, text string) (err error) {
	found := interfered.FindStringSubmatch(text)
	if found == nil {
		return errInterfered
	}
	e.Of, _ = parseSide(found[3])
	if e.Act, err = parseAct(found[1]); err != nil {
		return err
	}
	if found[2] != "" {
		if e.Size, err = strconv.Atoi(found[2]); err != nil {
			return err
		}
	}
	if found[4] != "" {
		if e.At, err = strconv.Atoi(found[4]); err != nil {
			return err
		}
	}
	if found[5] != "" {
		if e.Pause, err = time.ParseDuration(found[5]); err != nil {
			return err
		}
	}
	if found[6] != "" {
		return parseData(e, found[6])
	}
	return nil
}

// checkInterference returns an error if the text of such an event would lose
// something, which no event of a tap does.
func checkInterference(e Event) error {
	var again Event
	if err := parseInterference(&again, e.Interference()); err != nil {
		return err
	}
	if e.From != Neither || e.Act != again.Act || e.Of != again.Of || e.At != again.At ||
		e.Size != again.Size || e.Pause != again.Pause || string(e.Data) != string(again.Data) {
		return fmt.Errorf("%v %v has the values of another act", e.Kind, e.Act)
	}
	return nil
}

// isInterference reports whether an event has what only such events have.
func isInterference(e Event) bool {
	return e.Act != 0 || e.Of != Neither || e.At != 0 || e.Pause != 0
}
