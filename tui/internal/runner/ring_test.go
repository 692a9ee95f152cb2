package runner

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

var long = strings.Repeat("x", maxLine)

var ringTests = []struct {
	name   string
	chunks []string // "1…" to standard output, "2…" to standard error, "0…" typed
	want   []string // the same, with a "+" after an open line
}{
	{"nothing", nil, nil},
	{"one line", []string{"1hello\n"}, []string{"1hello"}},
	{"empty lines", []string{"1\n\n"}, []string{"1", "1"}},
	{"in pieces", []string{"1he", "1ll", "1o\n"}, []string{"1hello"}},
	{"several at once", []string{"1a\nb\nc"}, []string{"1a", "1b", "1c+"}},
	{"a prompt", []string{"2message: "}, []string{"2message: +"}},
	{"both sources", []string{"1a", "2b\n", "1c\n"}, []string{"2b", "1ac"}},
	{"both open", []string{"2b", "1a"}, []string{"2b+", "1a+"}},
	{"a prompt answered", []string{"2message: ", "0hello", "1got it"},
		[]string{"2message: +", "0hello", "1got it+"}},
	{"as long as may be", []string{"1" + long + "\n"}, []string{"1" + long}},
	{"too long", []string{"1" + long + "yy\nz\n"},
		[]string{"1" + long + "-2", "1z"}},
	{"too long and open", []string{"1" + long, "1yyy"}, []string{"1" + long + "-3+"}},
	{"not text", []string{"1\x00\xff\x1b[2J\r\n"}, []string{"1\x00\xff\x1b[2J\r"}},
}

func TestRing(t *testing.T) {
	for _, test := range ringTests {
		r := newRing()
		for _, chunk := range test.chunks {
			if chunk[0] == '0' {
				r.typed(chunk[1:])
				continue
			}
			r.write(Source(chunk[0]-'0'), []byte(chunk[1:]))
		}
		var got []string
		for _, line := range r.output().Lines {
			text := fmt.Sprint(int(line.Source), line.Text)
			if line.Cut > 0 {
				text += fmt.Sprint(-line.Cut)
			}
			if line.Open {
				text += "+"
			}
			got = append(got, text)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestRingKeepsTheLast(t *testing.T) {
	r := newRing()
	for n := range maxLines + 7 {
		r.write(Stdout, fmt.Appendln(nil, n))
	}
	got := r.output()
	if len(got.Lines) != maxLines || got.Dropped != 7 {
		t.Fatalf("%d lines and %d dropped, want %d and 7",
			len(got.Lines), got.Dropped, maxLines)
	}
	for at, line := range got.Lines {
		if line.Text != fmt.Sprint(at+7) {
			t.Fatalf("line %d is %q, want %d", at, line.Text, at+7)
		}
	}
	r.write(Stderr, []byte("listening on another output\n"))
	r.write(Stdout, []byte("listening on a path\nlistening on"))
	r.write(Stdout, []byte(" what is printed later\n"))
	if !r.isReady() || r.address != "a path" {
		t.Errorf("the ready line has %q, want a path", r.address)
	}
}

// The time of a line is when its first byte arrived.
func TestRingTime(t *testing.T) {
	r := newRing()
	clock := time.Unix(0, 0)
	r.now = func() time.Time {
		clock = clock.Add(time.Second)
		return clock
	}
	r.write(Stdout, []byte("a"))
	r.write(Stderr, []byte("b\n"))
	r.write(Stdout, []byte("c\n"))
	for _, line := range r.output().Lines {
		want := int64(1)
		if line.Source == Stderr {
			want = 2
		}
		if line.Time.Unix() != want {
			t.Errorf("%q is of second %d, want %d", line.Text, line.Time.Unix(), want)
		}
	}
}

func TestRingUpdates(t *testing.T) {
	r := newRing()
	for range 100 { // nobody receives, and write does not block
		r.write(Stdout, []byte("a\n"))
	}
	for round, want := range []bool{true, false} {
		select {
		case <-r.updates:
			if !want {
				t.Error("an update without a change")
			}
		default:
			if want {
				t.Errorf("round %d: no update", round)
			}
		}
	}
}
