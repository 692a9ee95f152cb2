package frequency

import (
	"bytes"
	_ "embed"
	"errors"
	"flag"

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
	list     string   // file name of the list, or ""
	texts    []string // names of the texts: files or folders
	snapshot string   // file that keeps the table for the next start, or ""
}

// SourceFlags defines the flags -words and -text, which choose the source, and
// -snapshot.
func SourceFlags(flags *flag.FlagSet) *Source {
	source := new(Source)
	flags.Func("words", "answer from the word list in `FILE`: a word and a "+
		"count on each line, plain or gzip", source.setList)
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
// with a snapshot, and reads the words instead.
func (s *Source) Load() (*Table, error) {
	return newTable(s.load(flat.AtOnce))
}

// Reload does what Load does, at a pace that leaves a core to the clients.
func (s *Source) Reload() (*Table, error) {
	return newTable(s.load(flat.Gently))
}

func (s *Source) load(p flat.Pace) (*flat.Table, error) {
	if s.snapshot == "" {
		return s.read(p)
	}
	stamp, err := s.stamp()
	if err != nil {
		return nil, err
	}
	return flat.Load(s.snapshot, stamp, p, s.read)
}

// read reads or counts the words.
func (s *Source) read(p flat.Pace) (*flat.Table, error) {
	switch {
	case s.list != "":
		return readFile(s.list, p)
	case s.texts != nil:
		return countFiles(s.texts, p)
	}
	return readList(bytes.NewReader(embedded), int64(len(embedded)),
		"(embedded list)", p)
}

// stamp returns the stamp of the source as it is now. A snapshot with another
// stamp is out of date.
func (s *Source) stamp() (flat.Stamp, error) {
	switch {
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
	for _, text := range s.texts {
		arguments = append(arguments, "-text="+text)
	}
	if s.snapshot != "" {
		arguments = append(arguments, "-snapshot="+s.snapshot)
	}
	return arguments
}
