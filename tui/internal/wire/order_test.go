package wire

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// Each rule changes what comes, and each order what is held.
func TestOrders(t *testing.T) {
	for _, test := range []struct {
		orders, want, answer string
		sends                []string
		then                 []string
	}{
		{orders: "split client at 2", sends: []string{"hello"}, answer: "hello", want: `
			relay> split 5 bytes from the client after 2
			relay> split off 3 bytes from the client: "llo"
			relay> delivered 2 bytes from the client: "he"
			relay> delivered 3 bytes from the client: "llo"`},
		{orders: "split client at 5", sends: []string{"hello"}, answer: "hello"},
		{orders: "join client 2", sends: []string{"he", "llo"}, answer: "hello", want: `
			relay> held 2 bytes from the client
			relay> joined 3 bytes from the client
			relay> delivered 5 bytes from the client: "hello"`},
		{orders: "join client 3", sends: []string{"he", "l"}, answer: "hel", want: `
			relay> held 2 bytes from the client
			relay> joined 1 byte from the client
			relay> delivered 3 bytes from the client: "hel"`},
		{orders: `edit client "l" to "\x4c\n"`, sends: []string{"hello"}, answer: "heL\nL\no",
			want: `
			relay> edited 7 bytes from the client: "heL\nL\no"
			relay> delivered 7 bytes from the client: "heL\nL\no"`},
		{orders: `edit client "x" to "y"`, sends: []string{"hello"}, answer: "hello"},
		{orders: "delay client by 1ms", sends: []string{"hi"}, answer: "hi", want: `
			relay> delayed 2 bytes from the client by 1ms
			relay> delivered 2 bytes from the client: "hi"`},
		{orders: "drip client every 1ms", sends: []string{"abc"}, answer: "abc", want: `
			relay> dripped 3 bytes from the client every 1ms
			relay> delivered 1 byte from the client: "a"
			relay> delivered 1 byte from the client: "b"
			relay> delivered 1 byte from the client: "c"`},
		{orders: "split client at 1;drip client every 1ms", sends: []string{"abc"},
			answer: "abc", want: `
			relay> split 3 bytes from the client after 1
			relay> split off 2 bytes from the client: "bc"
			relay> dripped 1 byte from the client every 1ms
			relay> dripped 2 bytes from the client every 1ms
			relay> delivered 1 byte from the client: "a"
			relay> delivered 1 byte from the client: "b"
			relay> delivered 1 byte from the client: "c"`},
		{orders: "hold client", sends: []string{"abc"}, answer: "X", want: `
			relay> held 3 bytes from the client
			relay> edited 1 byte from the client: "X"
			relay> held the end from the client
			relay> delivered 1 byte from the client: "X"`,
			then: []string{`edit held "X"`}},
		{orders: "hold client", sends: []string{"abc"}, want: `
			relay> held 3 bytes from the client
			relay> edited 0 bytes from the client: ""
			relay> held the end from the client
			relay> delivered nothing from the client`,
			then: []string{`edit held ""`}},
		{orders: `edit client "abc" to ""`, sends: []string{"abc"}, want: `
			relay> edited 0 bytes from the client: ""
			relay> delivered nothing from the client`},
		{orders: "hold client", sends: []string{"abc"}, answer: "abc", want: `
			relay> held 3 bytes from the client
			relay> split 3 bytes from the client after 2
			relay> split off 1 byte from the client: "c"
			relay> held 2 bytes from the client
			relay> delivered 2 bytes from the client: "ab"
			relay> held the end from the client
			relay> delivered 1 byte from the client: "c"`,
			then: []string{"split held at 2", "step #1"}},
		{orders: "hold client", sends: []string{"ab", "c"}, answer: "abc", want: `
			relay> held 2 bytes from the client
			relay> held 1 byte from the client
			relay> joined 1 byte from the client
			relay> held the end from the client
			relay> delivered 3 bytes from the client: "abc"`,
			then: []string{"join held"}},
		{orders: "split client at 1;clear", sends: []string{"abc"}, answer: "abc"},
	} {
		t.Run(test.orders, func(t *testing.T) {
			networks(t, func(t *testing.T, network string) {
				tapped, r := tap(t, server(t, network, echo))
				for text := range strings.SplitSeq(test.orders, ";") {
					order(t, tapped, text)
				}
				client := dial(t, tapped)
				sent, answer := 0, test.answer
				for _, text := range test.sends {
					send(t, client, text)
					sent += len(text)
					untilHolds(t, r, func() bool { return size(r, Client) == sent })
				}
				for _, text := range test.then {
					order(t, tapped, text)
					if strings.HasPrefix(text, "step") {
						expect(t, client, answer[:2])
						answer = answer[2:]
					}
				}
				client.CloseWrite()
				if strings.HasPrefix(test.orders, "hold") {
					untilHolds(t, r, func() bool {
						return strings.Contains(story(r.From(1)), "held the end")
					})
					order(t, tapped, "let go")
				}
				all, err := io.ReadAll(client)
				if string(all) != answer || err != nil {
					t.Errorf("the answer is %q, %v, want %q", all, err, answer)
				}
				want := strings.ReplaceAll(strings.TrimPrefix(test.want, "\n"), "\t", "")
				if got := interferences(r); got != want {
					t.Errorf("recorded:\n%s\nwant\n%s", got, want)
				}
			})
		})
	}
}

// An edit that would make a message too long is not done, however many rules there are, and
// a row says so.
func TestEditBound(t *testing.T) {
	tapped, r := tap(t, server(t, "unix", echo))
	for range 3 {
		order(t, tapped, `edit client "a" to "`+strings.Repeat("a", 256)+`"`)
	}
	client := dial(t, tapped)
	send(t, client, strings.Repeat("a", 100))
	client.CloseWrite()
	if all, err := io.ReadAll(client); len(all) != 25600 || err != nil {
		t.Errorf("the answer has %d bytes, %v, want 25600", len(all), err)
	}
	not := "did not edit 25600 bytes from the client: it would make more than 65536\n"
	if got := interferences(r); strings.Count(got+"\n", not) != 2 ||
		!strings.HasPrefix(got, "relay> edited 25600 bytes") {
		t.Errorf("recorded:\n%.300s\nwant twice\n%s", got, not)
	}
}

func TestParseOrderRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "there is no",
		"hold everything":                "want nothing more",
		"hold #x":                        "want a connection",
		"let them":                       "there is no",
		"split client":                   `want "at"`,
		"split client at x":              "want a number",
		"split client at 0":              "want 1 or more",
		"join client 1":                  "want 2 to",
		"join client":                    "want a number",
		"edit client a to b":             "want text in double quotes",
		`edit client "" to "b"`:          "want the text to replace",
		`edit client "a" to "\q"`:        `byte 1: there is no escape "\\q"`,
		`edit client "a" to "b`:          "the quote does not end",
		`edit client "a" "b"`:            `want "to"`,
		"delay client by 1h":             "at most 1m",
		"drip client every soon":         "want a time",
		"shut down":                      "want client or server",
		"hold client server":             "client and server exclude each other",
		"drip server #2 client every 1s": "client and server exclude each other",
		"drop #1 #2":                     "#1 and #2 exclude each other",
		"drop held":                      "drop and held exclude each other",
		"hold held client":               "hold and held exclude each other",
		"let go held":                    "let go and held exclude each other",
		"clear held":                     "clear and held exclude each other",
		"shut down held client":          "shut down and held exclude each other",
		"drop \x1b":                      `want nothing more, got "\x1b"`,
	} {
		if _, err := ParseOrder(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseOrder(%q): %v, want %q", text, err, want)
		}
	}
}

// An order for a connection that is not there is not done: neither for one that has not
// come yet, which one can wait for, nor for one that is over.
func TestOrderWithoutConnection(t *testing.T) {
	tapped, r := tap(t, server(t, "unix", echo))
	dial(t, tapped).CloseWrite()
	untilHolds(t, r, func() bool {
		return strings.Contains(story(r.From(1)), "server> closed")
	})
	for _, text := range []string{"hold %s", "let go %s", "clear %s", "step %s", "drop %s",
		"shut down client %s", "delay %s by 1ms", "drip %s every 1ms", "split %s at 1",
		"join %s 2", `edit %s "a" to "b"`, "delay held %s by 1ms"} {
		for number, want := range map[string]string{"#1": "connection #1 is not open",
			"#7": "there is no open connection #7"} {
			o, err := ParseOrder(fmt.Sprintf(text, number))
			if err != nil {
				t.Fatal(err)
			}
			err = tapped.Hands().Do(o)
			if err == nil || err.Error() != want || errors.Is(err, ErrNoConnection) != (number == "#7") {
				t.Errorf(text+": %v, want %s", number, err, want)
			}
		}
	}
}

// The help shows only orders that can be read.
func TestOrdersHelp(t *testing.T) {
	for line := range strings.Lines(Orders) {
		text, _, _ := strings.Cut(strings.TrimSpace(line), "  ")
		if !strings.HasPrefix(line, "  ") || strings.Contains(text, ",") {
			continue
		}
		if _, err := ParseOrder(text); err != nil {
			t.Error(err)
		}
	}
}
