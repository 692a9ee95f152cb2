package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"
)

var began = time.Date(2026, 9, 14, 10, 11, 12, 345678901, time.FixedZone("", 7200))

// conversation is what a recording of two clients may hold.
var conversation = []Event{
	{Conn: 1, Kind: Connected, From: Client, Peer: "127.0.0.1:51234"},
	{Conn: 1, Kind: Data, From: Client, Data: []byte("the quick zyzzyva\n"),
		Since: 123 * time.Microsecond},
	{Conn: 1, Kind: Accepted, From: Server},
	{Conn: 12, Kind: Connected, From: Client, Peer: "user 0 (root), process 42",
		Since: 1_000_001 * time.Microsecond},
	{Conn: 12, Kind: Queued, From: Client},
	{Conn: 1, Kind: Data, From: Server, Data: []byte("\"\\\x00\xff\u202e"), Size: 18432},
	{Conn: 1, Kind: HalfClosed, From: Server},
	{Conn: 1, Kind: Closed, From: Client},
	{Conn: 12, Kind: Failed, From: Server, Reason: "connection refused"},
	{Conn: 13, Kind: Reset, From: Client, Since: 123_456 * time.Second},
	{Conn: 14, Kind: Closed},
	{Kind: Failed, Reason: "accept: too many open files"},
	{Kind: Started},
	{Kind: Started, Reason: "go run ./part3-threads/server -model events"},
	{Conn: 1, Kind: Interfered, Act: Held, Of: Client, Size: 6},
	{Conn: 1, Kind: Interfered, Act: Edited, Of: Client, Size: 5000, Data: []byte("HE\n")},
	{Conn: 1, Kind: Interfered, Act: Split, Of: Client, Size: 6, At: 3},
	{Conn: 1, Kind: Interfered, Act: Delayed, Of: Client, Size: 1, Pause: 1500 * time.Millisecond},
	{Conn: 1, Kind: Interfered, Act: Delivered, Of: Client, Size: 1, Data: []byte("\x00")},
	{Conn: 1, Kind: Interfered, Act: Held, Of: Server},
	{Conn: 1, Kind: Interfered, Act: ShutDown, Of: Server},
	{Conn: 1, Kind: Interfered, Act: Dropped, Of: Client},
	{Conn: 1, Kind: Interfered, Act: Dropped},
	{Conn: 1, Kind: Data, From: Client, Data: []byte("hi\n"), Stopped: true},
	{Conn: 1, Kind: Data, From: Server, Data: []byte("hi"), Size: 5000, Stopped: true},
	{Conn: 1, Kind: Interfered, Act: Unedited, Of: Client, Size: 900},
	{Conn: 1, Kind: Interfered, Act: SplitOff, Of: Client, Size: 3, Data: []byte("lo\n")},
	{Conn: 1, Kind: Interfered, Act: Delivered, Of: Client},
}

// finished returns events with what a recording adds.
func finished(events []Event) []Event {
	now := began
	done := make([]Event, len(events))
	for i, e := range events {
		if i > 0 {
			now = now.Add(e.Since)
		}
		e.Number, e.Time, e.Size = i+1, now, max(e.Size, len(e.Data))
		done[i] = e
	}
	return done
}

const transcript = `recorded 2026-09-14T10:11:12.345678901+02:00
 +0.000000s  #1   client> connected from 127.0.0.1:51234
 +0.000123s  #1   client>    18  "the quick zyzzyva\n"
 +0.000000s  #1   server> accepted
 +1.000001s  #12  client> connected from user 0 (root), process 42
 +0.000000s  #12  client> queued
 +0.000000s  #1   server> 18432  "\"\\\x00\xff\u202e" and 18425 bytes more
 +0.000000s  #1   server> half-closed
 +0.000000s  #1   client> closed
 +0.000000s  #12  server> failed: connection refused
+123456.000000s  #13  client> reset
 +0.000000s  #14   relay> closed
 +0.000000s  #0    relay> failed: accept: too many open files
 +0.000000s  #0    relay> started
 +0.000000s  #0    relay> started: go run ./part3-threads/server -model events
 +0.000000s  #1    relay> held 6 bytes from the client
 +0.000000s  #1    relay> edited 5000 bytes from the client: "HE\n" and 4997 bytes more
 +0.000000s  #1    relay> split 6 bytes from the client after 3
 +0.000000s  #1    relay> delayed 1 byte from the client by 1.5s
 +0.000000s  #1    relay> delivered 1 byte from the client: "\x00"
 +0.000000s  #1    relay> held the end from the server
 +0.000000s  #1    relay> shut down the sending of the server
 +0.000000s  #1    relay> dropped the connection to the client
 +0.000000s  #1    relay> dropped the connection
 +0.000000s  #1   client>     3  "hi\n"; stopped at the relay
 +0.000000s  #1   server>  5000  "hi" and 4998 bytes more; stopped at the relay
 +0.000000s  #1    relay> did not edit 900 bytes from the client: it would make more than 65536
 +0.000000s  #1    relay> split off 3 bytes from the client: "lo\n"
 +0.000000s  #1    relay> delivered nothing from the client
`

func TestWriteText(t *testing.T) {
	var out strings.Builder
	if err := WriteText(&out, finished(conversation)); err != nil {
		t.Fatal(err)
	}
	if out.String() != transcript {
		t.Errorf("got\n%s\nwant\n%s", out.String(), transcript)
	}
}

func TestWriteMarkdown(t *testing.T) {
	var out strings.Builder
	err := WriteMarkdown(&out, "Part 1\n```\x1b[2J", finished(conversation[:2]))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(transcript, "\n")
	want := "# Part 1\\n```\\x1b[2J\n\n" +
		"What crossed the socket (events: 2, connections: 1). Each line has the time " +
		"since\nthe previous line, the connection, the side, and what it did: the bytes " +
		"it sent, with\ntheir number, or a word.\n\n" +
		"```text\n" + strings.Join(lines[:3], "") + "```\n"
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

func TestWriteJSON(t *testing.T) {
	var out strings.Builder
	if err := WriteJSON(&out, finished(conversation[:2])); err != nil {
		t.Fatal(err)
	}
	want := `{"number":1,"conn":1,"kind":"connected","from":"client","size":0,` +
		`"time":"2026-09-14T10:11:12.345678901+02:00","since_us":0,` +
		`"peer":"127.0.0.1:51234"}` + "\n" +
		`{"number":2,"conn":1,"kind":"data","from":"client","size":18,` +
		`"time":"2026-09-14T10:11:12.345801901+02:00","since_us":123,` +
		`"text":"the quick zyzzyva\\n","data":"dGhlIHF1aWNrIHp5enp5dmEK"}` + "\n"
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

// forms are the three ways to save, and what each keeps of the events.
var forms = map[string]struct {
	write func(io.Writer, []Event) error
	keeps func([]Event) []Event
}{
	"text": {WriteText, textKeeps},
	"markdown": {func(w io.Writer, events []Event) error {
		return WriteMarkdown(w, "A title", events)
	}, textKeeps},
	"json": {WriteJSON, jsonKeeps},
}

func jsonKeeps(events []Event) []Event {
	var kept []Event
	for _, e := range events {
		e.Since = e.Since.Truncate(time.Microsecond)
		kept = append(kept, e)
	}
	return kept
}

func textKeeps(events []Event) []Event {
	kept := jsonKeeps(events)
	for i := range kept {
		kept[i].Number = i + 1
		if i > 0 && !kept[0].Time.IsZero() {
			kept[i].Time = kept[i-1].Time.Add(kept[i].Since)
		} else if i > 0 {
			kept[i].Time = time.Time{}
		}
	}
	return kept
}

// checkRoundTrip saves events in each form and reads them back.
func checkRoundTrip(t *testing.T, events []Event) {
	t.Helper()
	for name, form := range forms {
		var file bytes.Buffer
		if err := form.write(&file, events); err != nil {
			t.Fatal(err)
		}
		saved := file.String()
		got, err := Read(&file)
		if err != nil {
			t.Errorf("%s: %v; of\n%s", name, err, saved)
			continue
		}
		compare(t, name, got, form.keeps(events))
	}
}

func compare(t *testing.T, name string, got, want []Event) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d events, want %d", name, len(got), len(want))
		return
	}
	for i := range want {
		a, b := got[i], want[i]
		same := a.Time.Equal(b.Time)
		a.Time, b.Time = time.Time{}, time.Time{}
		if !same || !reflect.DeepEqual(a, b) {
			t.Errorf("%s: event %d is\n%+v, want\n%+v", name, i, got[i], want[i])
		}
	}
}

func TestRoundTrip(t *testing.T) {
	checkRoundTrip(t, nil)
	checkRoundTrip(t, finished(conversation))
	random := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		r := NewRecording()
		for range random.IntN(30) {
			r.Add(randomEvent(random))
		}
		checkRoundTrip(t, r.From(random.IntN(5)))
	}
}

// randomEvent makes up an event with any bytes in it.
func randomEvent(random *rand.Rand) Event {
	junk := func(most int) []byte {
		data := make([]byte, random.IntN(1+random.IntN(most)))
		for i := range data {
			data[i] = byte(random.Uint32() >> (random.Uint32() % 4))
		}
		return append([]byte(nil), data...)
	}
	e := Event{Conn: 1 + random.IntN(2000), Kind: Kind(1 + random.IntN(len(kinds)-1)),
		From: Side(1 + random.IntN(2))}
	switch e.Kind {
	case Connected:
		e.Peer = string(junk(30))
	case Failed, Started:
		e.Reason = string(junk(30))
	case Data:
		e.Data, e.Stopped = junk(2*maxData), random.IntN(2) == 1
	case Interfered:
		return randomInterference(random, e.Conn, junk(2*maxData))
	}
	return e
}

// randomInterference makes up what hands do.
func randomInterference(random *rand.Rand, conn int, data []byte) Event {
	e := Event{Conn: conn, Kind: Interfered, Act: Act(1 + random.IntN(len(acts)-1)),
		Of: Side(1 + random.IntN(2)), Size: 1 + random.IntN(9999)}
	switch e.Act {
	case Split:
		e.At = random.IntN(9999)
	case Delayed, Dripped:
		e.Pause = time.Duration(random.Int64())
	case Edited, SplitOff, Delivered:
		e.Data, e.Size = data, len(data)
	case ShutDown, Dropped:
		e.Size = 0
	}
	return e
}

// Read also reads what was written or edited by hand.
func TestReadLenient(t *testing.T) {
	want := []Event{
		{Number: 1, Conn: 1, Kind: Connected, From: Client},
		{Number: 2, Conn: 1, Kind: Data, From: Client, Size: 3, Data: []byte("hi\n"),
			Since: 20 * time.Millisecond},
		{Number: 3, Conn: 1, Kind: Closed, From: Server},
	}
	plain := "+0s #1 client> connected\r\n\r\n  +20ms   #1   client>  3 \"hi\\n\" \n" +
		"+0.0000004s #1 server> closed"
	for name, text := range map[string]string{
		"text": plain + "\n",
		"markdown": "## Notes\n\n+ not a line\n```go\nx\n```\n```text\n" + plain +
			"\n```\n\nMore.\n",
		"json": `{"number":1,"conn":1,"kind":"connected","from":"client"}` + "\n" +
			`{"number":2,"conn":1,"kind":"data","from":"client","size":3,"data":"aGkK",` +
			`"since_us":20000,"colour":"red"}` + "\n\n" +
			`{"number":3,"conn":1,"kind":"closed","from":"server"}`,
	} {
		got, err := Read(strings.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		compare(t, name, got, want)
	}
}

func TestReadRefuses(t *testing.T) {
	const good = "+0.000123s  #1   client>    3  \"hi\\n\"\n"
	for _, test := range []struct{ text, want string }{
		{"hello", `line 1, "hello": want a time`},
		{good + "\n-1s #1 client> closed", `line 3, "-1s #1 client> closed": want a time`},
		{good + "+-1s #1 client> closed", "want a time"},
		{good + "+1 #1 client> closed", "want a time"},
		{good + "+1s 1 client> closed", "want a connection"},
		{good + "+1s #x client> closed", "want a connection"},
		{good + "+1s #-1 client> closed", "count from 1"},
		{good + "+1s #1 client closed", "want client>, server> or relay>"},
		{good + "+1s #1 who> closed", "want client>, server> or relay>"},
		{good + "+1s #1 client>", "want a number of bytes, or connected"},
		{good + "+1s #1 client> left", "want a number of bytes, or connected"},
		{good + "+1s #1 client> data", "want a number of bytes"},
		{good + "+1s #1 client> closed now", "want a number of bytes"},
		{good + `+1s #1 client> 3 hi`, "want text in double quotes"},
		{good + `+1s #1 client> 3 "hi`, "want text in double quotes"},
		{good + "+1s #1 client> 3 `hi`", "begin with a double quote"},
		{good + `+1s #1 client> 3 "hi" there`, "want nothing after the text or and 1"},
		{good + `+1s #1 client> 1 "hi"`, "the text has 2 bytes"},
		{good + `+1s #1 client> -1 ""`, "the text has 0 bytes"},
		{good + `+1s #1 relay> 2 "hi"`, "sent by the client or the server"},
		{good + "recorded 2026-09-14T10:11:12Z", "want a time"},
		{"recorded yesterday", `"recorded yesterday": parsing time`},
		{"recorded 9999-12-31T23:59:59Z\n" + good + "+1s #1 relay> closed", "year 9999"},
		{good + "\x1b[2J", `line 2, "\x1b[2J": `},
		{good + strings.Repeat("x", 100), strings.Repeat("x", 80) + `"...: want`},
		{good + strings.Repeat("x", 2<<20), "it has more than 1048576 bytes"},
		{"# Title\n```text\nhello\n```", `line 3, "hello"`},
		{"# Title\n" + good, "there are no events"},
		{"{}", "kind: want one of connected, queued"},
		{"{", "want an event in JSON"},
		{`{"number":0,"kind":"reset","from":"client"}`, "count from 1"},
		{`{"number":1,"kind":"reset","from":"me"}`, "from: want"},
		{`{"number":1,"kind":"reset","from":"client","time":"now"}`, "time: "},
		{`{"number":1,"kind":"reset","from":"client","since_us":-1}`, "since_us"},
		{`{"number":1,"kind":"reset","from":"client","since_us":9300000000000000}`,
			"since_us"},
		{`{"number":1,"kind":"reset","from":"client","data":"aGkK"}`, "3 bytes"},
		{`{"number":1,"kind":"reset","from":"client","size":3}`, "another kind"},
		{`{"number":1,"kind":"reset","from":"client","peer":"x"}`, "another kind"},
		{`{"number":1,"kind":"data","from":"client","data":"!"}`, "base64"},
		{good + "+1s #1 relay> held it", "want what hands did"},
		{good + "+1s #1 relay> held 1 bytes from the client", "want what hands did"},
		{good + "+1s #1 relay> held 6 bytes from the client after 3", "want what hands did"},
		{good + "+1s #1 relay> dropped 6 bytes from the client", "want what hands did"},
		{good + "+1s #1 relay> shut down the sending of the relay", "want what hands did"},
		{good + `+1s #1 relay> edited 1 byte from the client: "hi"`, "the text has 2 bytes"},
		{good + "+1s #1 client> held 6 bytes from the client", "values of another act"},
		{good + "+1s #1 relay> interfered", "want a number of bytes, or"},
		{`{"number":1,"kind":"interfered","from":"relay"}`, "want what hands did"},
		{`{"number":1,"kind":"interfered","from":"relay","act":"x"}`, "act: want one of held"},
		{`{"number":1,"kind":"interfered","from":"relay","act":"held","of":"client","at":3}`,
			"values of another act"},
		{`{"number":1,"kind":"reset","from":"client","of":"client"}`, "another kind"},
	} {
		events, err := Read(strings.NewReader(test.text + "\n"))
		if err == nil || errors.Is(err, ErrCut) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Read(%.60q): %v, want %s", test.text, err, test.want)
		}
		whole := 0
		if strings.Contains(test.text, good) && !strings.HasPrefix(test.text, "#") {
			whole = 1
		}
		if len(events) != whole || errors.Is(err, ErrDamaged) != (whole > 0) {
			t.Errorf("Read(%.60q) = %v, %v, want %d events", test.text, events, err, whole)
		}
	}
}

// Of a file that is cut off anywhere, Read returns the events that are whole. It says
// so, unless the cut is where the file could have ended.
func TestReadCut(t *testing.T) {
	want := finished(conversation)
	for name, form := range forms {
		var out strings.Builder
		if err := form.write(&out, want); err != nil {
			t.Fatal(err)
		}
		whole, err := Read(strings.NewReader(out.String()))
		if err != nil {
			t.Fatal(err)
		}
		for n := range out.Len() {
			text := out.String()[:n]
			got, err := Read(strings.NewReader(text))
			if len(got) > len(whole) {
				t.Fatalf("%s: %d events of the first %d bytes", name, len(got), n)
			}
			compare(t, fmt.Sprintf("%s, the first %d bytes", name, n), got, whole[:len(got)])
			text = strings.TrimRight(text, " ")
			couldEnd := len(got) == 0 || strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "}") ||
				strings.HasSuffix(text, closeFence)
			if err == nil && !couldEnd || err != nil && !errors.Is(err, ErrCut) && got != nil {
				t.Errorf("%s: %d events of %q, and %v", name, len(got), text, err)
			}
		}
	}
}

// broken is a file that can neither be read nor written.
type broken struct{}

var errBroken = errors.New("broken")

func (broken) Read([]byte) (int, error)  { return 0, errBroken }
func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestBrokenFile(t *testing.T) {
	if _, err := Read(broken{}); !errors.Is(err, errBroken) {
		t.Errorf("Read: %v", err)
	}
	for name, form := range forms {
		if err := form.write(broken{}, finished(conversation)); err != errBroken {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever a file holds, Read refuses it, or reads it so that it can be written
// and read again.
func FuzzRead(f *testing.F) {
	f.Add([]byte(transcript))
	for _, form := range forms {
		var file bytes.Buffer
		form.write(&file, finished(conversation))
		f.Add(file.Bytes())
	}
	f.Add([]byte("# x\n```text\n+1h2m #1 relay> failed:   \\x \u0301\n```"))
	f.Add([]byte("#\n```text\n+1h2m #1 relay> failed:  \u0301\n```"))
	f.Add([]byte(`{"number":1,"kind":"connected","from":"relay","peer":"\u202e \ud800"}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		events, err := Read(bytes.NewReader(file))
		if err != nil {
			return
		}
		if last := textKeeps(events); len(last) > 0 &&
			last[len(last)-1].Time.Year() > 9999 {
			return // the times add up to one that text cannot hold
		}
		for name, form := range forms {
			var saved bytes.Buffer
			form.write(&saved, events)
			if bytes.ContainsFunc(saved.Bytes(), func(r rune) bool {
				return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == '\u202e'
			}) {
				t.Errorf("%s is not printable: %q", name, saved.Bytes())
			}
		}
		checkRoundTrip(t, events)
	})
}

func ExampleLine() {
	fmt.Println(Line(Event{Conn: 1, Kind: Data, From: Client, Size: 6,
		Data: []byte("hello\n"), Since: 123 * time.Microsecond}))
	// Output: +0.000123s  #1   client>     6  "hello\n"
}
