package flat

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"

	"wallsockets/part3-threads/frequency/flat/system"
)

// A snapshot is a file that holds a table as it is in memory: a preamble, the
// buckets, the far entries. Loading it means mapping it, which takes the same time
// whatever its size, and all processes that map it share one copy.

// Load returns the table in the snapshot name if that was made from source and
// is up to date. If not, Load calls read at the pace of p, saves what that
// returns in name for the next time, and logs what is wrong with the snapshot;
// it is no error, because the words are there. Load never overwrites a file
// that is not a snapshot.
//
// A snapshot may turn out to be damaged later, when its words are first looked
// up. Then the table calls read gently and answers from what that returns.
func Load(name string, source Stamp, p Pace, read func(Pace) (*Table, error)) (
	*Table, error) {
	reread := func() (*Table, error) { return read(Gently) }
	table, wrong := openSnapshot(name, source, reread)
	if wrong == nil {
		return table, nil
	}
	if !errors.Is(wrong, fs.ErrNotExist) {
		log.Printf("use the snapshot %s: %v; reading the words instead",
			name, wrong)
	}
	return readAndSave(name, source, p, read, wrong != errForeign)
}

// Renew reads and saves the words as Load does, even if the snapshot is up to
// date.
func Renew(name string, source Stamp, p Pace, read func(Pace) (*Table, error)) (
	*Table, error) {
	_, wrong := openSnapshot(name, Stamp{}, nil) // no snapshot has this stamp
	if wrong == errForeign {
		log.Printf("save the words in %s: %v", name, wrong)
	}
	return readAndSave(name, source, p, read, wrong != errForeign)
}

// readAndSave calls read, and saves what it returns unless save is false: a
// file that is not ours may be somebody's only copy of something.
func readAndSave(name string, source Stamp, p Pace,
	read func(Pace) (*Table, error), save bool) (*Table, error) {
	table, err := read(p)
	if err != nil || !save {
		return table, err
	}
	if err := saveSnapshot(name, source, table); err != nil {
		log.Printf("%v; the next start will read them again", err)
	}
	return table, nil
}

// openSnapshot maps the snapshot in the named file, and checks its preamble but
// none of its words: see verifier. Nobody may truncate the file while it is
// mapped, or the process dies of SIGBUS. That is why saveSnapshot never writes
// to an existing file.
func openSnapshot(name string, source Stamp, reread func() (*Table, error)) (
	*Table, error) {
	// Before it is opened: opening a pipe would wait for somebody who writes.
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errForeign
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close() // a mapping outlives it
	if info, err = file.Stat(); err != nil {
		return nil, err
	}
	start := make([]byte, preambleSize)
	n, err := io.ReadFull(file, start)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	var p preamble
	if err := p.decode(start[:n], source); err != nil {
		return nil, err
	}
	if info.Size() != p.size() {
		return nil, errCutShort
	}
	data, free, err := system.MapFile(file, int(info.Size()))
	if err != nil {
		return nil, fmt.Errorf("map it: %w", err)
	}
	table := p.table(data[preambleSize:], free)
	verifyLater(table, name, p.Checks[:], reread)
	return table, nil
}

// saveSnapshot saves a table that was made from source in the named file. Only
// a complete file that is on the disk gets that name, so no crash can leave
// half a snapshot there.
func saveSnapshot(name string, source Stamp, t *Table) error {
	err := replaceFile(name, func(w *bufio.Writer) {
		w.Write(newPreamble(t, source).encode())
		w.Write(bytesOf(t.buckets))
		w.Write(t.far)
	})
	if err != nil {
		return fmt.Errorf("save the words in %s: %w", name, err)
	}
	return nil
}

// replaceFile calls write with a new file, which then gets the given name.
func replaceFile(name string, write func(*bufio.Writer)) (err error) {
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".new-*")
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(file, 1<<20)
	write(w)
	if err = w.Flush(); err == nil { // the first error of all writes
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		os.Remove(file.Name()) // an incomplete file is of no use
	}
	return err
}
