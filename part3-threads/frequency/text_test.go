package frequency

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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
