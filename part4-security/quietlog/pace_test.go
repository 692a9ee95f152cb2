package quietlog

import (
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A flood of bad clients makes few lines, which count all of them; a client of
// another kind still gets its own line.
func TestConversationsKeepPace(t *testing.T) {
	peer := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}
	logged(t, func(t *testing.T, o *outlet, l *Log) {
		const sent = 100_000
		for i := range sent {
			l.Conversation(peer, fmt.Sprintf(`"line %d"`, i),
				errors.New("cut off: too long"))
			<-time.After(100 * time.Microsecond) // in the bubble's time
		}
		l.Conversation(peer, `"whale"`, nil)
		<-time.After(time.Minute)
		text := o.read()
		lines := strings.Split(strings.TrimSpace(text), "\n")
		total := 0
		more := regexp.MustCompile(`\(and (\d+) more like it\)`)
		for _, line := range lines {
			total++
			if match := more.FindStringSubmatch(line); match != nil {
				n, _ := strconv.Atoi(match[1])
				total += n
			}
		}
		if len(lines) > 25 || total != sent+1 ||
			!strings.Contains(text, "127.0.0.1:1: \"whale\"\n") ||
			!strings.Contains(text, `"line 99999": cut off: too long (`) {
			t.Errorf("%d lines for %d of %d in 10 s: %s", len(lines), total, sent+1, text)
		}
	})
}

// So many lines of each kind are logged at once; the next one waits.
func TestBursts(t *testing.T) {
	peer := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}
	for name, test := range map[string]struct {
		line  func(l *Log)
		burst int
	}{
		"refused": {func(l *Log) { l.Refused.Printf("x") }, 1},
		"accept":  {func(l *Log) { l.AcceptErrors.Printf("x") }, 1},
		"panics":  {func(l *Log) { l.Panics.Printf("x") }, 10},
		"cut off": {func(l *Log) { l.Conversation(peer, "x", io.EOF) }, 10},
		"served":  {func(l *Log) { l.Conversation(peer, "x", nil) }, 1000},
	} {
		logged(t, func(t *testing.T, o *outlet, l *Log) {
			for range test.burst + 2 {
				test.line(l)
			}
			synctest.Wait()
			if got := strings.Count(o.read(), "\n"); got != test.burst {
				t.Errorf("%s: %d lines at once, want %d", name, got, test.burst)
			}
		})
	}
}

// Close also writes the lines that were held back, and other logs are not
// affected by them.
func TestCloseWritesWhatWasHeldBack(t *testing.T) {
	logged(t, func(t *testing.T, o *outlet, l *Log) {
		other := newOutlet()
		second := New(other)
		for i := range 4 {
			l.AcceptErrors.Printf("trouble %d", i)
		}
		second.AcceptErrors.Printf("trouble elsewhere")
		second.Close()
		l.Close()
		want := "trouble 0\ntrouble 3 (and 2 more like it)\n"
		if got := o.read(); got != want {
			t.Errorf("logged %q, want %q", got, want)
		}
		if got := other.read(); got != "trouble elsewhere\n" {
			t.Errorf("the other log has %q, want its own line only", got)
		}
	})
}
