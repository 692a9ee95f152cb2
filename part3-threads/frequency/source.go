package frequency

import (
	"bytes"
	_ "embed"
	"errors"
	"flag"
	"log"

	"wallsockets/part3-threads/frequency/flat"
)

// embedded is the list that a server answers from if it is given no other.
// WORDS.md says where it comes from and how to make it again.
//
//go:embed words.tsv.gz
var embedded []byte

// Source says where a server's words come from: a word list, texts to count,
// or, with neither, the embedded list.
type Source struct {
	// Quiet is for processes that share a source: only one of them should log
	// what users should know about its words.
	Quiet bool

	list     string   // file name of the list, or ""
	skipBad  bool     // pass over bad lines of the list
	texts    []string // names of the texts: files or folders
	snapshot string   // file that keeps the table for the next start, or ""
}

// SourceFlags defines the flags -words and -text, which choose the source,
// -skip-bad and -snapshot.
func SourceFlags(flags *flag.FlagSet) *Source {
	source := new(Source)
	flags.Func("words", "answer from the word list in `FILE`: a word and a "+
		"count on each line, plain or gzip", source.setList)
	flags.BoolVar(&source.skipBad, "skip-bad", false, "pass over bad lines of "+
		"the word list, and log how many")
	flags.Func("text", "answer from the words of the text in `FILE`, or of "+
		"all .txt files if it is a folder; may be repeated", source.addText)
	flags.StringVar(&source.snapshot, "snapshot", "", "save the loaded words "+
		"in `FILE`, and map it at the next start unless they have changed")
	return source
}

var (
	errNoName = errors.New("the file name is empty")
	errBoth   = errors.New("give a list or texts, not both")
)

func (s *Source) setList(name string) error {
	switch {
	case name == "":
		return errNoName
	case s.texts != nil:
		return errBoth
	case s.list != "":
		return errors.New("give only one list")
	}
	s.list = name
	return nil
}

func (s *Source) addText(name string) error {
	switch {
	case name == "":
		return errNoName
	case s.list != "":
		return errBoth
	}
	s.texts = append(s.texts, name)
	return nil
}

// Load reads or counts the words, or maps their snapshot. If that takes longer
// than half a second it shows its progress on a terminal. It logs what is wrong
// with a snapshot, and reads the words instead. Unless the source is quiet, it
// logs how many bad lines of a list it passed over, and how much of the list no
// line of words can match.
func (s *Source) Load() (*Table, error) {
	return s.load(flat.AtOnce, flat.Load)
}

// Reload does what Load does, at a pace that leaves a core to the clients. It
// reads the words even if their snapshot is up to date, and saves them again.
func (s *Source) Reload() (*Table, error) {
	return s.load(flat.Gently, flat.Renew)
}

// snapshots is flat.Load or flat.Renew.
type snapshots func(name string, source flat.Stamp, p flat.Pace,
	read func(flat.Pace) (*flat.Table, error)) (*flat.Table, error)

func (s *Source) load(p flat.Pace, load snapshots) (*Table, error) {
	words, err := s.loadWords(p, load)
	if err == nil && words.Note != "" && !s.Quiet {
		log.Print(words.Note)
	}
	return newTable(words, err)
}

func (s *Source) loadWords(p flat.Pace, load snapshots) (*flat.Table, error) {
	if s.snapshot == "" {
		return s.read(p)
	}
	stamp, err := s.stamp()
	if err != nil {
		return nil, err
	}
	return load(s.snapshot, stamp, p, s.read)
}

// read reads or counts the words.
func (s *Source) read(p flat.Pace) (*flat.Table, error) {
	switch {
	case s.list != "":
		return readFile(s.list, s.skipBad, p)
	case s.texts != nil:
		return countFiles(s.texts, p)
	}
	list := &list{name: "(embedded list)", size: int64(len(embedded))}
	return list.read(bytes.NewReader(embedded), p)
}

// stamp returns the stamp of the source as it is now. A snapshot with another
// stamp is out of date.
func (s *Source) stamp() (flat.Stamp, error) {
	switch {
	case s.list != "" && s.skipBad:
		return flat.StampFiles("list without bad lines", []string{s.list})
	case s.list != "":
		return flat.StampFiles("list", []string{s.list})
	case s.texts != nil:
		files, err := textFiles(s.texts)
		if err != nil {
			return flat.Stamp{}, err
		}
		return flat.StampFiles("texts", files)
	}
	return flat.StampData("embedded", embedded), nil
}

// Arguments returns the flags that choose this source, for another process that
// has to load the same words.
func (s *Source) Arguments() []string {
	var arguments []string
	if s.list != "" {
		arguments = append(arguments, "-words="+s.list)
	}
	if s.skipBad {
		arguments = append(arguments, "-skip-bad")
	}
	for _, text := range s.texts {
		arguments = append(arguments, "-text="+text)
	}
	if s.snapshot != "" {
		arguments = append(arguments, "-snapshot="+s.snapshot)
	}
	return arguments
}
