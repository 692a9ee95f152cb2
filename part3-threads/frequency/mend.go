package frequency

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"

	"wallsockets/part3-threads/frequency/flat"
)

// withMend adds to an error what to do about it if it is a bad line.
func (l *list) withMend(err error) error {
	var bad *flat.BadLine
	if !errors.As(err, &bad) {
		return err
	}
	if advice := mend(bad); advice != "" {
		err = fmt.Errorf("%w; %s", err, advice)
	}
	if bad.Skippable() && !l.skipBad {
		err = fmt.Errorf("%w; -skip-bad passes over bad lines", err)
	}
	return err
}

// mend returns a command that mends a list with this bad line, and lists that
// are alike: in and out stand for the names of files. It returns "" if it knows
// none.
func mend(bad *flat.BadLine) string {
	row := splitLine(bad.Text)
	switch {
	case bad.Line == 1 && bytes.HasPrefix(row.text, []byte("{")):
		return `if it is JSON: ` +
			`jq -r 'to_entries[] | "\(.key)\t\(.value)"' in >out`
	case bad.Line == 1 && bytes.HasPrefix(row.text, []byte("[")):
		return `if it is JSON: jq -r '.[] | @tsv' in >out`
	case bad.Line == 1 && bytes.HasPrefix(row.text, []byte("<")):
		return "it looks like a web page: download the list itself"
	case bytes.IndexByte(row.text, '\r') >= 0:
		return `if its lines end so: tr '\r' '\n' <in >out`
	case errors.Is(bad.Err, flat.ErrLongLine):
		return fmt.Sprintf("without that line: sed %dd in >out", bad.Line)
	case errors.Is(bad.Err, errFields) && row.n == 1:
		return mendOne(row)
	case errors.Is(bad.Err, errFields):
		return mendMany(row, bad.Line == 1)
	case errors.Is(bad.Err, errCount):
		return mendCount(row, bad.Line == 1)
	}
	return ""
}

// mendOne is for a line of one field.
func mendOne(row row) string {
	otherSeparator := regexp.MustCompile(`^.*[^;|:=]([;|:=])"?\d+"?$`)
	if found := otherSeparator.FindSubmatch(row.text); found != nil {
		return fmt.Sprintf(`tr '%s' '\t' <in >out`, found[1])
	}
	if isNumber(row.fields[0]) {
		return ""
	}
	return "to count each word once: sed 's/$/ 1/' in >out"
}

// noComma takes the commas out of numbers.
const noComma = `sed 's/\([0-9]\),\([0-9]\)/\1\2/g' in >out`

// mendMany is for a line of more than two fields.
func mendMany(row row, first bool) string {
	word, second, last := row.fields[0], row.fields[1], row.fields[2]
	switch {
	case row.separator == ',' && row.n == 3 && !isNumber(word) &&
		isNumber(second) && isNumber(last) && len(last) == 3:
		return noComma
	case isNumber(second):
		return cut(row.separator, 1, 2)
	case isNumber(word) && isNumber(last) && row.n == 3:
		return cut(row.separator, 2, 3)
	case row.separator == ' ' && isNumber(last):
		return `for words with spaces: sed 's/\(.*\) /"\1",/' in >out`
	case first && !isNumber(last):
		return header
	}
	return "choose two columns: " + cut(row.separator, 1, 2)
}

// header is for a line without numbers at the start of a list.
const header = "if it is a header: tail -n +2 in >out"

// cut returns a command that leaves two columns of a list.
func cut(separator byte, word, count int) string {
	switch separator {
	case '\t':
		return fmt.Sprintf("cut -f%d,%d in >out", word, count)
	case ',':
		return fmt.Sprintf("cut -d, -f%d,%d in >out", word, count)
	}
	return fmt.Sprintf("awk '{print $%d, $%d}' in >out", word, count)
}

// mendCount is for a line of two fields whose second is no count.
func mendCount(row row, first bool) string {
	awk := "awk"
	switch row.separator {
	case '\t':
		awk = `awk -F'\t'`
	case ',':
		awk = "awk -F,"
	}
	word, count := row.fields[0], row.fields[1]
	value, err := strconv.ParseFloat(string(count), 64)
	switch {
	case !isNumber(count) && isNumber(word):
		return awk + ` '{print $2 "\t" $1}' in >out`
	case !isNumber(count) && first:
		return header
	case regexp.MustCompile(`^\d{1,3}(,\d{3})+$`).Match(count):
		return noComma
	case err != nil || value < 0:
		return ""
	case value >= math.MaxUint64:
		return awk + ` '{printf "%s\t%.0f\n", $1, $2 / 1000000}' in >out`
	case value == math.Trunc(value):
		return awk + ` '{printf "%s\t%.0f\n", $1, $2}' in >out`
	}
	return awk + ` '{printf "%s\t%.0f\n", $1, $2 * 1000000}' in >out`
}

// isNumber reports whether a field is a number, whole or not.
func isNumber(field []byte) bool {
	return regexp.MustCompile(`^[-+]?\d[\d.,]*(e[-+]?\d+)?$`).Match(
		bytes.ToLower(field))
}
