package check

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
)

// random draws the data of a run: the same for the same seed.
type random struct{ *rand.Rand }

// random returns a source that depends on the seed and a name.
func (r *run) random(name string) *random {
	hash := fnv.New64a()
	hash.Write([]byte(name)) // never fails
	return &random{rand.New(rand.NewPCG(r.seed, hash.Sum64()))}
}

// child returns a source of its own for a block that runs at the same time as others.
func (r *random) child() *random {
	return &random{rand.New(rand.NewPCG(r.Uint64(), r.Uint64()))}
}

// word returns 4 to 9 lower-case letters.
func (r *random) word() string {
	return r.letters(4 + r.IntN(6))
}

// letters returns n lower-case letters.
func (r *random) letters(n int) string {
	text := make([]byte, n)
	for i := range text {
		text[i] = 'a' + byte(r.IntN(26))
	}
	return string(text)
}

// words returns n words with spaces between them.
func (r *random) words(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = r.word()
	}
	return strings.Join(all, " ")
}
