// Package words has the word list that every peer is loaded with, and the
// draw of the words that clients ask for.
package words

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"math/bits"
	"math/rand"
	"slices"
	"strconv"
)

const (
	consonants = "bcdfghjklmnprstvwxyz"
	vowels     = "aeiou"
	codas      = "dklmnprstx" // what a syllable may end with

	// The words that clients ask for follow Zipf's law, as those of a text
	// do: the chance of rank r is proportional to (r + shift) ^ -exponent.
	exponent = 1.01
	shift    = 2.7
)

// lengths are the letters of eight words in a row, 9.0 on average.
var lengths = [8]int{9, 8, 10, 7, 9, 11, 8, 10}

// MaxWords is how many different words there are to be made: the shortest
// ones run out first.
const MaxWords = 8 * 10_000_000

// Generate writes a list of n synthetic words, the most frequent first: on
// each line a word, a tab and its count. The words are all different and can
// be pronounced; the same n always gives the same list.
func Generate(to io.Writer, n int) error {
	if n < 1 || n > MaxWords {
		return fmt.Errorf("make %d words: want 1 to %d", n, MaxWords)
	}
	out := bufio.NewWriterSize(to, 1<<20)
	var line []byte
	for rank := range n {
		line = append(appendWord(line[:0], rank), '\t')
		line = strconv.AppendUint(line, count(rank, n), 10)
		if _, err := out.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return out.Flush()
}

// appendWord appends the word of a rank. Words of one length are numbered; a
// number, scattered by a step that has no factor in common with the modulus,
// spells the word in syllables as digits spell a number. So no two are alike.
func appendWord(dst []byte, rank int) []byte {
	slot := rank % len(lengths)
	length := lengths[slot]
	before, same := 0, 0 // words of this length in a row of eight
	for i, other := range lengths {
		if other == length {
			same++
			if i < slot {
				before++
			}
		}
	}
	syllables, coda := length/2, length%2 == 1
	modulus := uint64(math.Pow10(2 * syllables))
	if coda {
		modulus *= uint64(len(codas))
	}
	number := uint64(rank/len(lengths)*same + before)
	number = scatter(number, modulus)
	if coda {
		dst = append(dst, codas[number%10])
		number /= 10
	}
	for range syllables {
		dst = append(dst, vowels[number%5], consonants[number/5%20])
		number /= 100
	}
	slices.Reverse(dst[len(dst)-length:]) // it was spelled from its end
	return dst
}

// scatter maps the numbers below modulus, a power of ten, one to one onto each
// other so that neighbours end up far apart.
func scatter(number, modulus uint64) uint64 {
	step := uint64(0.6180339887*float64(modulus))/10*10 + 7
	high, low := bits.Mul64(number, step)
	return bits.Rem64(high, low, modulus)
}

// count returns how often the word of a rank occurs, by Zipf's law. The last
// words of a list have about 170, so that most counts have three digits.
func count(rank, n int) uint64 {
	return 1 + uint64(200*float64(n)/math.Pow(float64(rank)+shift, exponent))
}

// Zipf returns a function that draws ranks from 0 to n-1, the low ones most
// often. The same seed draws the same ranks.
func Zipf(n int, seed int64) func() int {
	zipf := rand.NewZipf(rand.New(rand.NewSource(seed)), exponent, shift, uint64(n-1))
	return func() int { return int(zipf.Uint64()) }
}

// Uniform returns a function that draws each rank from 0 to n-1 as often as
// any other.
func Uniform(n int, seed int64) func() int {
	source := rand.New(rand.NewSource(seed))
	return func() int { return source.Intn(n) }
}
