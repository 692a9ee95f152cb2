package frequency

import (
	"bytes"
	"compress/gzip"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
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

func TestReadFile(t *testing.T) {
	const want = "the\t18446744073709551000\nquick\t74\n"
	for _, list := range []string{
		want,
		"quick 74\nthe 18446744073709551000",
		"\ufeffthe,18446744073709551000\r\nQuick,74\r\n\r\n",
		"The\t18446744073709550000\nthe , 1000\n\n  quick   74  \n",
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
		{"a byte order mark for a word", "a 1\n,\ufeff 5\n", `:2: ",\ufeff 5": want a word and its count`},
		{"a word that folding makes too long", strings.Repeat("\u023a", 2000) + " 1\n", "the word is longer than"},
		{"a line without end", "the 1\n" + strings.Repeat("x", maxListLine+1), ":2: the line is longer"},
		{"a line without end, longer than a piece", "the 1\n" + strings.Repeat("x", 2*pieceSize), ":2: the line is longer"},
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

func TestCountFiles(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"a.txt": "One two", "b/c.txt": "two THREE", "d.json": "four",
	} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	table, err := CountFiles(folder, filepath.Join(folder, "d.json"))
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	if err := table.Write(&got); err != nil {
		t.Fatal(err)
	}
	if want := "two\t2\nfour\t1\none\t1\nthree\t1\n"; got.String() != want {
		t.Errorf("CountFiles = %q, want %q", got.String(), want)
	}
}

func TestCountFilesErrors(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", "there are none in"}, {"-- ...", "there are none in"},
		{strings.Repeat("x", maxRun+1), "is this a text?"},
	} {
		name := write(t, test.text)
		_, err := CountFiles(name)
		if err == nil || !strings.Contains(err.Error(), test.want) ||
			!strings.Contains(err.Error(), name) {
			t.Errorf("CountFiles(%.20q) = %v, want an error with the name and %q",
				test.text, err, test.want)
		}
	}
	if _, err := CountFiles("no/such/file"); err == nil {
		t.Error("CountFiles of a missing file: no error")
	}
}

func TestSource(t *testing.T) {
	list, text := write(t, "whale 3\n"), write(t, "whale whale")
	for _, test := range []struct {
		arguments []string
		whales    uint64
	}{
		{[]string{"-words=" + list}, 3},
		{[]string{"-text=" + text}, 2},
		{[]string{"-text=" + text, "-text=" + text}, 4},
		{nil, 917},
	} {
		flags := flag.NewFlagSet("", flag.ContinueOnError)
		source := SourceFlags(flags)
		if err := flags.Parse(test.arguments); err != nil {
			t.Fatal(err)
		}
		if got := source.Arguments(); strings.Join(got, " ") != strings.Join(test.arguments, " ") {
			t.Errorf("Arguments() = %q, want %q", got, test.arguments)
		}
		table, err := source.Load()
		if err != nil {
			t.Fatal(err)
		}
		if n, _ := table.Count([]byte("whale")); n != test.whales {
			t.Errorf("%q: whale has %d, want %d", test.arguments, n, test.whales)
		}
	}
	for _, wrong := range [][]string{
		{"-words", ""}, {"-text", ""}, {"-words", "a", "-words", "b"},
		{"-words", "a", "-text", "b"}, {"-text", "b", "-words", "a"},
	} {
		flags := flag.NewFlagSet("", flag.ContinueOnError)
		flags.SetOutput(io.Discard)
		SourceFlags(flags)
		if err := flags.Parse(wrong); err == nil {
			t.Errorf("flags %q: no error", wrong)
		}
	}
}

// Whatever a list holds, reading it ends, and what was read can be written and
// read again.
func FuzzRead(f *testing.F) {
	f.Add([]byte("\ufeffthe\t1\nquick,2\r\n"))
	f.Add([]byte("\x1f\x8b"))
	f.Add([]byte("\ufeff\ufeff\t1\n,\ufeff 1"))
	f.Add([]byte(strings.Repeat("\u023a", 2000) + " 1"))
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
