package frequency

import (
	"io"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A person at a terminal hears of a slow reading, and of a quick one nothing.
func TestProgress(t *testing.T) {
	for _, test := range []struct {
		took time.Duration
		want string
	}{
		{progressDelay - 1, ""},
		{progressDelay + progressPause + 1,
			"\r\x1b[Kreading: 25 %" + "\r\x1b[Kreading: 25 %" + "\r\x1b[K"},
	} {
		synctest.Test(t, func(t *testing.T) {
			out := new(lockedBuffer)
			p := newProgress(out, "reading", 8)
			if _, err := io.ReadFull(p.reader(strings.NewReader("12345678")), make([]byte, 2)); err != nil {
				t.Fatal(err)
			}
			<-time.After(test.took)
			p.end()
			if got := out.take(); got != test.want {
				t.Errorf("after %v: %q, want %q", test.took, got, test.want)
			}
		})
	}
}

// Whatever is not a terminal is spared.
func TestProgressElsewhere(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/log")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	synctest.Test(t, func(t *testing.T) {
		p := showProgress(file, "reading", 8)
		<-time.After(2 * progressDelay)
		p.end()
	})
	if info, err := file.Stat(); err != nil || info.Size() != 0 {
		t.Errorf("the log has %d bytes, %v, want none", info.Size(), err)
	}
}

// A loader that goes gently works half of the time at most.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, start := gently, time.Now()
		p.since = start
		<-time.After(p.work + 1)
		p.rest()
		if took := time.Since(start); took < 2*p.work {
			t.Errorf("it rested until %v, want %v", took, 2*p.work)
		}
		now := time.Now()
		p.rest()
		if time.Since(now) != 0 {
			t.Error("it rested again at once")
		}
	})
}
