package wire

import (
	"errors"
	"fmt"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"
)

// rows returns the numbers that events have on a machine that is not busy, where no
// connection waits in the queue.
func rows(r *Recording, numbers []int) []int {
	var all []int
	for _, n := range numbers {
		row := n
		for _, e := range r.From(1) {
			if e.Kind == Queued && e.Number < n {
				row--
			}
		}
		all = append(all, row)
	}
	return all
}

// The rows about a message name it while it waits: its bytes, that it was held, and
// what was done to it, in each of its pieces.
func TestEventsOfWhatWaits(t *testing.T) {
	tapped, r := tap(t, server(t, "unix", echo))
	order(t, tapped, "hold client")
	client := dial(t, tapped)
	until(t, r, 2)
	send(t, client, "abcd")
	until(t, r, 4) // connected, accepted, data, held
	send(t, client, "e")
	until(t, r, 6)
	check := func(want string) {
		t.Helper()
		got := ""
		for _, m := range tapped.Hands().Waiting(Where{}) {
			got += fmt.Sprintf("%s%v ", m.Data, rows(r, m.Events))
		}
		if got != want {
			t.Errorf("waiting are %q, want %q", got, want)
		}
	}
	check("abcd[3 4] e[5 6] ")
	order(t, tapped, "split held at 1")
	check("a[3 4 7 9] bcd[3 4 7 8] e[5 6] ")
	join, err := ParseOrder("join held")
	if err != nil {
		t.Fatal(err)
	}
	if err := tapped.Hands().DoTo(1, tapped.Hands().Waiting(Where{})[1].ID, join); err != nil {
		t.Fatal(err)
	}
	check("a[3 4 7 9] bcde[3 4 7 8 5 6 10] ")
	if err := tapped.Hands().DoTo(1, 99, join); !errors.Is(err, ErrNothingHeld) {
		t.Errorf("an order for a message that does not wait: %v", err)
	}
	order(t, tapped, "let go")
	expect(t, client, "abcde")
}

// A message that waits for others to be joined to it is held like any other: its row says
// so, and a hand lets it go.
func TestWaitingToBeJoinedIsHeld(t *testing.T) {
	for _, text := range []string{"let go", "let go #1", "step", "clear"} {
		tapped, r := tap(t, server(t, "unix", echo))
		order(t, tapped, "join client 3")
		client := dial(t, tapped)
		until(t, r, 2)
		send(t, client, "ab")
		until(t, r, 4) // connected, accepted, data, held
		waiting := tapped.Hands().Waiting(Where{})
		if len(waiting) != 1 || !waiting[0].Held || fmt.Sprint(rows(r, waiting[0].Events)) != "[3 4]" {
			t.Fatalf("waiting are %+v, want one that is held", waiting)
		}
		order(t, tapped, text)
		expect(t, client, "ab")
	}
}

// An order that chooses nothing itself is for the connection and the message it was given
// for, and any other for what it chooses.
func TestDoTo(t *testing.T) {
	for _, test := range []struct{ order, first, second string }{ // what each still has waiting
		{"step", "a b ", "e "}, // and what is before the message
		{"step #1", "b ", "c d e "},
		{"step client", "a b ", "d e "}, // the one that is held longest there
		{`edit held "x"`, "a b ", "c x e "},
		{`edit held #1 "x"`, "x b ", "c d e "},
		{"drop", "a b ", ""},
		{"drop #1", "", "c d e "},
		{"shut down client", "a b ", "c d e the end "},
		{"let go #1", "", "c d e "},
	} {
		tapped, r := tap(t, server(t, "tcp", echo))
		hands := tapped.Hands()
		hands.Hold(Where{From: Client})
		left := func(conn int) (text string) {
			for _, m := range hands.Waiting(Where{Conn: conn}) {
				if text += string(m.Data) + " "; m.End {
					text = strings.TrimSuffix(text, " ") + "the end" + " "
				}
			}
			return text
		}
		for i, texts := range []string{"ab", "cde", ""} { // the third is the newest
			client, want := dial(t, tapped), ""
			untilStory(t, r, fmt.Sprintf("#%d server> accepted", i+1))
			for _, text := range strings.Split(texts, "") {
				send(t, client, text)
				want += text + " "
				untilHolds(t, r, func() bool { return left(i+1) == want })
			}
		}
		o, err := ParseOrder(test.order)
		if err != nil {
			t.Fatal(err)
		}
		id := hands.Waiting(Where{Conn: 2})[1].ID
		if err := hands.DoTo(2, id, o); err != nil {
			t.Errorf("%s: %v", test.order, err)
		}
		deadline := time.Now().Add(patience)
		for (left(1) != test.first || left(2) != test.second) && time.Now().Before(deadline) {
			runtime.Gosched()
		}
		if left(1) != test.first || left(2) != test.second {
			t.Fatalf("%s for a message of #2: %q and %q wait, want %q and %q",
				test.order, left(1), left(2), test.first, test.second)
		}
	}
}

// A socket that is kept is never closed in between: nobody else gets its address, and who
// connects meanwhile is a client of the next tap.
func TestKeep(t *testing.T) {
	networks(t, func(t *testing.T, network string) {
		first, r := tap(t, server(t, network, echo))
		first.Keep()
		first.Close()
		client := dial(t, first)
		send(t, client, "hi")
		if ln, err := net.Listen(network, first.Addr()); err == nil {
			ln.Close()
			t.Error("another program gets the address")
		}
		second, err := Listen(network, "ignored", server(t, network, echo), r, Options{Replaces: first})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, client, "hi")
		second.Close()
		if _, err := net.Dial(network, first.Addr()); err == nil {
			t.Error("the second tap left the socket open")
		}
		first.Keep() // too late: it does nothing
	})
}

// The rules are named as one types them, each once, and go on with the hands of a tap that
// takes the place of another, as holding does.
func TestRulesGoOn(t *testing.T) {
	first, r := tap(t, server(t, "tcp", echo))
	order(t, first, "drip every 1ms")
	dial(t, first)
	until(t, r, 2)
	orders := []string{"hold client", "drip server every 200ms", `edit client "a\n" to "\""`, "split #1 at 3",
		"join client #1 2", "delay by 1m0s"}
	for _, text := range orders {
		order(t, first, text)
	}
	want := "drip every 1ms; " + `edit client "a\n" to "\""; delay by 1m0s; split #1 at 3; join client #1 2; ` +
		"drip server every 200ms"
	if got := strings.Join(first.Hands().Rules(), "; "); got != want {
		t.Errorf("the rules are %s, want %s", got, want)
	}
	first.Close()
	second, err := Listen("tcp", free(t, "tcp"), server(t, "tcp", echo), r, Options{Replaces: first})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(second.Close)
	want = `drip every 1ms; edit client "a\n" to "\""; delay by 1m0s; drip server every 200ms`
	if got := strings.Join(second.Hands().Rules(), "; "); got != want || second.Hands().Held(Where{}) == nil {
		t.Errorf("after another start the rules are %s, want %s, and holding", got, want)
	}
	for _, text := range second.Hands().Rules() {
		if o, err := ParseOrder(text); err != nil || !o.Lasts() {
			t.Errorf("%s is no rule that one can type: %v", text, err)
		}
	}
	order(t, second, "clear")
	if got := second.Hands().Rules(); len(got) > 0 {
		t.Errorf("after clear there are %q", got)
	}
}
