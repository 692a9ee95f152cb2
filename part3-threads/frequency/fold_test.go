package frequency

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestFold(t *testing.T) {
	for _, test := range []struct{ word, want string }{
		{"", ""}, {"The", "the"}, {"WHALE-42", "whale-42"},
		// Apostrophes and hyphens as people type them.
		{"DON’T", "don't"}, {"don‘t", "don't"}, {"donʼt", "don't"}, {"don＇t", "don't"},
		{"don`t", "don't"}, {"don´t", "don't"}, {"don′t", "don't"}, {"Hawaiʻi", "hawai'i"},
		{"Re‐Read", "re-read"}, {"re‑read", "re-read"}, {"re－read", "re-read"},
		// Composed and decomposed, in any order of the marks.
		{"e\u0301te\u0301", "été"}, {"E\u0301TE\u0301", "été"}, {"ÉTÉ", "été"},
		{"q\u0307\u0323", "q\u0323\u0307"}, {"\u1112\u1161\u11ab", "한"},
		{"T\u0308", "\u1e97"}, {"\u212bngstro\u0308m", "ångström"}, {"\u212a", "k"}, {"\u2126", "ω"},
		// Lower case that is longer, shorter, or that stays.
		{"İ", "i\u0307"}, {"I\u0307", "i\u0307"}, {"ıI", "ıi"}, {"ẞ", "ß"}, {"STRASSE", "strasse"},
		{"\u023a", "\u2c65"}, {"Ǆ", "ǆ"}, {"Ꭰ", "ꭰ"},
		{"ﬁnd", "find"}, {"oﬃce", "office"}, {"ﬅ", "st"},
		// Sigma.
		{"ΤΟΥΣ", "τους"}, {"τουσ", "τους"}, {"τους", "τους"}, {"ςΑΣ", "σας"}, {"Σ", "σ"}, {"ς", "σ"},
		{"ΤΟΥΣ-ΤΟΥΣ", "τους-τους"}, {"Σ'ΑΓΑΠΏ", "σ'αγαπώ"}, {"ΑΣ\u0301", "ας\u0301"}, {"ΑΣ\u00ad", "ας"},
		// Invisible characters.
		{"co\u00adop", "coop"}, {"wh\u200bale", "whale"}, {"wh\u200dale\ufe0f", "whale"},
		{strings.Repeat("e\u0301", 2) + strings.Repeat("\u0301\u0323", 20), // too many marks
			strings.Repeat("e\u0301", 2) + strings.Repeat("\u0301\u0323", 20)},
		{"\ufeffwhale\ufeff", "whale"}, {"می\u200cخواهم", "میخواهم"}, {"e\u034f\u0301", "é"}, {"\u200b", ""},
		// What is not UTF-8.
		{"a\xffB", "a\xffb"}, {"\xc3\u200b\x89", "\xc3\u200b\x89"}, {"\ufffd", "\ufffd"},
	} {
		if got := string(Fold(nil, []byte(test.word))); got != test.want {
			t.Errorf("Fold(%q) = %q, want %q", test.word, got, test.want)
		}
		const before = "e"
		if got := string(Fold([]byte(before), []byte(test.word))); got != before+test.want {
			t.Errorf("Fold(%q) behind %s = %q, want %q", test.word, before, got, before+test.want)
		}
	}
}

func TestFolded(t *testing.T) {
	for c := range 256 {
		for _, at := range []int{0, 3, 7, 8, 12} {
			word := []byte("abcdefghijklm")
			word[at] = byte(c)
			if Folded(word) && string(Fold(nil, word)) != string(word) {
				t.Errorf("Folded(%q), but Fold changes it", word)
			}
		}
	}
	for _, word := range []string{"", "whale", "don't-re-read-42", "abcdefgh"} {
		if !Folded([]byte(word)) {
			t.Errorf("Folded(%q) is false", word)
		}
	}
}

// foldsAsOne reports what is wrong with the folded form of word: it must not
// change if it is folded again, and must be that of the composed and of the
// decomposed word.
func foldsAsOne(t *testing.T, word []byte) {
	t.Helper()
	folded := Fold(nil, word)
	if again := Fold(nil, folded); !bytes.Equal(again, folded) {
		t.Errorf("Fold(%q) = %q, and folded again %q", word, folded, again)
	}
	if !utf8.Valid(word) || overloaded(Fold(nil, norm.NFD.Bytes(word))) {
		return
	}
	for _, form := range []norm.Form{norm.NFC, norm.NFD} {
		if form == norm.NFC && beyond16Bits(norm.NFD.Bytes(word)) {
			continue // norm composes what does not belong together: see normalize
		}
		if other := Fold(nil, form.Bytes(word)); !bytes.Equal(other, folded) {
			t.Errorf("Fold(%q) = %q, but %q in form %d", word, folded, other, form)
		}
		if got, want := text(Words(form.Bytes(word))), text(Words(word)); got != want {
			t.Errorf("Words(%q) = %q, but %q in form %d", word, want, got, form)
		}
	}
}

// The exceptions of the rules are where isOrdinary leaves room for them.
func TestOrdinary(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if isOrdinary(r) && (isApostrophe(r) || isHyphen(r) || unicode.Is(unseen, r) ||
			foldRune(r) != unicode.ToLower(r) || r >= 'ﬀ' && r <= 'ﬆ') {
			t.Errorf("%U is not ordinary", r)
		}
	}
}

// Every character folds as one, alone and between others.
func TestFoldEveryCharacter(t *testing.T) {
	for _, plane := range [][2]rune{{0, 0x323af}, {0xe0000, 0xe01ff}} {
		for r := plane[0]; r <= plane[1]; r++ {
			if utf8.ValidRune(r) && !unicode.Is(unicode.Han, r) {
				foldsAsOne(t, []byte(string(r)))
				foldsAsOne(t, []byte("Σ"+string(r)+"\u0301x"))
			}
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add([]byte("DON’T e\u0301\u0323 İΣ\u00ad ﬃ \u1fef\u200b"))
	f.Add([]byte("\xc3\u200b\x89"))
	f.Add([]byte("\ufad7\uc007")) // decomposes to a character above U+FFFF
	f.Fuzz(func(t *testing.T, word []byte) { foldsAsOne(t, word) })
}
