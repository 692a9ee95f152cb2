package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// order has the hands of a tap do something. It waits until what the order needs is
// held.
func order(t testing.TB, tapped *Tap, text string) {
	t.Helper()
	o, err := ParseOrder(text)
	if err != nil {
		t.Fatal(err)
	}
	untilHolds(t, tapped.recording, func() bool {
		err = tapped.Hands().Do(o)
		return !errors.Is(err, ErrNothingHeld)
	})
	if err != nil {
		t.Fatalf("%s: %v; recorded:\n%s", text, err, story(tapped.recording.From(1)))
	}
}

// untilHolds waits for events until a condition holds.
func untilHolds(t testing.TB, r *Recording, condition func() bool) {
	t.Helper()
	for {
		updates := r.Updates(r.Dropped() + r.Len())
		if condition() {
			return
		}
		wait(t, updates)
	}
}

// What is held stops at the tap in order, also the end. A step delivers one message.
func TestHold(t *testing.T) {
	networks(t, func(t *testing.T, network string) {
		tapped, r := tap(t, server(t, network, echo))
		hands := tapped.Hands()
		hands.Hold(Where{From: Client})
		client := dial(t, tapped)
		until(t, r, 2)
		send(t, client, "a")
		until(t, r, 4)
		send(t, client, "bc")
		until(t, r, 6)
		client.CloseWrite()
		until(t, r, 7)
		held := hands.Waiting(Where{})
		if len(held) != 3 || string(held[1].Data) != "bc" || !held[2].End || !held[0].First ||
			held[1].First || !held[1].Held {
			t.Errorf("held are %+v", held)
		}
		order(t, tapped, "step")
		expect(t, client, "a")
		order(t, tapped, "step")
		expect(t, client, "bc")
		hands.LetGo(Where{})
		if rest, err := io.ReadAll(client); len(rest) > 0 || err != nil {
			t.Errorf("then the client reads %q, %v", rest, err)
		}
		checkStory(t, until(t, r, 13), `
			#1 client> connected
			#1 server> accepted
			#1 client> 1 "a"; stopped at the relay
			#1 relay> held 1 byte from the client
			#1 client> 2 "bc"; stopped at the relay
			#1 relay> held 2 bytes from the client
			#1 relay> held the end from the client
			#1 relay> delivered 1 byte from the client: "a"
			#1 server> 1 "a"
			#1 relay> delivered 2 bytes from the client: "bc"
			#1 server> 2 "bc"
			#1 client> half-closed
			#1 server> closed
		`)
		if err := hands.Step(held[0].ID); err != ErrNothingHeld {
			t.Errorf("step again: %v", err)
		}
	})
}

// size returns how many bytes a side has sent.
func size(r *Recording, from Side) (total int) {
	for _, e := range r.From(1) {
		if e.Kind == Data && e.From == from {
			total += e.Size
		}
	}
	return total
}

// interferences returns what hands did, one a line.
func interferences(r *Recording) string {
	var lines []string
	for _, e := range r.From(1) {
		if e.Kind == Interfered {
			lines = append(lines, "relay> "+what(e))
		}
	}
	return strings.Join(lines, "\n")
}

// The tap holds only so much. Then the client blocks, and nothing is lost.
func TestHeldBound(t *testing.T) {
	networks(t, func(t *testing.T, network string) {
		total := make(chan int64, 1)
		tapped, r := tap(t, server(t, network, func(conn stream) {
			n, _ := io.Copy(io.Discard, conn)
			total <- n
		}))
		order(t, tapped, "hold client")
		client := dial(t, tapped)
		sent := make(chan int, 1)
		go func() {
			n, _ := client.Write(make([]byte, 64<<20))
			sent <- n
		}()
		held := 0
		untilHolds(t, r, func() bool {
			held = 0
			for _, m := range tapped.Hands().Waiting(Where{Conn: 1, From: Client}) {
				held += len(m.Data)
			}
			return held >= maxHeld
		})
		client.SetWriteDeadline(time.Now()) // it blocks, which this interrupts
		n := <-sent
		if held >= maxHeld+bufferSize || held != size(r, Client) || n == 64<<20 {
			t.Errorf("%d bytes are held, %d recorded, %d sent", held, size(r, Client), n)
		}
		client.CloseWrite()
		order(t, tapped, "let go")
		if got := <-total; got != int64(n) {
			t.Errorf("%d of %d bytes arrive", got, n)
		}
	})
}

// Many small messages are held only up to a number.
func TestHeldCount(t *testing.T) {
	tapped, r := tap(t, server(t, "unix", echo))
	order(t, tapped, "hold client")
	order(t, tapped, "split client at 1")
	client := dial(t, tapped)
	for i := range maxHeldCount/2 + 9 {
		send(t, client, "ab")
		if i < maxHeldCount/2 {
			untilHolds(t, r, func() bool { return size(r, Client) == 2*i+2 })
		}
	}
	if n := len(tapped.Hands().Waiting(Where{})); n != maxHeldCount {
		t.Errorf("%d messages are held, want %d", n, maxHeldCount)
	}
	order(t, tapped, "let go")
	expect(t, client, strings.Repeat("ab", maxHeldCount/2+9))
}

// A connection that is dropped is reset, towards both sides or one.
func TestDrop(t *testing.T) {
	for _, to := range []string{"", " client", " server"} {
		networks(t, func(t *testing.T, network string) {
			needReset(t, network)
			seen := make(chan error, 1)
			tapped, r := tap(t, server(t, network, func(conn stream) {
				_, err := io.Copy(io.Discard, conn)
				seen <- err
			}))
			order(t, tapped, "hold client")
			client := dial(t, tapped)
			send(t, client, "hi")
			until(t, r, 4)
			order(t, tapped, "drop"+to)
			_, clientSees := client.Read(make([]byte, 1))
			serverSees := <-seen
			if network == "tcp" {
				if got, want := errors.Is(clientSees, syscall.ECONNRESET), to != " server"; got != want {
					t.Errorf("drop%s: the client sees %v", to, clientSees)
				}
				if got, want := errors.Is(serverSees, syscall.ECONNRESET), to != " client"; got != want {
					t.Errorf("drop%s: the server sees %v", to, serverSees)
				}
			}
			way := ""
			if to != "" {
				way = " to the" + to
			}
			checkStory(t, until(t, r, 7), fmt.Sprintf(`
				#1 client> connected
				#1 server> accepted
				#1 client> 2 "hi"; stopped at the relay
				#1 relay> held 2 bytes from the client
				#1 relay> dropped the connection%s
				#1 relay> discarded 2 bytes from the client
				#1 relay> closed
			`, way))
			o, _ := ParseOrder("drop")
			if err := tapped.Hands().Do(o); err == nil {
				t.Error("it can be dropped twice")
			}
		})
	}
}

// After a shutdown the server reads the end, and its answer still comes. What the
// client sends later is discarded.
func TestShutDown(t *testing.T) {
	networks(t, func(t *testing.T, network string) {
		said, answer := make(chan string, 1), make(chan bool)
		tapped, r := tap(t, server(t, network, func(conn stream) {
			text, _ := io.ReadAll(conn)
			said <- string(text)
			<-answer
			io.WriteString(conn, "so far")
		}))
		client := dial(t, tapped)
		send(t, client, "hel")
		until(t, r, 3)
		order(t, tapped, "shut down client")
		if got := <-said; got != "hel" {
			t.Errorf("the server reads %q", got)
		}
		send(t, client, "lo")
		until(t, r, 7)
		close(answer)
		if all, err := io.ReadAll(client); string(all) != "so far" || err != nil {
			t.Errorf("the client reads %q, %v", all, err)
		}
		checkStory(t, until(t, r, 9), `
			#1 client> connected
			#1 server> accepted
			#1 client> 3 "hel"
			#1 relay> shut down the sending of the client
			#1 client> half-closed
			#1 client> 2 "lo"; stopped at the relay
			#1 relay> discarded 2 bytes from the client
			#1 server> 6 "so far"
			#1 server> closed
		`)
	})
}

// Closing the tap ends connections with messages that are held, and says what is lost.
func TestCloseHeld(t *testing.T) {
	networks(t, func(t *testing.T, network string) {
		tapped, r := tap(t, server(t, network, echo))
		order(t, tapped, "hold client")
		order(t, tapped, "drip server every 1m")
		client := dial(t, tapped)
		send(t, client, "hi")
		until(t, r, 4)
		order(t, tapped, "step")
		expect(t, client, "h")
		send(t, client, "more")
		untilHolds(t, r, func() bool { return size(r, Client) == 6 })
		tapped.Close()
		text := story(r.From(1))
		if !strings.HasSuffix(text, "#1 relay> discarded 4 bytes from the client\n"+
			"#1 relay> discarded 1 byte from the server\n#1 relay> closed\n") {
			t.Errorf("recorded:\n%s", text)
		}
	})
}

// Whatever hands do in between, bytes arrive in order and complete.
func TestHandsLoseNothing(t *testing.T) {
	random := rand.NewChaCha8([32]byte{1})
	data := make([]byte, 300_000)
	random.Read(data)
	orders := []string{"hold", "let go", "clear", "split client at 3", "join server 2",
		"delay client by 1ms", "step", "split held at 1", "join held", "hold server",
		"let go client", "delay held by 1ms", "drip held every 1us"}
	networks(t, func(t *testing.T, network string) {
		tapped, _ := tap(t, server(t, network, echo))
		done := make(chan struct{})
		var hands sync.WaitGroup
		hands.Go(func() {
			choice := rand.New(rand.NewPCG(1, 2))
			for {
				select {
				case <-done:
					return
				case <-time.After(time.Millisecond):
					o, err := ParseOrder(orders[choice.IntN(len(orders))])
					if err != nil {
						t.Error(err)
					}
					_ = tapped.Hands().Do(o)
				}
			}
		})
		client := dial(t, tapped)
		go func() {
			client.Write(data[:200_000])
			client.Write(data[200_000:])
			client.CloseWrite()
		}()
		got := make([]byte, 100_000)
		if _, err := io.ReadFull(client, got); err != nil {
			t.Error(err)
		}
		close(done)
		hands.Wait()
		order(t, tapped, "clear")
		rest, err := io.ReadAll(client)
		if got = append(got, rest...); !bytes.Equal(got, data) || err != nil {
			t.Errorf("%d bytes come back, %v", len(got), err)
		}
	})
}

// Messages of one read do not share bytes: what is joined to one changes no other.
func TestPiecesAreTheirOwn(t *testing.T) {
	tapped, r := tap(t, server(t, "unix", echo))
	order(t, tapped, "hold client")
	order(t, tapped, "split client at 2")
	client := dial(t, tapped)
	send(t, client, "abcd")
	untilHolds(t, r, func() bool { return len(tapped.Hands().Waiting(Where{})) == 2 })
	order(t, tapped, "split held at 1") // a, b, cd
	held := tapped.Hands().Waiting(Where{})
	if err := errors.Join(
		tapped.Hands().Change(held[1].ID, Rule{Act: Edited, New: []byte("XYZ")}),
		tapped.Hands().Change(held[0].ID, Rule{Act: Joined})); err != nil {
		t.Fatal(err)
	}
	order(t, tapped, "let go")
	expect(t, client, "aXYZcd")
}
