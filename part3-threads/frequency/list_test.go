package frequency

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// write makes a file with the text and returns its name.
func write(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func zip(t *testing.T, text string) string {
	t.Helper()
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return zipped.String()
}

// wide returns text in UTF-16, with the least significant byte first.
func wide(text string) string {
	var data []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		data = binary.LittleEndian.AppendUint16(data, unit)
	}
	return string(data)
}

func TestReadFile(t *testing.T) {
	const want = "the\t18446744073709551000\nquick\t74\n"
	for _, list := range []string{
		want,
		"quick 74\nthe 18446744073709551000",
		"\ufeffthe,18446744073709551000\r\nQuick,74\r\n\r\n",
		"The\t18446744073709550000\nthe , 1000\n\n  quick   74  \n",
		"\"the\",18446744073709551000\r\n\"quick\",\"74\"\r\n",
		"\ufeff\"The\"\t\"18446744073709551000\"\n \"quick\" 74\n",
		"the, 18446744073709551000\n\"quick\", 74\n",
		wide("\ufeff" + want), zip(t, wide("\ufeff"+want)),
		zip(t, want),
		zip(t, "\ufeff"+want),
		"\ufeff\ufeffthe\t18446744073709551000\n\ufeff\n \ufeffquick\t74\n",
	} {
		table, err := ReadFile(write(t, list))
		if err != nil {
			t.Errorf("ReadFile(%.40q): %v", list, err)
			continue
		}
		var got strings.Builder
		if err := table.Write(&got); err != nil || got.String() != want {
			t.Errorf("ReadFile(%.40q) = %q, %v, want %q", list, got.String(), err, want)
		}
	}
}

func TestReadFileErrors(t *testing.T) {
	zipped := zip(t, strings.Repeat("the 1\n", 10_000))
	for _, test := range []struct{ name, list, want string }{
		{"no count", "the 1\nquick\n", `:2: "quick": want a word and its count`},
		{"three fields", "the 1 2\n", `:1: "the 1 2": want a word and its count`},
		{"count first", "165 the\n", `:1: "165 the": the count is not a whole number`},
		{"negative", "the -1\n", `:1: "the -1": the count`},
		{"fraction", "the 1.5\n", `:1: "the 1.5": the count`},
		{"header", "word,count\nthe,1\n", `:1: "word,count": the count`},
		{"over 64 bits", "a 1\nthe 18446744073709551616\n", `:2: "the 18446744073709551616": the count`},
		{"sum over 64 bits", "a 18446744073709551615\nb 1\n", `:2: "b 1": the counts add up`},
		{"not UTF-8", "caf\xe9 5\n", `:1: "caf\xe9 5": the line is not UTF-8`},
		{"control bytes are quoted", "\x1b[2J\n", `:1: "\x1b[2J": want`},
		{"empty", "", "has no words"},
		{"only a byte order mark", "\ufeff\n\n", "has no words"},
		{"a byte order mark for a word", "a 1\n\ufeff,5\n", `:2: "\ufeff,5": want a word and its count`},
		{"a word that folding makes too long", strings.Repeat("\u023a", 2000) + " 1\n", "the word is longer than"},
		{"a line without end", "the 1\n" + strings.Repeat("x", 4<<10+1), ":2: the line is longer"},
		{"a line without end, of a megabyte", "the 1\n" + strings.Repeat("x", 1<<20), ":2: the line is longer"},
		{"gzip cut short", zipped[:len(zipped)-20], "it is cut short"},
		{"gzip cut short in a line", zip(t, strings.Repeat("the 1\n", 10_000)+"quick")[:60], "it is cut short"},
		{"gzip cut in its header", zipped[:5], "unexpected EOF"},
		{"gzip damaged", zipped[:len(zipped)-8] + "damaged!", "checksum"},
		{"gzip of nothing", zip(t, ""), "has no words"},
	} {
		name := write(t, test.list)
		_, err := ReadFile(name)
		if err == nil || !strings.Contains(err.Error(), test.want) ||
			!strings.Contains(err.Error(), name) {
			t.Errorf("%s: ReadFile = %v, want an error with the name and %q",
				test.name, err, test.want)
		}
	}
	if _, err := ReadFile("no/such/file"); err == nil {
		t.Error("ReadFile of a missing file: no error")
	}
}

// A list that somebody writes while it is read may lack words, so it is refused.
func TestReadFileThatChanges(t *testing.T) {
	name := write(t, strings.Repeat("whale 1\n", 50_000))
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for changed := time.Now(); ; changed = changed.Add(time.Second) {
			select {
			case <-done:
				return
			default:
				os.Chtimes(name, changed, changed)
			}
		}
	}()
	var err error
	for try := 0; try < 100 && err == nil; try++ {
		_, err = ReadFile(name)
	}
	close(done)
	<-ended
	if err == nil || !strings.Contains(err.Error(), "changed meanwhile") {
		t.Errorf("%v, want that it was changed", err)
	}
	if _, err := ReadFile(name); err != nil {
		t.Error(err)
	}
}

// Of several bad lines the first is reported, with its number. What is wrong
// after it is not.
func TestReadFirstBadLine(t *testing.T) {
	var list strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&list, "%s %d\n", madeUp(nil, i+1), i)
		if i == 111_110 || i == 150_000 {
			list.WriteString("bad line\n")
		}
	}
	_, err := Read(strings.NewReader(list.String()), "list")
	if err == nil || !strings.HasPrefix(err.Error(), `list:111112: "bad line": the count`) {
		t.Errorf("Read: %v, want line 111112", err)
	}
	zipped := zip(t, list.String())
	_, err = Read(strings.NewReader(zipped[:len(zipped)-10]), "list")
	if err == nil || !strings.HasPrefix(err.Error(), `list:111112:`) {
		t.Errorf("Read, cut short: %v, want line 111112", err)
	}
}

// Package flat parses plain lines itself. They must mean what parseLine
// says.
func TestPlainLinesParse(t *testing.T) {
	for _, line := range []string{
		"whale\t7", "whale 7", "whale,7", "whale\t0", "don't\t7", "re-read\t70",
		"don't-x\t7", "abcdefgh'abcdefgh\t7", "don`t\t7", "'t\t7", "don'\t7", "a--b\t7",
		"\"the\",7", "the, 7", "1,80m 7", "a.b\t7", "new york\t7", "whale:\t7",
		"whale[\t7", "whale@\t7", "whale!\t7", "\x7f\t7", "-\t7", "7\t7", "a\t1",
		"abcdefgh\t7", "abcdefghi\t7", "whale\t999999999999999999",
		"Whale\t7", "whalE\t7", "\u0153uvre\t7", "abcdefg\u0153\t7", "\u0152\t7",
		"whale\t07", "whale\t\t7", "whale\t7\r", " whale\t7",
	} {
		want, count, err := new(list).parseLine(nil, []byte(line))
		if err != nil {
			t.Fatal(err)
		}
		table, err := Read(strings.NewReader(line+"\nlast 1\n"), "list")
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := table.Count(want); got != count || !ok || table.Len() != 2 {
			t.Errorf("%q: %q has %d, %v, want %d", line, want, got, ok, count)
		}
	}
}

// Reading a list ends, whatever is in it, and what was read can be written and
// read again.
func FuzzRead(f *testing.F) {
	f.Add([]byte("\ufeffthe\t1\nquick,2\r\n"))
	f.Add([]byte("\x1f\x8b"))
	f.Add([]byte("\ufeff\ufeff\t1\n,\ufeff 1"))
	f.Add([]byte(strings.Repeat("\u023a", 2000) + " 1"))
	f.Add([]byte("\"the\",1\n\"say \"\"hi\"\", again\",\"2\"\n\"a\tb\"\t3\n\" 4\n"))
	f.Add([]byte(wide("\ufeff\"été\",7\r\n")))
	f.Add([]byte("1,80m 151\n১০,০০০ 7\nnew york\t5\n't 4\n, 9\ndon`t 3\n"))
	f.Fuzz(func(t *testing.T, list []byte) {
		table, err := Read(bytes.NewReader(list), "list")
		if err != nil {
			return
		}
		var written bytes.Buffer
		if err := table.Write(&written); err != nil {
			t.Fatal(err)
		}
		again, err := Read(bytes.NewReader(written.Bytes()), "list")
		if err != nil || again.Len() != table.Len() || again.Total() != table.Total() {
			t.Errorf("Read(%q), written as %q, read again: %v", list, written.Bytes(), err)
		}
	})
}
