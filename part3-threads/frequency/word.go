package frequency

import (
	"encoding/binary"
	"unicode"
	"unicode/utf8"
)

// Words returns the words of text in their order, folded as the table holds
// them. A word is a maximal run of letters and digits, of any script, with
// apostrophes and hyphens where they stand inside it: "Don't re-read -5" has
// the words don't, re-read and 5. A combining mark belongs to its letter.
// Bytes that are not UTF-8 separate words as a space does.
func Words(text []byte) [][]byte {
	var words [][]byte
	for {
		word, rest := next(nil, text)
		if len(word) == 0 {
			return words
		}
		words = append(words, word)
		text = rest
	}
}

// Folded tells whether Fold would return word as it is, without changing it:
// it is ASCII and has no letter in upper case, as most words that clients ask
// for. It may say false where the answer is true.
func Folded(word []byte) bool {
	for len(word) >= 8 {
		v := binary.LittleEndian.Uint64(word)
		if v&highs != 0 || upper(v)&highs != 0 {
			return false
		}
		word = word[8:]
	}
	for _, c := range word {
		if c >= utf8.RuneSelf || c-'A' <= 'Z'-'A' {
			return false
		}
	}
	return true
}

// Fold appends the folded form of one word to dst: lower case, and the plain
// apostrophe and hyphen for their typographic kin. A word that Words returned
// is folded already.
func Fold(dst, word []byte) []byte {
	for len(word) > 0 {
		r, size := utf8.DecodeRune(word)
		if r == utf8.RuneError && size <= 1 {
			dst = append(dst, word[0]) // no text: kept as it is, found nowhere
		} else {
			dst = utf8.AppendRune(dst, foldRune(r))
		}
		word = word[size:]
	}
	return dst
}

// next finds the first word of text. It returns the word, folded and appended
// to dst, and the text behind it; dst as it was when text has none.
func next(dst, text []byte) (word, rest []byte) {
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

// joins tells whether r may stand inside a word: an apostrophe or a hyphen.
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
