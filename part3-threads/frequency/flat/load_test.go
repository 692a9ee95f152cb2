package flat

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
)

// listing writes counts as a list in no order. Some words have two lines, one
// of them plain and one in upper case, that share the count.
func listing(counts map[string]uint64) string {
	var first, second strings.Builder
	for word, count := range counts {
		half := count / 2 * (count % 3 % 2)
		fmt.Fprintf(&first, "%s\t%d\n", word, count-half)
		if half > 0 {
			fmt.Fprintf(&second, "%s %d\r\n", strings.ToUpper(word), half)
		}
	}
	return first.String() + second.String()
}

// parseWords parses the lines of a listing. An empty line has no word.
func parseWords(dst, line []byte) (word []byte, count uint64, err error) {
	fields := bytes.Fields(line)
	switch len(fields) {
	case 0:
		return dst, 0, nil
	case 2:
		count, err = strconv.ParseUint(string(fields[1]), 10, 64)
		return append(dst, bytes.ToLower(fields[0])...), count, err
	}
	return nil, 0, errors.New("not two fields")
}

func readString(list string, p Pace) (*Table, error) {
	table, _, err := Read(List{Name: "list", Text: strings.NewReader(list),
		Size: int64(len(list)), Parse: parseWords}, p)
	return table, err
}

// A list has the same words however it is dealt out to workers, and at
// whatever pace it is read.
func TestReadAsMap(t *testing.T) {
	counts := sampleCounts(100_000)
	list := listing(counts)
	for _, pace := range []Pace{AtOnce, Gently} {
		table, err := readString("\n"+list, pace)
		if err != nil {
			t.Fatal(err)
		}
		differ(t, table, counts)
	}
}

// The counts of a word that a list has many times are added up.
func TestReadDuplicates(t *testing.T) {
	counts := map[string]uint64{"a": 5000, "b": 10_000, "c": 1}
	table, err := readString(strings.Repeat("a\t1\nb\t2\n", 5000)+"c\t1\n", AtOnce)
	if err != nil {
		t.Fatal(err)
	}
	differ(t, table, counts)
}

// A table is no larger if its list has a line for each time that a word was seen. Then
// one word, as in any text, has a great part of the lines.
func TestDuplicatesTakeNoRoom(t *testing.T) {
	var list strings.Builder
	counts := make(map[string]uint64)
	for i := range uint64(5000) {
		word := fmt.Sprint("word", i)
		counts[word] = 50_000 / (i + 1)
		list.WriteString(strings.Repeat(word+"\t1\n", int(counts[word])))
	}
	table, err := readString(list.String(), AtOnce)
	if err != nil {
		t.Fatal(err)
	}
	differ(t, table, counts)
	words, err := FromCounts(counts, AtOnce)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(table.buckets), len(words.buckets); got > 2*want {
		t.Errorf("the table has %d buckets; without duplicates in its list it has %d", got, want)
	}
}

// Workers may find bad lines in any order; the first in the list is reported.
func TestFirstOfBadLines(t *testing.T) {
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}} {
		pieces := &pieces{list: List{Name: "list"}, found: make([]result, 3)}
		for _, number := range order {
			found := result{lines: 10}
			if number > 0 {
				found.pass(pieces.list, []byte("x"), fmt.Errorf("bad in piece %d", number))
			}
			pieces.done(number, found)
		}
		if err := pieces.err(); err == nil || err.Error() != `list:20: "x": bad in piece 1` {
			t.Errorf("found in the order %v: %v, want that of piece 1", order, err)
		}
	}
}

// Bad lines may be passed over. They are counted, and the first in the list is
// shown, in whatever order workers find them.
func TestSkipped(t *testing.T) {
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}} {
		pieces := &pieces{list: List{Name: "list", SkipBad: true}, found: make([]result, 3)}
		for _, number := range order {
			found := result{lines: 10}
			for range number {
				if !found.pass(pieces.list, []byte("x"), fmt.Errorf("bad in piece %d", number)) {
					t.Error("pass did not pass over a line")
				}
				found.lines++
			}
			pieces.done(number, found)
		}
		skipped := pieces.skipped()
		if skipped.Lines != 3 || skipped.First.Error() != `list:20: "x": bad in piece 1` {
			t.Errorf("found in the order %v: %+v, want 3 lines, first that of piece 1", order, skipped)
		}
	}
	text := "a 1\nb\nc d 2\na 2\n"
	table, skipped, err := Read(List{Name: "list", Text: strings.NewReader(text),
		Parse: parseWords, SkipBad: true}, AtOnce)
	if err != nil {
		t.Fatal(err)
	}
	differ(t, table, map[string]uint64{"a": 3})
	if skipped.Lines != 2 || skipped.First.Line != 2 || string(skipped.First.Text) != "b" {
		t.Errorf("passed over %+v, want lines 2 and 3", skipped)
	}
}

// If reading the text fails, the error says after which line.
func TestReadFails(t *testing.T) {
	for _, test := range []struct {
		fault error
		want  string
	}{
		{io.ErrUnexpectedEOF, "read the word list list: it is cut short after line 2: copy it again"},
		{errors.New("no such luck"), "read the word list list after line 2: no such luck"},
	} {
		text := io.MultiReader(strings.NewReader("a 1\nb 2\nc"), iotest.ErrReader(test.fault))
		_, _, err := Read(List{Name: "list", Text: text, Parse: parseWords}, AtOnce)
		if err == nil || err.Error() != test.want {
			t.Errorf("Read: %v, want %s", err, test.want)
		}
	}
}

// The counts of a long list may overflow at no line in particular.
func TestReadOverflow(t *testing.T) {
	for _, list := range []string{
		"a 9999999999999999999\nb 9999999999999999999\n",
		"a 9999999999999999999\n" + strings.Repeat("c 1\n", 400_000) + "b 9999999999999999999\n",
	} {
		if _, err := readString(list, AtOnce); err == nil ||
			!strings.Contains(err.Error(), errOverflow.Error()) {
			t.Errorf("Read: %v, want %v", err, errOverflow)
		}
	}
}

// A plain line means what the parser of a list says, and lines that are nearly
// plain go to that parser.
func TestPlainLine(t *testing.T) {
	for _, test := range []struct {
		line  string
		plain bool
	}{
		{"whale\t7", true}, {"whale 7", true}, {"whale,7", true}, {"whale\t0", true}, {"a\t1", true},
		{"don't\t7", true}, {"re-read\t70", true}, {"don-t'x\t7", true},
		{"abcdefg\t7", true}, {"abcdefgh\t7", true}, {"abcdefghi\t7", true},
		{"abcdefgh'abcdefgh\t7", true}, {"whale\t999999999999999999", true},
		{"whale\t\t7", false}, {"whale\t07", false}, {"whale\t9999999999999999999", false},
		{"Whale\t7", false}, {"wHALE\t7", false}, {"whalE\t7", false}, {"whaleZ\t7", false},
		{"œuvre\t7", false}, {"abcdefgœ\t7", false}, {"whale\t7\r", false}, {" whale\t7", false},
		{"whale\t", false}, {"whale", false}, {"\t7", false}, {"whale\t7x", false}, {"whale\t-7", false},
		{"whale[\t7", false}, {"whale@\t7", false}, {"whale!\t7", false}, {"whale`s\t7", false},
		{"'t\t7", false}, {"don'\t7", false}, {"a--b\t7", false}, {"-\t7", false}, {"'\t7", false},
		{"abcdefg'\t7", false}, {"abcdefgh'\t7", false}, {"abcdefgh-'a\t7", false}, {"\"the\",7", false},
		{"1,80m 151", false}, {"whale, 7", false}, {"new york\t7", false}, {"the,7,8", false}, {"a:\t7", false},
		{"a/\t7", false}, {"a{\t7", false}, {"\x7f\t7", false},
		{"whale\t7 8", false}, {"", false}, {"wh\x00ale\t7", false},
		{strings.Repeat("long", 300) + "\t7", false},
	} {
		text := append([]byte(test.line+"\nnext 1\n"), make([]byte, wordSlack)...)[:len(test.line)+8]
		word, digits, count, size := plainLine(text)
		if !test.plain {
			if size != 0 {
				t.Errorf("plainLine(%q) = %q, %q, want no plain line", test.line, word, digits)
			}
			continue
		}
		want, wantCount, err := parseWords(nil, []byte(strings.Replace(test.line, ",", " ", 1)))
		if err != nil || string(word) != string(want) || count != wantCount ||
			string(digits) != fmt.Sprint(count) || size != len(test.line)+1 {
			t.Errorf("plainLine(%q) = %q, %q, %d, %d, want %q, %d, %v",
				test.line, word, digits, count, size, want, wantCount, err)
		}
	}
}
