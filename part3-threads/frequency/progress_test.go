package frequency

import (
	"io"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Slow reading shows its progress on a terminal, quick reading shows nothing.
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
			var out strings.Builder
			p := newProgress(&out, "reading", 8)
			if _, err := io.ReadFull(p.reader(strings.NewReader("12345678")), make([]byte, 2)); err != nil {
				t.Fatal(err)
			}
			<-time.After(test.took)
			p.end()
			if got := out.String(); got != test.want {
				t.Errorf("after %v: %q, want %q", test.took, got, test.want)
			}
		})
	}
}

// Progress is shown on terminals only.
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
