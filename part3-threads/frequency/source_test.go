package frequency

import (
	"bytes"
	"flag"
	"io"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestSource(t *testing.T) {
	list, text := write(t, "whale 3\n"), write(t, "whale whale")
	odd := write(t, "word count\nwhale 4\n")
	logged(t)
	for _, test := range []struct {
		arguments []string
		whales    uint64
	}{
		{[]string{"-words=" + list}, 3},
		{[]string{"-words=" + odd, "-skip-bad"}, 4},
		{[]string{"-text=" + text}, 2},
		{[]string{"-text=" + text, "-text=" + text}, 4},
		{nil, 917},
	} {
		flags := flag.NewFlagSet("", flag.ContinueOnError)
		source := SourceFlags(flags)
		if err := flags.Parse(test.arguments); err != nil {
			t.Fatal(err)
		}
		if got := source.Arguments(); strings.Join(got, " ") != strings.Join(test.arguments, " ") {
			t.Errorf("Arguments() = %q, want %q", got, test.arguments)
		}
		table, err := source.Load()
		if err != nil {
			t.Fatal(err)
		}
		if n, _ := table.Count([]byte("whale")); n != test.whales {
			t.Errorf("%q: whale has %d, want %d", test.arguments, n, test.whales)
		}
	}
	for _, wrong := range [][]string{
		{"-words", ""}, {"-text", ""}, {"-words", "a", "-words", "b"},
		{"-words", "a", "-text", "b"}, {"-text", "b", "-words", "a"},
	} {
		flags := flag.NewFlagSet("", flag.ContinueOnError)
		flags.SetOutput(io.Discard)
		SourceFlags(flags)
		if err := flags.Parse(wrong); err == nil {
			t.Errorf("flags %q: no error", wrong)
		}
	}
}

// WORDS.md states the size of the embedded list. Every entry of it is as a
// question folds it, and a word that a line can ask for.
func TestEmbeddedList(t *testing.T) {
	table, err := new(Source).Load()
	if err != nil {
		t.Fatal(err)
	}
	if table.Len() != 39_033 || table.Total() != 2_013_909 {
		t.Errorf("the embedded list has %d words, %d in total; WORDS.md says 39,033 and 2,013,909",
			table.Len(), table.Total())
	}
	for word := range table.words.All() {
		if !isWord(word) || !bytes.Equal(Fold(nil, word), word) {
			t.Errorf("no line can ask for %q of the embedded list", word)
		}
	}
	if table.words.Note != "" {
		t.Errorf("the embedded list has the note %q", table.words.Note)
	}
}

// What users should know about their list is logged at each load, also from a
// snapshot, and by one process only.
func TestSourceLogsItsNote(t *testing.T) {
	log := logged(t)
	source := &Source{list: write(t, "'t 1\nwhale 2\nbad\n"), skipBad: true,
		snapshot: filepath.Join(t.TempDir(), "snapshot")}
	const about = `passed over 1 bad line of the word list; the first is .*list:3: "bad": .*\n` +
		`.*: a line's words can never match 1 entry \(33.3 % of all counts\), such as "'t": .*\n`
	for name, load := range map[string]func() (*Table, error){
		"first load": source.Load, "load": source.Load, "reload": source.Reload} {
		if _, err := load(); err != nil {
			t.Fatal(err)
		}
		if !regexp.MustCompile("^" + about + "$").MatchString(log.String()) {
			t.Errorf("%s: logged %q, want %s", name, log, about)
		}
		log.Reset()
	}
	source.Quiet = true
	if _, err := source.Load(); err != nil || log.Len() != 0 {
		t.Errorf("a quiet source: %v, logged %q", err, log)
	}
	// Without -skip-bad the list is refused, whatever the snapshot says.
	source.skipBad = false
	if _, err := source.Load(); err == nil || !strings.Contains(err.Error(), `:3: "bad"`) {
		t.Errorf("without -skip-bad: %v, want the bad line", err)
	}
}

// logged returns what is logged during the test.
func logged(t *testing.T) *strings.Builder {
	buffer, flags := new(strings.Builder), log.Flags()
	log.SetOutput(buffer)
	log.SetFlags(0)
	t.Cleanup(func() {
		log.SetOutput(os.Stderr)
		log.SetFlags(flags)
	})
	return buffer
}
