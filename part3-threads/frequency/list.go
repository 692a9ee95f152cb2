package frequency

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"wallsockets/part3-threads/frequency/flat"
	"wallsockets/part3-threads/frequency/plaintext"
)

// ReadFile reads the word list in the named file, as Read does.
func ReadFile(name string) (*Table, error) {
	return newTable(readFile(name, false, flat.AtOnce))
}

func readFile(name string, skipBad bool, p flat.Pace) (*flat.Table, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read the word list: %w", err)
	}
	defer file.Close() // only read: closing it cannot lose anything
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("read the word list: %w", err)
	}
	if info.IsDir() {
		return nil, fmt.Errorf("read the word list %s: it is a folder; name "+
			"a file in it, or use -text if it has texts to count", name)
	}
	progress := showProgress(os.Stderr, "reading "+name, info.Size())
	defer progress.end()
	list := &list{name: name, size: info.Size(), skipBad: skipBad}
	table, err := list.read(progress.reader(file), p)
	if err == nil && changed(file, info) {
		return nil, fmt.Errorf("read the word list %s: it was changed meanwhile; "+
			"write a new file, and then rename it to this one", name)
	}
	return table, err
}

// changed reports whether somebody has written to a file since it was looked at:
// half of a list would look like a shorter one.
func changed(file *os.File, before os.FileInfo) bool {
	now, err := file.Stat()
	return err == nil && before.Mode().IsRegular() &&
		(now.Size() != before.Size() || !now.ModTime().Equal(before.ModTime()))
}

// Read reads a word list: on each line a word and its count, separated by a
// tab, spaces or a comma. A field may be in quotation marks, as in CSV. The
// list may be compressed by gzip, and be UTF-8 or, with a byte order mark,
// UTF-16. Read folds the words and adds up the counts of those that become the
// same. It skips empty lines, and byte order marks in front of words: a list
// that was put together from files has some inside. At the first bad line it
// returns an error with name, the line's number, its text and what to do about
// it. A list that is cut short or has no words is an error, too.
func Read(r io.Reader, name string) (*Table, error) {
	list := &list{name: name}
	return newTable(list.read(r, flat.AtOnce))
}

// list is a word list that is being read.
type list struct {
	name    string
	size    int64 // in bytes, roughly; 0 if unknown
	skipBad bool  // pass over bad lines
	beyond  beyond
}

// read does the work of Read, and makes the table's note.
func (l *list) read(r io.Reader, p flat.Pace) (*flat.Table, error) {
	text, err := plaintext.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("read the word list %s: %w", l.name, err)
	}
	table, skipped, err := flat.Read(flat.List{Name: l.name, Text: text,
		Size: l.size, Parse: l.parseLine, SkipBad: l.skipBad}, p)
	if err != nil {
		return nil, l.withMend(err)
	}
	table.Note = l.note(skipped, table.Total())
	return table, nil
}

// Write writes the table as a word list that Read can read: a word, a tab and
// its count on each line. The most frequent words come first, and equally
// frequent ones in the order of their bytes.
func (t *Table) Write(w io.Writer) error {
	counts := make(map[string]uint64, t.Len())
	for word, count := range t.words.All() {
		counts[string(word)] = count
	}
	words := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	buffered := bufio.NewWriter(w)
	for _, word := range words {
		fmt.Fprintf(buffered, "%s\t%d\n", enclose(word), counts[word])
	}
	return buffered.Flush()
}
