// Package words makes and reads the word list that every peer is filled with,
// and draws the words that clients ask for.
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
	codas      = "dklmnprstx" // consonants that may end a word

	// Clients ask for words by Zipf's law, as the words of a text follow it:
	// the probability of rank r is proportional to (r + shift) ^ -exponent.
	exponent = 1.01
	shift    = 2.7
)

// lengths are the numbers of letters of eight words in a row, 9.0 on average.
var lengths = [8]int{9, 8, 10, 7, 9, 11, 8, 10}

// MaxWords is how many words Generate can make before the shortest ones repeat.
const MaxWords = 8 * 10_000_000

// Generate writes a list of n synthetic words, the most frequent first: on each
// line a word, a tab and its count. All words differ and can be pronounced. The
// same n always gives the same list. n must be 1 to MaxWords.
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

// appendWord appends the word of a rank. It numbers the words of one length,
// scatters the numbers, and spells each in syllables, as digits spell a number.
// So no two words are the same.
func appendWord(dst []byte, rank int) []byte {
	slot := rank % len(lengths)
	length := lengths[slot]
	before, same := 0, 0 // words of this length: before the slot, in all eight
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
	slices.Reverse(dst[len(dst)-length:]) // it was spelled from the end
	return dst
}

// scatter maps the numbers below modulus, a power of ten, one to one onto each
// other, so that neighbours end up far apart. Its step has no factor in common
// with the modulus.
func scatter(number, modulus uint64) uint64 {
	step := uint64(0.6180339887*float64(modulus))/10*10 + 7
	high, low := bits.Mul64(number, step)
	return bits.Rem64(high, low, modulus)
}

// count returns how often the word of a rank occurs, by Zipf's law. It is about
// 170 for the last words of a list, so most counts have three digits.
func count(rank, n int) uint64 {
	return 1 + uint64(200*float64(n)/math.Pow(float64(rank)+shift, exponent))
}

// Zipf returns a function that draws ranks from 0 to n-1, low ranks most often.
// The same seed draws the same ranks.
func Zipf(n int, seed int64) func() int {
	zipf := rand.NewZipf(rand.New(rand.NewSource(seed)), exponent, shift, uint64(n-1))
	return func() int { return int(zipf.Uint64()) }
}

// Uniform returns a function that draws all ranks from 0 to n-1 equally often.
// The same seed draws the same ranks.
func Uniform(n int, seed int64) func() int {
	source := rand.New(rand.NewSource(seed))
	return func() int { return source.Intn(n) }
}
