package frequency

import (
	"bytes"
	_ "embed"
	"errors"
	"flag"
)

// embedded is the list that a server answers from when it is given no other.
// WORDS.md says where it is from and how to make it again.
//
//go:embed words.tsv.gz
var embedded []byte

// Source says where a server's words come from.
type Source struct {
	list  string   // a word list's file name, or
	texts []string // the names of texts to count, or neither: the embedded list
}

// SourceFlags defines the flags -words and -text, which choose the source.
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
	return source
}

// Load reads or counts the words.
func (s *Source) Load() (*Table, error) {
	switch {
	case s.list != "":
		return ReadFile(s.list)
	case s.texts != nil:
		return CountFiles(s.texts...)
	}
	return Read(bytes.NewReader(embedded), "(embedded list)")
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
	return arguments
}
