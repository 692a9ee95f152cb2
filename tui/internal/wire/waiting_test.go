package wire

import (
	"errors"
	"fmt"
	"testing"
)

// The rows about a message name it while it waits: its bytes, that it was held, and
// what was done to it, in each of its pieces.
func TestEventsOfWhatWaits(t *testing.T) {
	tapped, r := tap(t, server(t, "unix", echo))
	order(t, tapped, "hold client")
	client := dial(t, tapped)
	send(t, client, "abcd")
	until(t, r, 4) // connected, accepted, data, held
	send(t, client, "e")
	until(t, r, 6)
	check := func(want string) {
		t.Helper()
		got := ""
		for _, m := range tapped.Hands().Waiting(Where{}) {
			got += fmt.Sprintf("%s%v ", m.Data, m.Events)
		}
		if got != want {
			t.Errorf("waiting are %q, want %q", got, want)
		}
	}
	check("abcd[3 4] e[5 6] ")
	order(t, tapped, "split held at 1")
	check("a[3 4 7] bcd[3 4 7] e[5 6] ")
	join, err := ParseOrder("join held")
	if err != nil {
		t.Fatal(err)
	}
	if err := tapped.Hands().DoTo(tapped.Hands().Waiting(Where{})[1].ID, join); err != nil {
		t.Fatal(err)
	}
	check("a[3 4 7] bcde[3 4 7 5 6 8] ")
	if err := tapped.Hands().DoTo(99, join); !errors.Is(err, ErrNothingHeld) {
		t.Errorf("an order for a message that does not wait: %v", err)
	}
	order(t, tapped, "let go")
	expect(t, client, "abcde")
}
