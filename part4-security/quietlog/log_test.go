package quietlog

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// outlet is where a log writes to in a test. It can block or fail.
type outlet struct {
	mu      sync.Mutex
	open    sync.Cond
	blocked bool
	fault   error
	text    bytes.Buffer
	calls   int
}

func newOutlet() *outlet {
	o := new(outlet)
	o.open.L = &o.mu
	return o
}

func (o *outlet) Write(text []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.blocked {
		o.open.Wait()
	}
	o.calls++
	if o.fault != nil {
		return 0, o.fault
	}
	return o.text.Write(text)
}

func (o *outlet) set(blocked bool, fault error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.blocked, o.fault = blocked, fault
	o.open.Broadcast()
}

// read returns what was written since the last read.
func (o *outlet) read() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	text := o.text.String()
	o.text.Reset()
	return text
}

// logged runs a test in a bubble with a log of its own.
func logged(t *testing.T, test func(t *testing.T, o *outlet, l *Log)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		o := newOutlet()
		l := New(o)
		test(t, o, l)
		o.set(false, nil)
		l.Close()
	})
}

var lostLines = regexp.MustCompile(`(?m)^log lines lost here: (\d+)$`)

// account counts the lines in text and those that it reports as lost.
func account(text string) (written, lost int) {
	written = strings.Count(text, "\n")
	for _, match := range lostLines.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(match[1])
		written, lost = written-1, lost+n
	}
	return written, lost
}

// Lines that pile up are written in one call, in order.
func TestLogWritesTogether(t *testing.T) {
	logged(t, func(t *testing.T, o *outlet, l *Log) {
		o.set(true, nil)
		want := ""
		for i := range 100 {
			fmt.Fprintln(l, i)
			want += fmt.Sprintln(i)
		}
		synctest.Wait()
		o.set(false, nil)
		synctest.Wait()
		if got := o.read(); got != want || o.calls > 2 {
			t.Errorf("%d writes of %q, want at most 2 of %q", o.calls, got, want)
		}
	})
}

// If the reader stops or the disk is full, lines are lost but no time. The log
// reports how many as soon as it can write again.
func TestLogNeverBlocks(t *testing.T) {
	const sent = 100_000
	for name, fault := range map[string]error{
		"stopped": nil, "full": errors.New("no space left on device"),
	} {
		logged(t, func(t *testing.T, o *outlet, l *Log) {
			o.set(fault == nil, fault)
			began := time.Now()
			for i := range sent {
				fmt.Fprintln(l, "line", i)
			}
			synctest.Wait()
			if len(l.queue) > maxQueue {
				t.Errorf("%s: %d bytes are queued", name, len(l.queue))
			}
			o.set(false, nil)
			fmt.Fprintln(l, "there is room again")
			synctest.Wait()
			text := o.read()
			written, lost := account(text)
			if written+lost != sent+1 || lost < sent/2 || !time.Now().Equal(began) {
				t.Errorf("%s: %d lines written, %d reported as lost, after %v; want %d",
					name, written, lost, time.Since(began), sent+1)
			}
			if fault != nil && !strings.Contains(text, "there is room again") {
				t.Errorf("%s: the last line is missing: %q", name, text)
			}
		})
	}
}

// Each line of a write that is lost is counted.
func TestLogCountsLines(t *testing.T) {
	logged(t, func(t *testing.T, o *outlet, l *Log) {
		l.Write(bytes.Repeat([]byte("x\n"), maxQueue))
		fmt.Fprintln(l, "there is room")
		synctest.Wait()
		if written, lost := account(o.read()); written != 1 || lost != maxQueue {
			t.Errorf("%d lines written, %d reported as lost, want 1 and %d",
				written, lost, maxQueue)
		}
	})
}

// Close writes the last lines, but does not wait for them forever.
func TestLogCloses(t *testing.T) {
	logged(t, func(t *testing.T, o *outlet, l *Log) {
		fmt.Fprintln(l, "the last line")
		l.Close()
		if got := o.read(); got != "the last line\n" {
			t.Errorf("after Close: %q", got)
		}
		fmt.Fprintln(l, "too late")
		l.Close()
	})
	logged(t, func(t *testing.T, o *outlet, l *Log) {
		o.set(false, errors.New("no space left on device"))
		fmt.Fprintln(l, "this line is lost")
		synctest.Wait()
		o.set(false, nil)
		l.Close()
		if got := o.read(); got != "log lines lost here: 1\n" {
			t.Errorf("after a lost line and Close: %q", got)
		}
	})
	logged(t, func(t *testing.T, o *outlet, l *Log) {
		o.set(true, nil)
		fmt.Fprintln(l, "nobody reads this")
		began := time.Now()
		l.Close()
		if took := time.Since(began); took != flushTime {
			t.Errorf("with a stopped reader Close took %v, want %v", took, flushTime)
		}
	})
}

// A pipe whose reader has died is an error like any other.
func TestLogToABrokenPipe(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	r.Close()
	l := New(w)
	for range 1000 {
		fmt.Fprintln(l, "nobody reads this")
	}
	l.Close()
	if l.lost != 1000 {
		t.Errorf("%d lines were lost, want 1000", l.lost)
	}
}
