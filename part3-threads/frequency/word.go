package frequency

import (
	"bytes"
	"unicode"
	"unicode/utf8"
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

// nextWord finds the first word of text. It returns the word, folded and
// appended to dst, and the text behind it; or dst and nil if there is none.
func nextWord(dst, text []byte) (word, rest []byte) {
	for len(text) > 0 {
		kind, size := kindAt(text)
		if kind == letter {
			end := wordEnd(text)
			return Fold(dst, text[:end]), text[end:]
		}
		text = text[size:]
	}
	return dst, nil
}

// wordEnd returns where the word ends that text begins with.
func wordEnd(text []byte) int {
	end := 0
	for end < len(text) {
		kind, size := kindAt(text[end:])
		if kind == separator || kind == invisible && isSpace(text, end) ||
			kind == joiner && !letterFirst(text[end+size:]) {
			break
		}
		end += size
	}
	return end
}

// isWord reports whether Words can return word, which is folded.
func isWord(word []byte) bool {
	return letterFirst(word) && wordEnd(word) == len(word)
}

// letterFirst reports whether the first visible character of text is a letter
// or a digit.
func letterFirst(text []byte) bool {
	for len(text) > 0 {
		kind, size := kindAt(text)
		if kind != invisible {
			return kind == letter
		}
		text = text[size:]
	}
	return false
}

// isSpace reports whether the character at index at is a zero-width space that
// separates words: it does so in scripts that have no other space.
func isSpace(text []byte, at int) bool {
	if !bytes.HasPrefix(text[at:], []byte("\u200b")) {
		return false
	}
	last, _ := utf8.DecodeLastRune(text[:at])
	return unicode.In(last,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// kind says what a character does to a word.
type kind byte

const (
	separator kind = iota // it ends the word
	letter                // it is part of the word; digits are letters here
	mark                  // it belongs to the letter before it
	joiner                // it is part of the word if letters are on both sides
	invisible             // it is passed over
)

// kindAt returns the kind of text's first character, and its size in bytes.
func kindAt(text []byte) (kind kind, size int) {
	r, size := rune(text[0]), 1
	if r >= utf8.RuneSelf {
		r, size = utf8.DecodeRune(text)
	}
	if int(r) < len(common) {
		return common[r].kind, size
	}
	return kindOf(r), size
}

// kindOf returns the kind of a character.
func kindOf(r rune) kind {
	switch ordinary := isOrdinary(r); {
	case !ordinary && (isApostrophe(r) || isHyphen(r)):
		return joiner
	case unicode.IsLetter(r), unicode.IsDigit(r):
		return letter
	case !ordinary && unicode.Is(unseen, r):
		return invisible
	case unicode.IsMark(r):
		return mark
	}
	return separator
}
