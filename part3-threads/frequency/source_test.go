package frequency

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

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

// WORDS.md states the size of the embedded list.
func TestEmbeddedList(t *testing.T) {
	table, err := new(Source).Load()
	if err != nil {
		t.Fatal(err)
	}
	if table.Len() != 39_033 || table.Total() != 2_013_909 {
		t.Errorf("the embedded list has %d words, %d in total; WORDS.md says 39,033 and 2,013,909",
			table.Len(), table.Total())
	}
}

// Every kind of source can have a snapshot. It is used as long as the source
// does not change: the second start neither reads the words nor saves them.
func TestSnapshotOfSource(t *testing.T) {
	list, folder := write(t, "whale 3\n"), t.TempDir()
	text := filepath.Join(folder, "a.txt")
	if err := os.WriteFile(text, []byte("whale whale"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		source Source
		whales uint64
	}{
		{Source{list: list}, 3}, {Source{texts: []string{folder}}, 2}, {Source{}, 917},
	} {
		source := test.source
		source.snapshot = filepath.Join(t.TempDir(), "snapshot")
		if got := whales(t, &source); got != test.whales {
			t.Errorf("%+v: the words have %d whales, want %d", source, got, test.whales)
		}
		saved, err := os.Stat(source.snapshot)
		if err != nil {
			t.Fatal(err)
		}
		if got := whales(t, &source); got != test.whales {
			t.Errorf("%+v: the snapshot has %d whales, want %d", source, got, test.whales)
		}
		now, err := os.Stat(source.snapshot)
		if err != nil || !os.SameFile(saved, now) {
			t.Errorf("%+v: the second start did not use the snapshot: %v", source, err)
		}
	}
	// Another text in the folder puts its snapshot out of date.
	source := Source{texts: []string{folder}, snapshot: filepath.Join(t.TempDir(), "snapshot")}
	whales(t, &source)
	if err := os.WriteFile(filepath.Join(folder, "b.txt"), []byte("whale"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := whales(t, &source); got != 3 {
		t.Errorf("with another text there are %d whales, want 3", got)
	}
}

// whales loads the source and returns the count of whale.
func whales(t *testing.T, source *Source) uint64 {
	t.Helper()
	table, err := source.Load()
	if err != nil {
		t.Fatal(err)
	}
	count, _ := table.Count([]byte("whale"))
	return count
}
