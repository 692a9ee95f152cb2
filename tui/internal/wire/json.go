package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"wallsockets/tui/internal/printable"
)

// saved is an event as a line of JSON:
//
//	{"number":2,"conn":1,"kind":"data","from":"client","size":6,
//	 "time":"2026-09-14T10:11:12.345678901+02:00","since_us":123,
//	 "text":"hello\\n","data":"aGVsbG8K"}
//
// The data is in base64, and as text for people, with escapes for what cannot be
// printed. Read ignores the text.
type saved struct {
	Number  int    `json:"number"`
	Conn    int    `json:"conn"`
	Kind    string `json:"kind"`
	From    string `json:"from"`
	Act     string `json:"act,omitempty"`
	Of      string `json:"of,omitempty"`
	Size    int    `json:"size"` // bytes sent
	Stopped bool   `json:"stopped,omitempty"`
	At      int    `json:"at,omitempty"`
	Pause   int64  `json:"pause_ns,omitempty"`
	Time    string `json:"time,omitempty"`
	Since   int64  `json:"since_us"` // microseconds
	Peer    string `json:"peer,omitempty"`
	Reason  string `json:"reason,omitempty"`
	Text    string `json:"text,omitempty"`
	Data    []byte `json:"data,omitempty"`
}

// WriteJSON writes events as JSON, one a line. It keeps everything except the
// nanoseconds of Since.
func WriteJSON(w io.Writer, events []Event) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for _, e := range events {
		line := saved{Number: e.Number, Conn: e.Conn, Kind: e.Kind.String(),
			From: e.From.String(), Size: e.Size, Stopped: e.Stopped, Since: e.Since.Microseconds(),
			Peer: e.Peer, Reason: e.Reason, Data: e.Data}
		if !e.Time.IsZero() {
			line.Time = e.Time.Format(time.RFC3339Nano)
		}
		if e.Kind == Interfered {
			line.Act, line.Of, line.At, line.Pause = e.Act.String(), e.Of.String(), e.At,
				e.Pause.Nanoseconds()
		}
		if e.Kind == Data || len(e.Data) > 0 {
			line.Text = printable.Text(e.Data)
		}
		if err := encoder.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// parseJSON reads what WriteJSON wrote.
func parseJSON(text string) (Event, error) {
	var line saved
	err := json.Unmarshal([]byte(text), &line)
	if err != nil {
		return Event{}, fmt.Errorf("want an event in JSON: %w", err)
	}
	e := Event{Number: line.Number, Conn: line.Conn, Size: line.Size, Stopped: line.Stopped,
		Peer: clean(line.Peer), Reason: clean(line.Reason),
		Data: append([]byte(nil), line.Data...),
		At:   line.At, Pause: time.Duration(line.Pause)}
	if e.Kind, err = parseKind(line.Kind); err != nil {
		return Event{}, fmt.Errorf("kind: %w", err)
	}
	if e.From, err = parseSide(line.From); err != nil {
		return Event{}, fmt.Errorf("from: %w", err)
	}
	if e.Act, err = parseAct(line.Act); err != nil {
		return Event{}, fmt.Errorf("act: %w", err)
	}
	if line.Of != "" {
		if e.Of, err = parseSide(line.Of); err != nil {
			return Event{}, fmt.Errorf("of: %w", err)
		}
	}
	if line.Time != "" {
		if e.Time, err = time.Parse(time.RFC3339Nano, line.Time); err != nil {
			return Event{}, fmt.Errorf("time: %w", err)
		}
	}
	if line.Since < 0 || line.Since > math.MaxInt64/int64(time.Microsecond) {
		return Event{}, errors.New("since_us: want microseconds, 0 or more")
	}
	e.Since = time.Duration(line.Since) * time.Microsecond
	return e, nil
}
