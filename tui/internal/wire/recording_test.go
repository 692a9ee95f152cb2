package wire

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"wallsockets/tui/internal/test/stagetest"
)

// numbers returns the range of the events' numbers.
func numbers(events []Event) string {
	if len(events) == 0 {
		return "none"
	}
	for i, e := range events {
		if e.Number != events[0].Number+i {
			return fmt.Sprintf("%d follows %d", e.Number, events[i-1].Number)
		}
	}
	return fmt.Sprintf("%d-%d", events[0].Number, events[len(events)-1].Number)
}

func TestRecordingKeeps(t *testing.T) {
	r := NewRecording()
	long := bytes.Repeat([]byte("x"), maxData+1)
	r.Add(Event{Conn: 1, Kind: Connected, From: Client, Peer: " \x1b[2Jpeer\n "})
	r.Add(Event{Conn: 1, Kind: Data, From: Client, Data: long, Number: 9, Size: 9})
	r.Add(Event{Conn: 1, Kind: Failed, From: Server, Reason: "no\u202e"})
	long[0] = 'y'
	events := r.From(1)
	if numbers(events) != "1-3" {
		t.Fatalf("it has the events %s, want 1-3", numbers(events))
	}
	if got, want := events[0].Peer, `\x1b[2Jpeer\n`; got != want {
		t.Errorf("the peer is %q, want %q", got, want)
	}
	if got, want := events[2].Reason, `no\u202e`; got != want {
		t.Errorf("the reason is %q, want %q", got, want)
	}
	if e := events[1]; e.Size != maxData+1 ||
		string(e.Data) != strings.Repeat("x", maxData) {
		t.Errorf("of %d bytes it counts %d and keeps %d, %.9q", len(long), e.Size,
			len(e.Data), e.Data)
	}
	if events[0].Since != 0 || events[0].Time.IsZero() {
		t.Errorf("the first is at %v, %v after none", events[0].Time, events[0].Since)
	}
	for i, e := range events[1:] {
		if e.Since < 0 || e.Time.Sub(events[i].Time) != e.Since {
			t.Errorf("event %d is at %v, %v after %v", e.Number, e.Time, e.Since,
				events[i].Time)
		}
	}
}

func TestRecordingWindows(t *testing.T) {
	r := newRecording(1000, MaxBytes)
	for range 1500 {
		r.Add(Event{Kind: Data, From: Client, Data: []byte("x")})
	}
	if r.Len() != 1000 || r.Dropped() != 500 {
		t.Errorf("it keeps %d and dropped %d, want 1000 and 500", r.Len(), r.Dropped())
	}
	for _, test := range []struct {
		name string
		got  []Event
		want string
	}{
		{"From(0)", r.From(0), "501-1500"},
		{"From(501)", r.From(501), "501-1500"},
		{"From(1500)", r.From(1500), "1500-1500"},
		{"From(1501)", r.From(1501), "none"},
	} {
		if got := numbers(test.got); got != test.want {
			t.Errorf("%s has %s, want %s", test.name, got, test.want)
		}
	}
	if got := numbers(NewRecording().From(1)); got != "none" {
		t.Errorf("an empty one has %s", got)
	}
}

// A recording stays within its limits, in events and in memory, however much
// happens: 10,000 messages a second for 30 seconds.
func TestRecordingBounds(t *testing.T) {
	stagetest.SkipUnderRace(t, "it measures memory, in one goroutine")
	const events = 300_000
	for _, size := range []int{20, 1024, 3 * maxData} {
		before := heap()
		r := NewRecording()
		data := make([]byte, size)
		for range events {
			r.Add(Event{Conn: 1, Kind: Data, From: Client, Data: data})
		}
		kept := min(MaxEvents, MaxBytes/min(size, maxData))
		if r.Len() != kept || r.Dropped() != events-kept {
			t.Errorf("of %d bytes it keeps %d and dropped %d, want %d and %d", size,
				r.Len(), r.Dropped(), kept, events-kept)
		}
		if got, want := numbers(r.From(1)),
			fmt.Sprintf("%d-%d", events-kept+1, events); got != want {
			t.Errorf("of %d bytes it has %s, want %s", size, got, want)
		}
		if took := heap() - before; took > MaxBytes+24<<20 {
			t.Errorf("of %d bytes it takes %d KiB of memory", size, took>>10)
		}
		runtime.KeepAlive(r)
	}
}

// heap returns the bytes of heap in use.
func heap() int {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc)
}

// With writers and readers of all kinds at the same time, each reader sees every
// event once and in order.
func TestRecordingConcurrently(t *testing.T) {
	const writers, each = 8, 2000
	r := NewRecording()
	var tasks sync.WaitGroup
	for w := range writers {
		tasks.Go(func() {
			for i := range each {
				r.Add(Event{Conn: w + 1, Kind: Data, From: Client,
					Data: fmt.Append(nil, i)})
			}
		})
	}
	for range 4 {
		tasks.Go(func() {
			seen, counts := 0, map[int]int{}
			for seen < writers*each {
				if !happens(r.Updates(seen)) {
					t.Errorf("after %d comes nothing", seen)
					return
				}
				for _, e := range r.From(seen + 1) {
					if want := fmt.Sprint(counts[e.Conn]); e.Number != seen+1 ||
						string(e.Data) != want {
						t.Errorf("after %d comes %d, %q, want %q", seen, e.Number,
							e.Data, want)
						return
					}
					seen++
					counts[e.Conn]++
				}
				r.Event(seen)
				r.Dropped()
			}
		})
	}
	tasks.Wait()
	if r.Len() != writers*each {
		t.Errorf("it has %d events, want %d", r.Len(), writers*each)
	}
}

func TestUpdates(t *testing.T) {
	r := NewRecording()
	first, second := r.Updates(0), r.Updates(0)
	select {
	case <-first:
		t.Error("an update without an event")
	default:
	}
	r.Add(Event{Kind: Data, From: Client})
	wait(t, first)
	wait(t, second)
	wait(t, r.Updates(0))
	select {
	case <-r.Updates(1):
		t.Error("an update for an event that was seen")
	default:
	}
}

func TestLoad(t *testing.T) {
	start := time.Now()
	saved := []Event{
		{Number: 7, Conn: 3, Kind: Data, From: Client, Size: 9, Data: []byte("x"),
			Time: start, Since: time.Second},
		{Number: 9, Conn: 2, Kind: Closed, From: Server, Time: start.Add(time.Minute)},
	}
	r := Load(saved)
	events := r.From(1)
	if numbers(events) != "1-2" || events[0].Size != 9 || events[0].Since != time.Second ||
		!events[1].Time.Equal(saved[1].Time) {
		t.Errorf("loaded it is %+v, from %+v", events, saved)
	}
	if got := r.Connection(); got != 4 {
		t.Errorf("a new connection is %d, want 4", got)
	}
}

// patience is how long a test waits before it calls something hung. It is long
// because the machine may be busy; no test waits for it to pass.
const patience = 20 * time.Second

// wait waits until a channel is closed.
func wait(t testing.TB, done <-chan struct{}) {
	t.Helper()
	if !happens(done) {
		t.Fatal("the channel is still open")
	}
}

func happens(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	case <-time.After(patience):
		return false
	}
}

func BenchmarkAdd(b *testing.B) {
	for _, size := range []int{20, 200, maxData} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			r := NewRecording()
			data := make([]byte, size)
			b.ReportAllocs()
			for b.Loop() {
				r.Add(Event{Conn: 1, Kind: Data, From: Client, Data: data})
			}
		})
	}
}

// A view asks only for what fits on the screen.
func BenchmarkLast(b *testing.B) {
	r := NewRecording()
	for range 2 * MaxEvents {
		r.Add(Event{Conn: 1, Kind: Data, From: Client, Data: []byte("the quick\n")})
	}
	for b.Loop() {
		r.From(2*MaxEvents - 49)
	}
}
