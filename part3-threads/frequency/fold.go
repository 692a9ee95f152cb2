package frequency

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"wallsockets/part3-threads/frequency/flat"
)

// Fold appends the folded form of one word to dst. Words that look the same to
// a reader, or differ only in case, have the same folded form: WORDS.md has the
// rule. Folding a word again does not change it.
//
// Every word goes through Fold, whether it comes from a question, a list or a
// text; otherwise a question would miss what a list has. Folded and the plain
// lines of flat.List are shortcuts for words that Fold does not change.
func Fold(dst, word []byte) []byte {
	start := len(dst)
	for at := 0; at < len(word); {
		r, size := rune(word[at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(word[at:])
		}
		if int(r) >= len(common) || common[r].folded == 0 {
			return foldRare(dst[:start], word)
		}
		dst = utf8.AppendRune(dst, common[r].folded)
		at += size
	}
	return dst
}

// foldRare folds a word of any characters.
func foldRare(dst, word []byte) []byte {
	if utf8.Valid(word) {
		return normalize(foldRunes(dst, word), len(dst))
	}
	// In words that are not UTF-8, only ASCII letters are folded. No table has
	// such a word.
	for _, c := range word {
		if c < utf8.RuneSelf {
			c = byte(foldRune(rune(c)))
		}
		dst = append(dst, c)
	}
	return dst
}

// Folded reports whether Fold would not change word, for ASCII words in lower
// case, as most are. For all others it returns false, which may be wrong.
func Folded(word []byte) bool {
	return flat.IsLowerASCII(word)
}

// normalize composes the letters and marks of the word that dst has from start
// on. In a word with a character above U+FFFF it decomposes them instead: norm
// looks at the lower 16 bits only, takes U+10041 for an A, and would give it
// marks. Nor can norm keep together what a reader cannot, more than 30 marks on
// a letter; such a word stays as it is.
func normalize(dst []byte, start int) []byte {
	word := dst[start:]
	if !beyond16Bits(word) && norm.NFC.IsNormal(word) || overloaded(word) {
		return dst
	}
	word = norm.NFD.Bytes(word)
	if !beyond16Bits(word) {
		word = norm.NFC.Bytes(word)
	}
	return append(dst[:start], word...)
}

// beyond16Bits reports whether word has a character above U+FFFF.
func beyond16Bits(word []byte) bool {
	for _, c := range word {
		if c >= 0xf0 { // the first of four bytes
			return true
		}
	}
	return false
}

// overloaded reports whether a letter of word has, or may have once it is
// decomposed, more marks than norm takes.
func overloaded(word []byte) bool {
	const most = 20
	marks := 0
	return bytes.ContainsFunc(word, func(r rune) bool {
		marks++
		if !unicode.IsMark(r) {
			marks = 0
		}
		return marks > most
	})
}

// foldRunes appends the characters of a word to dst, each of them folded.
func foldRunes(dst, word []byte) []byte {
	start, sigma := len(dst), false
	for len(word) > 0 {
		r, size := utf8.DecodeRune(word)
		word = word[size:]
		switch {
		case isOrdinary(r):
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		case unicode.Is(unseen, r):
		case r == 'İ': // the one letter that becomes two in lower case
			dst = append(dst, "i\u0307"...)
		case r >= 'ﬀ' && r <= 'ﬆ':
			dst = append(dst, ligatures[r-'ﬀ']...)
		default:
			r = foldRune(r)
			sigma = sigma || r == 'σ'
			dst = utf8.AppendRune(dst, r)
		}
	}
	if sigma {
		endSigma(dst[start:])
	}
	return dst
}

// ligatures has the letters of the ligatures from U+FB00, which PDF files and
// typeset texts have.
var ligatures = [...]string{"ff", "fi", "fl", "ffi", "ffl", "st", "st"}

// unseen has the characters that have no width and no look of their own: soft
// hyphen, joiners, zero-width space, byte order mark, variation selectors and
// the like.
var unseen = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0xad, 0xad, 1}, {0x34f, 0x34f, 1}, {0x61c, 0x61c, 1},
		{0x180b, 0x180f, 1}, {0x200b, 0x200f, 1}, {0x2060, 0x2064, 1},
		{0xfe00, 0xfe0f, 1}, {0xfeff, 0xfeff, 1},
	},
	R32:         []unicode.Range32{{0xe0100, 0xe01ef, 1}},
	LatinOffset: 1,
}

// foldRune folds a character that remains one: to lower case, and to the plain
// apostrophe and hyphen if it is one of those that people type instead.
func foldRune(r rune) rune {
	switch {
	case r == 'ς':
		return 'σ'
	case isApostrophe(r):
		return '\''
	case isHyphen(r):
		return '-'
	}
	return unicode.ToLower(r)
}

// isOrdinary reports whether r is in the ranges of most Asian scripts, where the
// rules have no exception. It saves them from going through all exceptions.
func isOrdinary(r rune) bool {
	return r >= 0x800 && r < 0x180b || r > 0x2064 && r < 0xfb00
}

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '`', '´', 'ʻ', 'ʼ', 'ʽ', '‘', '’', '‛', '′', '＇',
		'\u055a',           // Armenian apostrophe
		'\u05f3',           // Hebrew geresh
		'\u1fbd',           // Greek koronis
		'\u1fef', '\u1ffd': // canonically ` and ´
		return true
	}
	return false
}

func isHyphen(r rune) bool {
	switch r {
	case '-',
		'\u2010', '\u2011', // hyphen, non-breaking hyphen
		'\u058a', '\u05be', // Armenian hyphen, Hebrew maqaf
		'\ufe63', '\uff0d': // small and full-width hyphen-minus
		return true
	}
	return false
}

// endSigma writes each sigma of a word that no letter follows as a final one,
// as readers expect it in the answer.
func endSigma(word []byte) {
	after := false // whether a letter is before the character at i
	for i := 0; i < len(word); {
		r, size := utf8.DecodeRune(word[i:])
		if r == 'σ' && after && !letterNext(word[i+size:]) {
			copy(word[i:], "ς") // of the same size
		}
		after = unicode.IsLetter(r) || after && unicode.IsMark(r)
		i += size
	}
}

// letterNext reports whether text begins with a letter, behind marks.
func letterNext(text []byte) bool {
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if !unicode.IsMark(r) {
			return unicode.IsLetter(r)
		}
		text = text[size:]
	}
	return false
}
