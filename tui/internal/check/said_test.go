//go:build unix

package check

import (
	"strings"
	"testing"
)

// A finding has what was sent before it, in its pieces, also if what the program printed
// was wrong.
func TestFindingHasWhatWasSent(t *testing.T) {
	for _, test := range []struct{ script, want string }{
		{"step s\n\tstart\n\tconnect\n\tsend \"one \"\n\tsend \"two\\n\"\n\texpect \"three\"\n",
			`"one ", then "two\n"`},
		{"step s\n\tstart\n\tconnect\n\tsend \"one \"\n\tsend \"two\\n\"\n\toutput is \"three\"\n",
			`"one ", then "two\n"`},
		{"step s\n\tstart\n\tconnect\n\tdrip \"one\" every 1ms\n\tsend \"\\n\"\n\texpect \"three\"\n",
			`"one", then "\n"`},
		{"step s\n\tstart\n\tconnect\n\tsend \"one\\n\"\n\trestart\n\toutput is \"three\"\n", ""},
	} {
		report, err := checkText(t, "patience 1s\n"+test.script, "good")
		if err != nil || report.Finding == nil || report.Finding.Sent != test.want {
			t.Errorf("%q: the finding is %+v, %v; want that %q was sent", test.script,
				report.Finding, err, test.want)
		}
	}
}

// Of many pieces a finding shows the last ones, and of a long one its beginning.
func TestSaid(t *testing.T) {
	var s said
	for range 6 {
		s.begin()
		s.add([]byte("a"))
		s.add([]byte("b"))
	}
	if got, want := s.String(), `2 pieces, then "ab", then "ab", then "ab", then "ab"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	var long said
	long.begin()
	for range 100 {
		long.add([]byte(strings.Repeat("xy", 1000)))
	}
	if got, want := long.String(), `"`+strings.Repeat("xy", 120)+`" and 199760 bytes more`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if kept := len(long.pieces[0].data); kept != saidBytes {
		t.Errorf("%d bytes are kept, want %d", kept, saidBytes)
	}
}

// A line for a program that has ended is no riddle of the system's.
func TestTypeAfterTheEnd(t *testing.T) {
	for _, script := range []string{"exit 7\n\ttype \"x\"\n", "exit 7\n\tend-input\n\ttype \"x\"\n"} {
		report, err := checkText(t, "patience 2s\nstep s\n\tstart\n\t"+script, "exits")
		const want = "The program had ended (exit code 7) before this line was typed."
		if err != nil || report.Finding == nil || report.Finding.Happened != want ||
			report.Finding.Name != "failed-to-start" {
			t.Errorf("%q: the finding is %+v, %v; want %q", script, report.Finding, err, want)
		}
	}
}
