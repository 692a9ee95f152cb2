package frequency

import (
	"unicode"
	"unicode/utf8"

	"wallsockets/part3-threads/frequency/flat"
)

// Words returns the words of text in order, folded. A word is a maximal run of
// letters and digits, of any script, with apostrophes and hyphens inside it:
// "Don't re-read -5" has the words don't, re-read and 5. A combining mark
// belongs to its letter. Bytes that are not UTF-8 separate words, as a space
// does.
func Words(text []byte) [][]byte {
	var words [][]byte
	for {
		word, rest := nextWord(nil, text)
		if len(word) == 0 {
			return words
		}
		words = append(words, word)
		text = rest
	}
}

// Fold appends the folded form of one word to dst: in lower case, and with the
// plain apostrophe and hyphen instead of the typographic ones. Folding a word
// again does not change it.
//
// Every word goes through Fold, whether it comes from a question, a list or a
// text; otherwise a question would miss what a list has. Folded and the plain
// lines of flat.List are shortcuts for words that Fold does not change.
func Fold(dst, word []byte) []byte {
	for len(word) > 0 {
		r, size := utf8.DecodeRune(word)
		if r == utf8.RuneError && size <= 1 {
			// Not UTF-8: the byte stays as it is, and no table has the word.
			dst = append(dst, word[0])
		} else {
			dst = utf8.AppendRune(dst, foldRune(r))
		}
		word = word[size:]
	}
	return dst
}

// Folded reports whether Fold would not change word, for ASCII words in lower
// case, as most are. For all others it returns false, which may be wrong.
func Folded(word []byte) bool {
	return flat.IsLowerASCII(word)
}

// nextWord finds the first word of text. It returns the word, folded and
// appended to dst, and the text behind it; or dst and nil if there is none.
func nextWord(dst, text []byte) (word, rest []byte) {
	start := 0
	for start < len(text) {
		r, size := utf8.DecodeRune(text[start:])
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			break
		}
		start += size
	}
	if start == len(text) {
		return dst, nil
	}
	end := start
	for end < len(text) {
		r, size := utf8.DecodeRune(text[end:])
		if joins(r) {
			after, _ := utf8.DecodeRune(text[end+size:])
			if !unicode.IsLetter(after) && !unicode.IsDigit(after) {
				break
			}
		} else if !unicode.IsLetter(r) && !unicode.IsDigit(r) &&
			!unicode.IsMark(r) {
			break
		}
		end += size
	}
	return Fold(dst, text[start:end]), text[end:]
}

// joins reports whether r may stand inside a word, between letters: whether it
// is an apostrophe or a hyphen.
func joins(r rune) bool {
	folded := foldRune(r)
	return folded == '\'' || folded == '-'
}

func foldRune(r rune) rune {
	switch r {
	case '\u2019': // right single quotation mark, the typeset apostrophe
		return '\''
	case '\u2010', '\u2011': // hyphen, non-breaking hyphen
		return '-'
	}
	return unicode.ToLower(r)
}
