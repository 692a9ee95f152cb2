package frequency

import (
	"bytes"
	"encoding/binary"
	"flag"
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

// lockedBuffer may be written and read at the same time.
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

// kept is a source with a snapshot, in files of the test.
type kept struct {
	*Source
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
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	k.Source = SourceFlags(flags)
	if err := flags.Parse([]string{"-words", k.list, "-snapshot", k.snapshot}); err != nil {
		t.Fatal(err)
	}
	return k
}

// load loads the source and wants the right words, and a line about the
// snapshot that contains want, or none.
func (k *kept) load(t testing.TB, log *lockedBuffer, want string) *Table {
	t.Helper()
	table, err := k.Load()
	if err != nil {
		t.Fatal(err)
	}
	if line := log.take(); want == "" && line != "" || !strings.Contains(line, want) ||
		strings.Count(line, "\n") > 1 || want != "" && !strings.Contains(line, k.snapshot) {
		t.Errorf("loading told %q, want one line with %q", line, want)
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

// isMapped tells whether a table came from a snapshot.
func isMapped(table *Table) bool { return table.proof.Load() != nil }

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
			t.Error("once all words are proven, proving goes on")
		}
	}
	names, err := filepath.Glob(filepath.Join(filepath.Dir(k.snapshot), "*"))
	if err != nil || len(names) != 2 {
		t.Errorf("beside the list and the snapshot there is something: %q", names)
	}
	if line := log.take(); line != "" {
		t.Errorf("told %q, want nothing", line)
	}
}

// What is wrong at the start of a snapshot is told there, and the words are
// read; what is not ours is left alone, all else is replaced.
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
			k.Source.list = other
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
				t.Errorf("the file is as it was: %v, %v, want %v", !test.left, err, test.left)
			}
			if !test.left {
				differ(t, k.load(t, log, ""), k.counts)
			}
		})
	}
}

// A byte that is wrong anywhere costs time, never a wrong answer.
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
			t.Fatalf("byte %d: told %q, want one line", at, line)
		}
	}
}

// Damage is found without a client that asks for the words, too. If the words
// cannot be read any more there is no answer, but a panic.
func TestSnapshotDamagedUnasked(t *testing.T) {
	log, k := logged(t), keep(t, 1000)
	k.load(t, log, "")
	k.damage(t, func(data []byte) []byte { data[len(data)-1] ^= 1; return data })
	synctest.Test(t, func(t *testing.T) {
		table := k.load(t, log, "")
		if err := os.Remove(k.list); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Minute) // of the bubble: until all was checked
		synctest.Wait()
		if told := log.take(); !strings.Contains(told, "is damaged") ||
			!strings.Contains(told, "cannot be read") {
			t.Errorf("told %q, want the damage", told)
		}
		defer func() {
			if fault := recover(); fault == nil {
				t.Error("a damaged table answered")
			}
		}()
		table.each(func([]byte, []byte) {})
	})
}

// A snapshot that cannot be saved is no reason not to serve.
func TestSnapshotNotSaved(t *testing.T) {
	log, k := logged(t), keep(t, 100)
	k.Source.snapshot = filepath.Join(k.snapshot, "no", "such", "folder")
	k.snapshot = k.Source.snapshot
	differ(t, k.load(t, log, "save the words in"), k.counts)
	k.Source.snapshot = t.TempDir()
	k.snapshot = k.Source.snapshot
	differ(t, k.load(t, log, "is not a snapshot"), k.counts)
}

// Texts and the embedded list have snapshots, too.
func TestSnapshotOfTexts(t *testing.T) {
	log := logged(t)
	folder, snapshot := t.TempDir(), filepath.Join(t.TempDir(), "snapshot")
	text := filepath.Join(folder, "a.txt")
	if err := os.WriteFile(text, []byte("whale whale"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, source := range []*Source{{texts: []string{folder}, snapshot: snapshot}, {snapshot: snapshot + "2"}} {
		for i := range 2 {
			table, err := source.Load()
			if err != nil {
				t.Fatal(err)
			}
			if n, _ := table.Count([]byte("whale")); n != 2 && n != 917 || isMapped(table) != (i == 1) {
				t.Errorf("start %d of %+v: %d whales, mapped: %v", i, source, n, isMapped(table))
			}
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "b.txt"), []byte("whale"), 0o600); err != nil {
		t.Fatal(err)
	}
	table, err := (&Source{texts: []string{folder}, snapshot: snapshot}).Load()
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := table.Count([]byte("whale")); n != 3 {
		t.Errorf("with another text there are %d whales, want 3; told %q", n, log.take())
	}
}

// Whatever a snapshot's file holds, the answers are those of the list.
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
	source, err := k.stamp()
	if err != nil {
		f.Fatal(err)
	}
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
		for i, digits := range mapped.Counts(words, nil) {
			if parseCount(digits) != k.counts[string(words[i])] {
				t.Fatalf("%q has %s, want %d", words[i], digits, k.counts[string(words[i])])
			}
		}
	})
}

// The check of a preamble that was made wrong on purpose must not be enough.
func TestSnapshotImpossible(t *testing.T) {
	log, k := logged(t), keep(t, 100)
	k.load(t, log, "")
	for name, field := range map[string]int{"width": 24, "offset": 28, "bits": 32, "pages": 36} {
		k.damage(t, func(data []byte) []byte {
			clear(data[field : field+4])
			binary.NativeEndian.PutUint32(data[20:], preambleCheck(data[:preambleSize]))
			return data
		})
		t.Run(name, func(t *testing.T) {
			differ(t, k.load(t, log, "is damaged"), k.counts)
		})
	}
}
