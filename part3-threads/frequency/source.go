package frequency

import (
	"bytes"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"io/fs"
	"log"
	"os"
	"path/filepath"
)

// embedded is the list that a server answers from when it is given no other.
// WORDS.md says where it is from and how to make it again.
//
//go:embed words.tsv.gz
var embedded []byte

// Source says where a server's words come from.
type Source struct {
	list     string   // a word list's file name, or
	texts    []string // the names of texts to count, or neither: the embedded list
	snapshot string   // where the table is kept from start to start, or ""
}

// SourceFlags defines the flags -words and -text, which choose the source, and
// -snapshot.
func SourceFlags(flags *flag.FlagSet) *Source {
	source := new(Source)
	flags.Func("words", "answer from the word list in `FILE`: a word and a "+
		"count on each line, plain or gzip", func(name string) error {
		if name == "" || source.list != "" || source.texts != nil {
			return errors.New("want one list, or texts")
		}
		source.list = name
		return nil
	})
	flags.Func("text", "answer from the words of the text in `FILE`, or of "+
		"all .txt files if it is a folder; may be repeated",
		func(name string) error {
			if name == "" || source.list != "" {
				return errors.New("want texts, or one list")
			}
			source.texts = append(source.texts, name)
			return nil
		})
	flags.StringVar(&source.snapshot, "snapshot", "", "keep the loaded words "+
		"in `FILE` and map it at the next start, as long as they do not change")
	return source
}

// Load reads or counts the words, or maps their snapshot. On a terminal it
// shows its progress when it takes longer than half a second. What is wrong
// with the snapshot it logs; that is no error, for there are the words.
func (s *Source) Load() (*Table, error) { return s.load(atOnce) }

// Reload does the same at a pace that leaves a processor to the clients.
func (s *Source) Reload() (*Table, error) { return s.load(gently) }

func (s *Source) load(p pace) (*Table, error) {
	if s.snapshot == "" {
		return s.read(p)
	}
	now, err := s.stamp()
	if err != nil {
		return nil, err
	}
	table, wrong := openSnapshot(s.snapshot, now, func() (*Table, error) {
		return s.read(gently)
	})
	if wrong == nil {
		return table, nil
	}
	if !errors.Is(wrong, fs.ErrNotExist) {
		log.Printf("the snapshot %s %v: reading the words", s.snapshot, wrong)
	}
	if table, err = s.read(p); err != nil {
		return nil, err
	}
	// What is not ours to replace may be somebody's only copy of something.
	if wrong != errForeign {
		if err := table.save(s.snapshot, now); err != nil {
			log.Printf("%v; the next start will read them again", err)
		}
	}
	return table, nil
}

// read reads or counts the words.
func (s *Source) read(p pace) (*Table, error) {
	switch {
	case s.list != "":
		return readFile(s.list, p)
	case s.texts != nil:
		return countFiles(s.texts, p)
	}
	return read(bytes.NewReader(embedded), int64(len(embedded)), "(embedded list)", p)
}

// stamp tells sources apart, and the states of one: names are of what there is
// to read, and State of the size and the time of each file.
type stamp struct {
	Names, State [16]byte
}

// stamp returns that of the source as it is now.
func (s *Source) stamp() (stamp, error) {
	kind, files := "list", []string{s.list}
	switch {
	case s.texts != nil:
		kind, files = "texts", nil
		for _, name := range s.texts {
			more, err := texts(name)
			if err != nil {
				return stamp{}, fmt.Errorf("count words: %w", err)
			}
			files = append(files, more...)
		}
	case s.list == "":
		return stamp{sum([]byte("embedded")), sum(embedded)}, nil
	}
	names, states := []byte(kind), []byte(nil)
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil {
			return stamp{}, fmt.Errorf("read the words: %w", err)
		}
		if name, err = filepath.Abs(name); err != nil {
			return stamp{}, fmt.Errorf("read the words: %w", err)
		}
		names = append(append(names, 0), name...)
		states = fmt.Append(states, info.Size(), " ", info.ModTime().UnixNano(), "\n")
	}
	return stamp{sum(names), sum(states)}, nil
}

// sum returns 16 bytes that differ where data does, but for chance. Those of
// package crypto would keep anyone from finding two that do not, and would make
// every server start two milliseconds later.
func sum(data []byte) (sum [16]byte) {
	h := fnv.New128a()
	h.Write(data) // never fails
	h.Sum(sum[:0])
	return sum
}

// Arguments returns the flags that choose this source, for a process that is
// to load the same words.
func (s *Source) Arguments() []string {
	var arguments []string
	if s.list != "" {
		arguments = append(arguments, "-words="+s.list)
	}
	for _, text := range s.texts {
		arguments = append(arguments, "-text="+text)
	}
	if s.snapshot != "" {
		arguments = append(arguments, "-snapshot="+s.snapshot)
	}
	return arguments
}
