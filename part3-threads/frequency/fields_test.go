package frequency

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"
)

// The separator of a line is its own, and quotation marks are those of CSV.
func TestParseLine(t *testing.T) {
	for _, test := range []struct {
		line, word string
		count      uint64
	}{
		{"the\t7", "the", 7}, {"the 7", "the", 7}, {"the,7", "the", 7}, {"the   7\r", "the", 7},
		{"the, 7", "the", 7}, {"the ,7", "the", 7}, {"the , 7", "the", 7}, {"the \t 7\t", "the", 7},
		{"1,80m 151", "1,80m", 151}, {"১০,০০০ 7", "১০,০০০", 7}, {"1,80m\t151", "1,80m", 151},
		{"new york\t5", "new york", 5}, {"a, b\t5", "a, b", 5}, {"1,234", "1", 234}, {", 5", ",", 5},
		{`"the",7`, "the", 7}, {`"the","7"`, "the", 7}, {`the,"7"`, "the", 7}, {`"the", 7`, "the", 7},
		{"\"the\"\t7", "the", 7}, {`"the" 7`, "the", 7}, {"\"the\"\t\"7\"", "the", 7},
		{`"new york",5`, "new york", 5}, {`"well, no",5`, "well, no", 5}, {"\"a\tb\",5", "a\tb", 5},
		{`"say ""hi""",5`, `say "hi"`, 5}, {`"""",5`, `"`, 5}, {`"a""b" 5`, `a"b`, 5},
		{"\ufeff\"The\",7", "the", 7}, {"\ufeff \ufeffthe,7", "the", 7},
		// Where there is no CSV, a quotation mark is itself.
		{`" 7`, `"`, 7}, {"\"\t7", `"`, 7}, {`5" 7`, `5"`, 7}, {"\"a\"b\t7", `"a"b`, 7}, {`"a",b` + "\t7", `"a",b`, 7},
		{"", "", 0}, {" \t\r", "", 0}, {"\ufeff", "", 0},
	} {
		word, count, err := new(list).parseLine([]byte("before "), []byte(test.line))
		if string(word) != "before "+test.word || count != test.count || err != nil {
			t.Errorf("%q: %q, %d, %v, want %q, %d", test.line, word, count, err, test.word, test.count)
		}
	}
}

// A line that is refused names what to do about it.
func TestParseLineRefuses(t *testing.T) {
	const iconv, number = "iconv -f ", "the count is not a whole number"
	for _, test := range []struct {
		first      bool // whether it is the first line of the list
		line, want string
		mend       string
	}{
		{true, "word,count", number, "header: tail -n +2 in >out"},
		{true, "word\tcount", number, "header: tail -n +2 in >out"},
		{true, "rank,word,count", "want a word", "header: tail -n +2 in >out"},
		{true, `"word","count"`, number, "header: tail -n +2 in >out"},
		{false, "the many", number, ""},
		{false, "the\t1,234", number, `sed 's/\([0-9]\),\([0-9]\)/\1\2/g' in >out`},
		{false, "the 1,234,567", number, `sed 's/\([0-9]\),\([0-9]\)/\1\2/g' in >out`},
		{false, `the,"1,234"`, number, `sed 's/\([0-9]\),\([0-9]\)/\1\2/g' in >out`},
		{false, "the,1,234", "want a word", `sed 's/\([0-9]\),\([0-9]\)/\1\2/g' in >out`},
		{false, "new york 5", "want a word", `sed 's/\(.*\) /"\1",/' in >out`},
		{false, "1 the 22038615", "want a word", "awk '{print $2, $3}' in >out"},
		{false, "1\tthe\t22038615", "want a word", "cut -f2,3 in >out"},
		{false, "1,the,22038615", "want a word", "cut -d, -f2,3 in >out"},
		{false, "the\t10\t0.5", "want a word", "cut -f1,2 in >out"},
		{false, "the 10 0.5 x", "want a word", "awk '{print $1, $2}' in >out"},
		{false, "1\tthe\tdet\t10", "want a word", "choose two columns: cut"},
		{false, "  165 the", number, `awk '{print $2 "\t" $1}' in >out`},
		{false, "165,the", number, `awk -F, '{print $2 "\t" $1}' in >out`},
		{false, "the 0.00123", number, "$2 * 1000000}' in >out"},
		{false, "the\t1.5", number, `awk -F'\t' '{printf "%s\t%.0f\n", $1, $2 * 1000000}' in >out`},
		{false, "the,1e6", number, `awk -F, '{printf "%s\t%.0f\n", $1, $2}' in >out`},
		{false, "the 2.5E-3", number, "$2 * 1000000}' in >out"},
		{false, "the 10.0", number, "$1, $2}' in >out"},
		{false, "the 18446744073709551616", number, "$2 / 1000000}' in >out"},
		{false, "the -5", number, ""}, {false, "the +5", number, ""}, {false, "the NaN", number, ""},
		{false, "the ১০", number, ""}, {false, "the 5%", number, ""}, {false, "the 0,5", number, ""},
		{true, `{"the": 10,`, number, "jq -r 'to_entries"}, {true, "{", "want a word", "jq -r 'to_entries"},
		{true, `["the", 10]`, number, "jq -r '.[] | @tsv' in >out"}, {true, "<!DOCTYPE html>", "", "a web page"},
		{false, `"the": 10,`, number, ""},
		{false, "the;10", "want a word", `tr ';' '\t' <in >out`}, {false, `"the";10`, "want a word", `tr ';' '\t'`},
		{false, "the|10", "want a word", `tr '|' '\t'`}, {false, "the:10", "want a word", `tr ':' '\t'`},
		{false, "whale", "want a word", "sed 's/$/ 1/' in >out"}, {false, " 5", "want a word", ""}, {false, "\t5", "want a word", ""},
		{false, `"",5`, "the word is empty", ""}, {false, "\u00ad\t5", "the word is empty", ""},
		{false, `"the,5`, "a quotation mark inside", ""}, {false, `the"x,5`, "a quotation mark inside", ""},
		{false, `"a"x,5`, "a quotation mark inside", ""}, {false, `"new york,5`, number, ""},
		{false, "the 1\rquick 2", "a carriage return inside", `tr '\r' '\n' <in >out`},
		{false, "caf\xe9 5", "the line is not UTF-8: the byte at offset 3", iconv + "LATIN1"},
		{false, "don\x92t 5", "the line is not UTF-8", iconv + "CP1252"},
		{false, "t\x00h\x00e\x00 \x005\x00", "the line is not text", iconv + "UTF-16LE"},
		{false, "the\x00 5", "the line is not text: the byte at offset 3 is NUL", ""},
	} {
		name, before := "list", "a 1\n"
		if test.first {
			before = ""
		}
		_, err := Read(strings.NewReader(before+test.line+"\nb 1\n"), name)
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), test.mend) ||
			!strings.HasPrefix(err.Error(), map[bool]string{true: "list:1: ", false: "list:2: "}[test.first]) ||
			!strings.HasSuffix(err.Error(), "; -skip-bad passes over bad lines") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, want %q and %q", test.line, err, test.want, test.mend)
		}
	}
}

// What encoding/csv reads as two fields, one a word and one a count, is read
// alike here; only blanks around fields are dropped.
func FuzzParseLineAsCSV(f *testing.F) {
	for _, line := range []string{`"the",7`, `"say ""hi""",5`, `"a, b","7"`, `""",",5`, `a"b,5`, `"a"b,5`, `"a,5`} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if strings.ContainsAny(line, " \t\r\n\ufeff") || separatorOf([]byte(line)) != ',' {
			return
		}
		fields, err := csv.NewReader(strings.NewReader(line)).Read()
		row := splitLine([]byte(line))
		if (err != nil) != row.stray {
			t.Fatalf("%q: csv says %v, but a stray quotation mark: %v", line, err, row.stray)
		}
		if err != nil || slices.Contains(fields, "") {
			return // an empty field separates, if it is not in quotation marks
		}
		if len(fields) != row.n || string(row.fields[0]) != fields[0] || row.n > 1 && string(row.fields[1]) != fields[1] {
			t.Errorf("%q: %d fields, %q, want those of csv, %q", line, row.n, row.fields, fields)
		}
	})
}
