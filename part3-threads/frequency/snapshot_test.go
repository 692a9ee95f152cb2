package frequency

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"wallsockets/part3-threads/frequency/flat"
)

// Every kind of source can have a snapshot. It is used as long as the source
// does not change: the second start neither reads the words nor saves them.
func TestSnapshotOfSource(t *testing.T) {
	logged(t)
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

// same makes a file of the given text that has the time of another one.
func same(t *testing.T, name, text string) {
	t.Helper()
	when := time.Unix(1, 0)
	if err := os.WriteFile(name+".new", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(name+".new", when, when); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		t.Fatal(err)
	}
}

// written returns the time of a file that it makes in the folder.
func written(t *testing.T, folder string) time.Time {
	t.Helper()
	name := filepath.Join(folder, "clock")
	if err := os.WriteFile(name, []byte("tick"), 0o600); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return info.ModTime()
}

// A snapshot is of the files' bytes: another file with the same name, size and
// time puts it out of date, however it came there.
func TestSnapshotOfOtherBytes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no inodes")
	}
	for _, test := range []struct {
		name   string
		before func(t *testing.T, folder string) Source
		change func(t *testing.T, folder string)
	}{
		{"list replaced", func(t *testing.T, folder string) Source {
			same(t, folder+"/list", "whale 10\n")
			return Source{list: folder + "/list"}
		}, func(t *testing.T, folder string) { same(t, folder+"/list", "whale 11\n") }},
		{"list written in place", func(t *testing.T, folder string) Source {
			same(t, folder+"/list", "whale 10\n")
			return Source{list: folder + "/list"}
		}, func(t *testing.T, folder string) {
			// The clock of files must have moved on since the list was made.
			for start := written(t, folder); written(t, folder) == start; {
			}
			if err := os.WriteFile(folder+"/list", []byte("whale 11\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(folder+"/list", time.Unix(1, 0), time.Unix(1, 0)); err != nil {
				t.Fatal(err)
			}
		}},
		{"link switched", func(t *testing.T, folder string) Source {
			same(t, folder+"/old", "whale 10\n")
			same(t, folder+"/new", "whale 11\n")
			if err := os.Symlink("old", folder+"/list"); err != nil {
				t.Fatal(err)
			}
			return Source{list: folder + "/list"}
		}, func(t *testing.T, folder string) {
			if err := os.Symlink("new", folder+"/next"); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(folder+"/next", folder+"/list"); err != nil {
				t.Fatal(err)
			}
		}},
		{"folder switched", func(t *testing.T, folder string) Source {
			for name, text := range map[string]string{"old": "10", "new": "11"} {
				if err := os.Mkdir(folder+"/"+name, 0o700); err != nil {
					t.Fatal(err)
				}
				same(t, folder+"/"+name+"/a.txt", text)
			}
			same(t, folder+"/old/a.txt", strings.Repeat("whale ", 10)+"other ")
			same(t, folder+"/new/a.txt", strings.Repeat("whale ", 11))
			if err := os.Symlink("old", folder+"/texts"); err != nil {
				t.Fatal(err)
			}
			return Source{texts: []string{folder + "/texts"}}
		}, func(t *testing.T, folder string) {
			if err := os.Remove(folder + "/texts"); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink("new", folder+"/texts"); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			logged(t)
			folder := t.TempDir()
			source := test.before(t, folder)
			source.snapshot = folder + "/snapshot"
			for range 2 {
				if got := whales(t, &source); got != 10 {
					t.Fatalf("before: %d whales, want 10", got)
				}
			}
			test.change(t, folder)
			if got := whales(t, &source); got != 11 {
				t.Errorf("after: %d whales, want 11", got)
			}
		})
	}
}

// A reload reads the words even if their snapshot seems to be up to date, and
// saves them for the next start.
func TestReloadReads(t *testing.T) {
	logged(t)
	source := &Source{list: write(t, "whale 10\n"), snapshot: filepath.Join(t.TempDir(), "snapshot")}
	whales(t, source)
	saved, err := os.ReadFile(source.snapshot)
	if err != nil {
		t.Fatal(err)
	}
	// A snapshot of other words that has the stamp of these.
	stamp, err := source.stamp()
	if err != nil {
		t.Fatal(err)
	}
	other := func(flat.Pace) (*flat.Table, error) {
		return flat.FromCounts(map[string]uint64{"whale": 9}, flat.AtOnce)
	}
	if _, err := flat.Renew(source.snapshot, stamp, flat.AtOnce, other); err != nil {
		t.Fatal(err)
	}
	if got := whales(t, source); got != 9 {
		t.Fatalf("the snapshot has %d whales, want 9", got)
	}
	table, err := source.Reload()
	if err != nil {
		t.Fatal(err)
	}
	if count, _ := table.Count([]byte("whale")); count != 10 {
		t.Errorf("reloaded %d whales, want 10", count)
	}
	if now, err := os.ReadFile(source.snapshot); err != nil || !bytes.Equal(now, saved) {
		t.Errorf("the reload did not save what it has read: %v", err)
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
