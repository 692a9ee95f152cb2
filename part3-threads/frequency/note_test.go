package frequency

import (
	"fmt"
	"strings"
	"testing"

	"wallsockets/part3-threads/frequency/flat"
)

// readNote reads a list and returns its note.
func readNote(t *testing.T, text string, skipBad bool) string {
	t.Helper()
	list := &list{name: "list", skipBad: skipBad}
	table, err := list.read(strings.NewReader(text), flat.AtOnce)
	if err != nil {
		t.Fatal(err)
	}
	return table.Note
}

// Entries that no line can match are counted, whatever makes them so.
func TestNoteOfEntriesBeyondReach(t *testing.T) {
	const about = "list: a line's words can never match "
	for _, test := range []struct{ list, want string }{
		{"the 1\ndon't 2\nre-read 3\nété 4\n٣٤ 5\nqu’il 6\nΤΟΥΣ 7\n\ufeffİ 8\nco\u00adop 9\n", ""},
		{"don 4158644\n't 9628970\nknow 3892394\n", about + `1 entry (54.5 % of all counts), such as "'t": `},
		{"don' 1\n't 2\n-x 2\na--b 1\nnew york\t1\nthe 3\n", about + `5 entries (70.0 % of all counts), such as "'t": `},
		{"1,80m 151\n১০,০০০ 7\nthe 100\n", about + `2 entries (61.2 % of all counts), such as "1,80m": `},
		{"a.b\t1\nthe! 1\n\" 1\n, 1\n\"say \"\"hi\"\"\",1\nthe 5\n", about + `5 entries (50.0 % of all counts), such as "\"": `},
		{"don` 0\nthe 0\n", about + `1 entry (0.0 % of all counts), such as "don'": `},
		{"\u0301x 1\n" + strings.Repeat("y'", 100) + " 2\n", about + `2 entries (100.0 % of all counts), such as "y'y'`},
	} {
		got := readNote(t, test.list, false)
		if !strings.HasPrefix(got, test.want) || (test.want == "") != (got == "") ||
			test.want != "" && !strings.Contains(got, "-text") || strings.Contains(got, "\n") || len(got) > 400 {
			t.Errorf("%.60q: the note is %q, want %q", test.list, got, test.want)
		}
	}
}

// Every entry is either a word that a line can ask for, or noted.
func TestEntriesAreReachedOrNoted(t *testing.T) {
	for _, entry := range []string{"the", "don't", "'t", "don'", "re-read", "a--b", "new york", "1,80m", "été",
		"e\u0301te\u0301", "don`t", "DON’T", "ʼtis", "τους", "co\u00adop", "a.b", "\u0301x", "\U00010041\u0301", "ﬁnd"} {
		text := entry + "\t7\nother\t1\n"
		table, err := Read(strings.NewReader(text), "list")
		if err != nil {
			t.Fatal(err)
		}
		reached := false
		for _, word := range Words([]byte(entry)) {
			count, _ := table.Count(word)
			reached = reached || count == 7
		}
		if noted := readNote(t, text, false) != ""; noted == reached {
			t.Errorf("%q: a line reaches it: %v, but the note says so: %v", entry, reached, !noted)
		}
	}
}

// Bad lines that are passed over are counted, and the first is shown.
func TestSkipBad(t *testing.T) {
	for _, test := range []struct{ list, want string }{
		{"the 1\nquick 2\n", ""},
		{"the 1\nnew york 5\n", `passed over 1 bad line of the word list; the first is list:2: "new york 5": want a word`},
		{"word,count\nthe 1\ncaf\xe9 5\n\x00\nthe 1.5\n\"\",1\n", `passed over 5 bad lines of the word list; the first is list:1: "word,count": the count`},
		{"the 1\n\nbad\n't 1\n", `passed over 1 bad line of the word list; the first is list:3: "bad": want a word`},
		{strings.Repeat("the 1\n", 200_000) + "bad\n" + strings.Repeat("bad line\n", 200_000),
			`passed over 200001 bad lines of the word list; the first is list:200001: "bad": want`},
	} {
		got := readNote(t, test.list, true)
		if !strings.HasPrefix(got, test.want) || (test.want == "") != (got == "") ||
			strings.Contains(got, "-skip-bad") {
			t.Errorf("%.40q: the note is %q, want %q", test.list, got, test.want)
		}
	}
	if got := readNote(t, "bad\nthe 1\n't 1\n", true); strings.Count(got, "\n") != 1 {
		t.Errorf("the note is %q, want a line about bad lines and one about entries", got)
	}
}

// What makes a whole list worthless is not passed over.
func TestSkipBadRefuses(t *testing.T) {
	for _, test := range []struct{ list, want string }{
		{"bad\nworse\n", `list: it has only bad lines, the first is list:1: "bad": want a word`},
		{"", "it has no words"},
		{"bad\nthe 18446744073709551615\nquick 1\n", `:3: "quick 1": the counts add up`},
		{"the 1\n" + strings.Repeat("x", 5000) + "\nquick 1\n", "list:2: the line is longer than 4096 bytes: is this a word list?; without that line: sed 2d in >out"},
		{"the 1\n" + strings.Repeat("x", 500_000), "list:2: the line is longer than 4096 bytes: is this a word list?; without that line: sed 2d"},
		{`{"the": 1` + strings.Repeat(`,"x": 1`, 5000) + "}", `list:1: the line is longer than 4096 bytes: is this a word list?; if it is JSON: jq`},
		{strings.Repeat("the 1\r", 5000), `list:1: the line is longer than 4096 bytes: is this a word list?; if its lines end so: tr '\r' '\n'`},
		{zip(t, strings.Repeat("the 1\n", 10_000))[:60], "it is cut short"},
	} {
		list := &list{name: "list", skipBad: true}
		_, err := list.read(strings.NewReader(test.list), flat.AtOnce)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(fmt.Sprint(err), "-skip-bad") {
			t.Errorf("%.40q: %v, want %q", test.list, err, test.want)
		}
	}
}
