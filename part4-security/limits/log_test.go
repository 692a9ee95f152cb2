package limits

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// outlet is where a log goes in a test: it can be stopped or full.
type outlet struct {
	mu     sync.Mutex
	open   sync.Cond
	closed bool
	fault  error
	text   bytes.Buffer
	calls  int
}

func newOutlet() *outlet {
	o := new(outlet)
	o.open.L = &o.mu
	return o
}

func (o *outlet) Write(text []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.closed {
		o.open.Wait()
	}
	o.calls++
	if o.fault != nil {
		return 0, o.fault
	}
	return o.text.Write(text)
}

func (o *outlet) set(closed bool, fault error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed, o.fault = closed, fault
	o.open.Broadcast()
}

// read returns what was written and forgets it.
func (o *outlet) read() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	text := o.text.String()
	o.text.Reset()
	return text
}

// logged runs a test in a bubble with a log of its own and nothing held back.
func logged(t *testing.T, test func(t *testing.T, o *outlet, l *Log)) {
	t.Helper()
	defer log.SetFlags(log.Flags())
	defer log.SetOutput(log.Writer())
	log.SetFlags(0)
	defer forget() // its times are those of the bubble
	synctest.Test(t, func(t *testing.T) {
		forget()
		o := newOutlet()
		l := LogTo(o)
		test(t, o, l)
		o.set(false, nil)
		l.Close()
	})
}

// forget makes all classes of lines as they were before any was printed: lines
// that an earlier test had held back would come into the next log.
func forget() {
	for _, class := range classes {
		class.mu.Lock()
		class.next, class.held = time.Time{}, 0
		class.mu.Unlock()
	}
}

var lostLines = regexp.MustCompile(`(?m)^lines of the log lost here: (\d+)$`)

// account adds up the lines that are there and those told as lost.
func account(text string) (there, lost int) {
	there = strings.Count(text, "\n")
	for _, match := range lostLines.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(match[1])
		there, lost = there-1, lost+n
	}
	return there, lost
}

// Lines that pile up are written at once, in their order.
func TestLogWritesTogether(t *testing.T) {
	logged(t, func(t *testing.T, o *outlet, l *Log) {
		o.set(true, nil)
		want := ""
		for i := range 100 {
			log.Print(i)
			want += fmt.Sprintln(i)
		}
		synctest.Wait()
		o.set(false, nil)
		synctest.Wait()
		if got := o.read(); got != want || o.calls > 2 {
			t.Errorf("%d writes of %q, want 2 at most, of %q", o.calls, got, want)
		}
	})
}

// A reader that stopped, and a disk that is full, cost lines and no time; how
// many is told when there is room again.
func TestLogNeverWaits(t *testing.T) {
	const sent = 100_000
	for name, fault := range map[string]error{
		"stopped": nil, "full": errors.New("no space left on device"),
	} {
		logged(t, func(t *testing.T, o *outlet, l *Log) {
			o.set(fault == nil, fault)
			began := time.Now()
			for i := range sent {
				log.Print("line ", i)
			}
			synctest.Wait()
			if len(l.lines) > maxQueue {
				t.Errorf("%s: %d bytes wait", name, len(l.lines))
			}
			o.set(false, nil)
			log.Print("there is room again")
			synctest.Wait()
			text := o.read()
			there, lost := account(text)
			if there+lost != sent+1 || lost < sent/2 || !time.Now().Equal(began) {
				t.Errorf("%s: %d lines are there and %d told as lost, after %v, want %d",
					name, there, lost, time.Since(began), sent+1)
			}
			if fault != nil && !strings.Contains(text, "there is room again") {
				t.Errorf("%s: the line behind is missing: %q", name, text)
			}
		})
	}
}

// The last lines are written, but the end does not wait for ever for them.
func TestLogCloses(t *testing.T) {
	logged(t, func(t *testing.T, o *outlet, l *Log) {
		log.Print("the last line")
		l.Close()
		if got := o.read(); got != "the last line\n" {
			t.Errorf("at the end: %q", got)
		}
		log.Print("too late")
		l.Close()
	})
	logged(t, func(t *testing.T, o *outlet, l *Log) {
		o.set(false, errors.New("no space left on device"))
		log.Print("this line is lost")
		synctest.Wait()
		o.set(false, nil)
		l.Close()
		if got := o.read(); got != "lines of the log lost here: 1\n" {
			t.Errorf("behind a lost line, at the end: %q", got)
		}
	})
	logged(t, func(t *testing.T, o *outlet, l *Log) {
		o.set(true, nil)
		log.Print("nobody reads this")
		began := time.Now()
		l.Close()
		if took := time.Since(began); took != flushTime {
			t.Errorf("with a stopped reader the end took %v, want %v", took, flushTime)
		}
	})
}

// The pipe's reader dies: that is an error like another.
func TestLogToABrokenPipe(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	r.Close()
	defer log.SetOutput(log.Writer())
	forget()
	l := LogTo(w)
	for range 1000 {
		log.Print("nobody reads this")
	}
	l.Close()
	if l.lost != 1000 {
		t.Errorf("%d lines were lost, want 1000", l.lost)
	}
}

// A flood of bad clients is a few lines, which stand for all of it; a kind of
// its own does not go under.
func TestTellKeepsPace(t *testing.T) {
	peer := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}
	logged(t, func(t *testing.T, o *outlet, l *Log) {
		const sent = 100_000
		for i := range sent {
			Tell(peer, fmt.Sprintf(`"line %d"`, i), errors.New("cut off: too long"))
			<-time.After(100 * time.Microsecond) // in the bubble's time
		}
		Tell(peer, `"whale"`, nil)
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

// What is held back at the end is told all the same.
func TestCloseTellsWhatWasHeldBack(t *testing.T) {
	logged(t, func(t *testing.T, o *outlet, l *Log) {
		for i := range 4 {
			accepts.printf("trouble %d", i)
		}
		l.Close()
		want := "trouble 0\ntrouble 3 (and 2 more like it)\n"
		if got := o.read(); got != want {
			t.Errorf("logged %q, want %q", got, want)
		}
	})
}

// failing is a listener out of descriptors for the first times.
type failing struct {
	net.Listener
	times int
}

func (f *failing) Accept() (net.Conn, error) {
	if f.times--; f.times >= 0 {
		return nil, errors.New("too many open files")
	}
	return nil, net.ErrClosed
}

// Without descriptors the server waits: no more than ten attempts a second,
// one line of log in each.
func TestAcceptTriesAgain(t *testing.T) {
	logged(t, func(t *testing.T, o *outlet, l *Log) {
		ln := &failing{times: 100}
		began := time.Now()
		if _, err := Accept(ln); err != net.ErrClosed || ln.times != -1 {
			t.Errorf("Accept = %v with %d failures left, want net.ErrClosed behind them",
				err, ln.times)
		}
		<-time.After(time.Second)
		took := time.Since(began)
		lines := strings.Count(o.read(), "accept a client: too many open files")
		if took < 10*time.Second || lines > int(took/time.Second)+1 || lines < 10 {
			t.Errorf("100 failures took %v and %d lines", took, lines)
		}
	})
}
