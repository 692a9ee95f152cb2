package flat

import (
	"os"
	"strings"
	"testing"
)

// Renew reads the words even if the snapshot is up to date, and saves them
// unless the file is not a snapshot.
func TestRenew(t *testing.T) {
	log, k := logged(t), keep(t, 1000)
	k.load(t, log, "")
	stamp := k.stamp(t)
	k.counts["whale"] = 4711
	if err := os.WriteFile(k.list, []byte(listing(k.counts)), 0o600); err != nil {
		t.Fatal(err)
	}
	table, err := Renew(k.snapshot, stamp, Gently, k.read)
	if err != nil {
		t.Fatal(err)
	}
	differ(t, table, k.counts)
	saved, err := openSnapshot(k.snapshot, stamp, nil)
	if err != nil || log.take() != "" {
		t.Fatalf("the words were not saved in silence: %v", err)
	}
	differ(t, saved, k.counts)
	k.damage(t, func([]byte) []byte { return []byte("the 1\n") })
	if _, err := Renew(k.snapshot, stamp, Gently, k.read); err != nil {
		t.Fatal(err)
	}
	if line := log.take(); !strings.Contains(line, "is not a snapshot, and stays as it is") {
		t.Errorf("logged %q, want that the file stays", line)
	}
	if now, err := os.ReadFile(k.snapshot); err != nil || string(now) != "the 1\n" {
		t.Errorf("the file has %.20q, %v, want it as it was", now, err)
	}
}

// A snapshot keeps the note of its table.
func TestSnapshotKeepsNote(t *testing.T) {
	log, k := logged(t), keep(t, 100)
	read := k.read
	for _, note := range []string{"", "a note\nof two lines", strings.Repeat("x", 2*maxNote)} {
		_, err := Renew(k.snapshot, k.stamp(t), AtOnce, func(p Pace) (*Table, error) {
			table, err := read(p)
			table.Note = note
			return table, err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := k.load(t, log, "").Note, note[:min(len(note), maxNote)]; got != want {
			t.Errorf("the note is %.40q, want %.40q", got, want)
		}
	}
}
