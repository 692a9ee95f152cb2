package frequency

import (
	"fmt"
	"sort"
	"strconv"
)

// Answer returns the answer to a client that asked for words. It has a line for
// each word: the word, its count, its frequency per million and its Zipf value,
// separated by tabs. The last line begins with # and sums up. The answer has
// this shape for any number of words, so that programs can parse it. Answer
// sorts words as Unusual does.
func (t *Table) Answer(words [][]byte) []byte {
	r := t.rank(words)
	defer r.done()
	var answer []byte
	for i, word := range words {
		count := r.counts[i]
		answer = append(answer, word...)
		answer = strconv.AppendUint(append(answer, '\t'), count, 10)
		answer = appendDecimal(append(answer, '\t'), t.PerMillion(count), 1)
		answer = appendDecimal(append(answer, '\t'), t.Zipf(count), 2)
		answer = append(answer, '\n')
	}
	answer = fmt.Appendf(answer,
		"# %d words, average %.1f per million, most unusual first:",
		len(words), r.average(t))
	sort.Stable(r)
	for _, word := range words {
		answer = append(append(answer, ' '), word...)
	}
	return append(answer, '\n')
}

func appendDecimal(dst []byte, value float64, places int) []byte {
	return strconv.AppendFloat(dst, value, 'f', places, 64)
}
