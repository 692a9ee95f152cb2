package flat

import (
	"bytes"
	"encoding/binary"
	"log"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// logged returns what log prints during the test.
func logged(t testing.TB) *lockedBuffer {
	buffer := new(lockedBuffer)
	flags := log.Flags()
	log.SetOutput(buffer)
	log.SetFlags(0)
	t.Cleanup(func() {
		log.SetOutput(os.Stderr)
		log.SetFlags(flags)
	})
	return buffer
}

// lockedBuffer can be written and read at the same time.
type lockedBuffer struct {
	mu   sync.Mutex
	text []byte
}

func (b *lockedBuffer) Write(text []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text = append(b.text, text...)
	return len(text), nil
}

// take returns what was written since the last call.
func (b *lockedBuffer) take() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	text := string(b.text)
	b.text = b.text[:0]
	return text
}

// kept is a list and its snapshot, in files of the test.
type kept struct {
	list, snapshot string
	counts         map[string]uint64
}

func keep(t testing.TB, n int) *kept {
	folder := t.TempDir()
	k := &kept{
		list: filepath.Join(folder, "list.tsv"), snapshot: filepath.Join(folder, "list.snapshot"),
		counts: sampleCounts(n),
	}
	if err := os.WriteFile(k.list, []byte(listing(k.counts)), 0o600); err != nil {
		t.Fatal(err)
	}
	return k
}

func (k *kept) stamp(t testing.TB) Stamp {
	t.Helper()
	stamp, err := StampFiles("list", []string{k.list})
	if err != nil {
		t.Fatal(err)
	}
	return stamp
}

// read reads the list.
func (k *kept) read(p Pace) (*Table, error) {
	text, err := os.ReadFile(k.list)
	if err != nil {
		return nil, err
	}
	return readString(string(text), p)
}

// load loads the words, and wants one log line about the snapshot, which contains
// want, or none if that is empty.
func (k *kept) load(t testing.TB, log *lockedBuffer, want string) *Table {
	t.Helper()
	table, err := Load(k.snapshot, k.stamp(t), AtOnce, k.read)
	if err != nil {
		t.Fatal(err)
	}
	if line := log.take(); want == "" && line != "" || !strings.Contains(line, want) ||
		strings.Count(line, "\n") > 1 || want != "" && !strings.Contains(line, k.snapshot) {
		t.Errorf("loading logged %q, want one line with %q", line, want)
	}
	return table
}

// damage changes the snapshot.
func (k *kept) damage(t testing.TB, how func(data []byte) []byte) {
	t.Helper()
	data, err := os.ReadFile(k.snapshot)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(k.snapshot, how(data), 0o600); err != nil {
		t.Fatal(err)
	}
}

// isMapped reports whether a table came from a snapshot and is not verified yet.
func isMapped(table *Table) bool { return table.unverified.Load() != nil }

func TestSnapshot(t *testing.T) {
	log, k := logged(t), keep(t, 50_000)
	read := k.load(t, log, "")
	differ(t, read, k.counts)
	for range 2 {
		mapped := k.load(t, log, "")
		if isMapped(read) || !isMapped(mapped) {
			t.Error("the second start did not map what the first one saved")
		}
		differ(t, mapped, k.counts)
		if isMapped(mapped) {
			t.Error("all words are verified, but the table still asks for that")
		}
	}
	names, err := filepath.Glob(filepath.Join(filepath.Dir(k.snapshot), "*"))
	if err != nil || len(names) != 2 {
		t.Errorf("the folder has more than the list and the snapshot: %q", names)
	}
	if line := log.take(); line != "" {
		t.Errorf("logged %q, want nothing", line)
	}
}

// A snapshot that cannot be used is reported, and the words are read. It is then
// replaced, unless the file is not a snapshot at all.
func TestSnapshotRefused(t *testing.T) {
	log := logged(t)
	for _, test := range []struct {
		name   string
		change func(t *testing.T, k *kept)
		want   string
		left   bool
	}{
		{"another list's text", func(t *testing.T, k *kept) {
			k.damage(t, func([]byte) []byte { return []byte("the 1\n") })
		}, "is not a snapshot", true},
		{"empty", func(t *testing.T, k *kept) {
			k.damage(t, func([]byte) []byte { return nil })
		}, "is not complete", false},
		{"cut in the preamble", func(t *testing.T, k *kept) {
			k.damage(t, func(data []byte) []byte { return data[:100] })
		}, "is not complete", false},
		{"cut at the end", func(t *testing.T, k *kept) {
			k.damage(t, func(data []byte) []byte { return data[:len(data)-1] })
		}, "is not complete", false},
		{"longer", func(t *testing.T, k *kept) {
			k.damage(t, func(data []byte) []byte { return append(data, 0) })
		}, "is not complete", false},
		{"another version", func(t *testing.T, k *kept) {
			k.damage(t, func(data []byte) []byte { data[16]++; return data })
		}, "is of another version", false},
		{"a byte of the preamble", func(t *testing.T, k *kept) {
			k.damage(t, func(data []byte) []byte { data[9000]++; return data })
		}, "is damaged", false},
		{"list changed", func(t *testing.T, k *kept) {
			k.counts["whale"] = 4711
			if err := os.WriteFile(k.list, []byte(listing(k.counts)), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "is older than the words", false},
		{"list touched", func(t *testing.T, k *kept) {
			if err := os.Chtimes(k.list, time.Time{}, time.Now().Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
		}, "is older than the words", false},
		{"another list", func(t *testing.T, k *kept) {
			other := k.list + "2"
			if err := os.Rename(k.list, other); err != nil {
				t.Fatal(err)
			}
			k.list = other
		}, "was made from another source", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			k := keep(t, 1000)
			k.load(t, log, "")
			test.change(t, k)
			changed, err := os.ReadFile(k.snapshot)
			if err != nil {
				t.Fatal(err)
			}
			differ(t, k.load(t, log, test.want), k.counts)
			now, err := os.ReadFile(k.snapshot)
			if err != nil || bytes.Equal(now, changed) != test.left {
				t.Errorf("the file is unchanged: %v, %v, want %v", !test.left, err, test.left)
			}
			if !test.left {
				differ(t, k.load(t, log, ""), k.counts)
			}
		})
	}
}

// A wrong byte costs time, wherever it is, but never causes a wrong answer.
func TestSnapshotDamaged(t *testing.T) {
	log, k := logged(t), keep(t, 1000)
	k.load(t, log, "")
	whole, err := os.ReadFile(k.snapshot)
	if err != nil {
		t.Fatal(err)
	}
	for at := preambleSize; at < len(whole); at += 997 {
		k.damage(t, func([]byte) []byte {
			data := bytes.Clone(whole)
			data[at] ^= 0x40
			return data
		})
		table := k.load(t, log, "")
		differ(t, table, k.counts)
		if line := log.take(); !strings.Contains(line, "is damaged") || strings.Count(line, "\n") != 1 {
			t.Fatalf("byte %d: logged %q, want one line", at, line)
		}
	}
}

// Damage is found even if no client asks for the words. If the words cannot be
// read again, a look-up panics instead of giving a wrong answer.
func TestSnapshotDamagedUnasked(t *testing.T) {
	log, k := logged(t), keep(t, 1000)
	k.load(t, log, "")
	k.damage(t, func(data []byte) []byte { data[len(data)-1] ^= 1; return data })
	synctest.Test(t, func(t *testing.T) {
		table := k.load(t, log, "")
		if err := os.Remove(k.list); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Minute) // in the bubble's time: all is checked by then
		synctest.Wait()
		if line := log.take(); !strings.Contains(line, "is damaged") ||
			!strings.Contains(line, "cannot be read") {
			t.Errorf("logged %q, want the damage", line)
		}
		defer func() {
			if fault := recover(); fault == nil {
				t.Error("a damaged table answered")
			}
		}()
		for range table.All() {
			break
		}
	})
}

// If a snapshot cannot be saved, the words are served all the same.
func TestSnapshotNotSaved(t *testing.T) {
	log, k := logged(t), keep(t, 100)
	k.snapshot = filepath.Join(k.snapshot, "no", "such", "folder")
	differ(t, k.load(t, log, "save the words in"), k.counts)
	k.snapshot = t.TempDir()
	differ(t, k.load(t, log, "is not a snapshot"), k.counts)
}

// The answers are those of the list, whatever the snapshot's file holds.
func FuzzSnapshot(f *testing.F) {
	k := keep(f, 200)
	log := logged(f)
	table := k.load(f, log, "")
	whole, err := os.ReadFile(k.snapshot)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(0, []byte{}, len(whole))
	f.Add(preambleSize+100, []byte{1, 2, 3}, len(whole))
	f.Add(20, []byte("xxxx"), 4000)
	source := k.stamp(f)
	var words [][]byte
	for word := range k.counts {
		words = append(words, []byte(word))
	}
	f.Fuzz(func(t *testing.T, at int, change []byte, size int) {
		data := bytes.Clone(whole)
		if at >= 0 && at < len(data) {
			copy(data[at:], change)
		}
		data = data[:max(0, min(size, len(data)))]
		name := filepath.Join(t.TempDir(), "snapshot")
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		mapped, err := openSnapshot(name, source, func() (*Table, error) { return table, nil })
		if err != nil {
			return
		}
		for i, count := range mapped.Numbers(words, nil) {
			if count != k.counts[string(words[i])] {
				t.Fatalf("%q has %d, want %d", words[i], count, k.counts[string(words[i])])
			}
		}
	})
}

// An impossible preamble is refused even if its checksum is right.
func TestSnapshotImpossible(t *testing.T) {
	log, k := logged(t), keep(t, 100)
	k.load(t, log, "")
	for name, field := range map[string]int{"width": 24, "bits": 28} {
		k.damage(t, func(data []byte) []byte {
			clear(data[field : field+4])
			binary.NativeEndian.PutUint32(data[20:], preambleChecksum(data[:preambleSize]))
			return data
		})
		t.Run(name, func(t *testing.T) {
			differ(t, k.load(t, log, "is damaged"), k.counts)
		})
	}
}
