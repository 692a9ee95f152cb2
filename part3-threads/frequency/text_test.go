package frequency

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

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

// A text is counted whatever form it comes in.
func TestCountFilesForms(t *testing.T) {
	const text = "The whale’s\tre\u00adturn: e\u0301te\u0301\r\nété the\r"
	for name, form := range map[string]string{
		"plain": text, "with a mark": "\ufeff" + text, "marks inside": "\ufeff\ufeff" + text + "\ufeff",
		"gzip": zip(t, text), "UTF-16": wide("\ufeff" + text), "gzip of UTF-16": zip(t, wide("\ufeff"+text)),
	} {
		table, err := CountFiles(write(t, form))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got strings.Builder
		if err := table.Write(&got); err != nil {
			t.Fatal(err)
		}
		if want := "the\t2\nété\t2\nreturn\t1\nwhale's\t1\n"; got.String() != want {
			t.Errorf("%s: counted %q, want %q", name, got.String(), want)
		}
	}
}

func TestCountFilesErrors(t *testing.T) {
	long := strings.Repeat("whale ", 10_000)
	for _, test := range []struct{ text, want string }{
		{"", "there are none in"}, {"-- ...", "there are none in"},
		{strings.Repeat("x", maxRun+1), "is this a text?"},
		{"un caf\xe9", "it is not UTF-8: the byte at offset 6 is 0xe9; if it is LATIN1: iconv -f LATIN1 -t UTF-8 in >out"},
		{long + "été don\x92t", "the byte at offset 60009 is 0x92; if it is CP1252: iconv"},
		{zip(t, long+"\xe9"), "it is not UTF-8: the byte at offset 60000 is 0xe9"},
		{wide("whale whale"), "it is not text: the byte at offset 1 is NUL; if it is UTF-16LE: iconv"},
		{long + "a\x00b", "it is not text: the byte at offset 60001 is NUL"},
		{wide("\ufeffwhale") + "x", "it ends in the middle of a character, at byte offset 12"},
		{zip(t, zip(t, long)), "it is compressed twice by gzip: gzip -d"},
		{zip(t, long)[:60], "it is cut short: copy it again"},
		{"PK\x03\x04", "it is a zip archive: unzip"}, {"%PDF-1.7", "it is a PDF document: pdftotext"},
	} {
		name := write(t, test.text)
		_, err := CountFiles(name)
		if err == nil || !strings.Contains(err.Error(), test.want) ||
			!strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "\n") {
			t.Errorf("CountFiles(%.20q) = %v, want an error with the name and %q",
				test.text, err, test.want)
		}
	}
	if _, err := CountFiles("no/such/file"); err == nil {
		t.Error("CountFiles of a missing file: no error")
	}
}

// The counts of a text are those of its words, and it is counted or refused in
// whatever form it comes.
func FuzzCountText(f *testing.F) {
	f.Add("The whale’s re\u00adturn\r\u2028e\u0301te\u0301")
	f.Add("caf\xe9 \x00")
	f.Fuzz(func(t *testing.T, text string) {
		counts := make(map[string]uint64)
		counter := counter{counts: counts}
		err := counter.add(strings.NewReader(text))
		if errors.Is(err, bufio.ErrTooLong) {
			return
		}
		if utf8.ValidString(text) == strings.Contains(fmt.Sprint(err), "not UTF-8") && !strings.Contains(text, "\x00") {
			t.Errorf("%q: %v", text, err)
		}
		if err != nil || strings.HasPrefix(text, "\ufeff") {
			return
		}
		for _, word := range Words([]byte(text)) {
			counts[string(word)]--
		}
		for word, count := range counts {
			if count != 0 {
				t.Errorf("%q: %q was counted %d times too often", text, word, int64(count))
			}
		}
	})
}

// A long text is read in pieces, and no word may be lost or cut between two.
func TestCountFilesAcrossPieces(t *testing.T) {
	words := slices.Repeat([]string{"alpha", "don't", "βήτα\n", "--x--"}, 50_000)
	name := write(t, strings.Join(words, " "))
	table, err := CountFiles(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"alpha", "don't", "βήτα", "x"} {
		if n, _ := table.Count([]byte(word)); n != 50_000 {
			t.Errorf("Count(%q) = %d, want 50000", word, n)
		}
	}
	if table.Len() != 4 || table.Total() != 200_000 {
		t.Errorf("%d words, %d in total, want 4 and 200000", table.Len(), table.Total())
	}
}
