package course

import (
	"os"
	"path/filepath"
	"testing"
)

// A source file is read once, until it changes, also if its size stays the same or another
// file takes its place.
func TestSource(t *testing.T) {
	root := t.TempDir()
	path := filepath.Join(root, "main.go")
	check := func(want string) {
		t.Helper()
		if got, err := Source(root, "main.go"); got != want || err != nil {
			t.Errorf("the source is %q, %v; want %q", got, err, want)
		}
	}
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(path, "one\r\ntwo\n")
	check("one\ntwo\n")
	before := testing.AllocsPerRun(10, func() { check("one\ntwo\n") })
	if most := 10.0; before > most {
		t.Errorf("to ask again allocates %v times, want at most %v: the file is not read", before, most)
	}
	write(path, "one\ntwo\nthree\n")
	check("one\ntwo\nthree\n")
	other := filepath.Join(root, "other.go")
	write(other, "ONE\ntwo\nthree\n")
	if err := os.Rename(other, path); err != nil {
		t.Fatal(err)
	}
	check("ONE\ntwo\nthree\n")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if text, err := Source(root, "main.go"); err == nil {
		t.Errorf("a file that is gone has the text %q", text)
	}
}
