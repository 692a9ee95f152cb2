package frequency

import (
	"bytes"
	"testing"
	"unicode/utf8"
)

// text joins words for comparison and for messages.
func text(words [][]byte) string { return string(bytes.Join(words, []byte(" "))) }

func TestWords(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{" \t\r\n", ""},
		{"The quick,brown;fox.", "the quick brown fox"},
		{"Don't re-read 'quoted' -5 rock'n'roll", "don't re-read quoted 5 rock'n'roll"},
		{"don’t re‐read re‑read", "don't re-read re-read"},
		{"whale--the end- -start it''s", "whale the end start it s"},
		{"in 1789, 3.14", "in 1789 3 14"},
		{"ÄPFEL straße ПРИВЕТ ٣٤", "äpfel straße привет ٣٤"},
		{"e\u0301te\u0301 \u0301x", "été x"},
		{"don’t donʼt don‘t don＇t don`t don´t", "don't don't don't don't don't don't"},
		{"`code` ʼtis ‘quoted’ ′x′ п’ять п'ять", "code tis quoted x п'ять п'ять"},
		{"co\u00adop wh\u200bale whale\u200b\ufeff \u200bship don\u200b'\u200bt", "coop whale whale ship don't"},
		{"a\u200b\u0301b \u2066c\u2069 a–b", "áb c a b"},
		{"ភាសា\u200bខ្មែរ", "ភាសា ខ្មែរ"},
		{"ΟΔΥΣΣΕΥΣ, ΤΟΥΣ-ΤΟΥΣ", "οδυσσευς τους-τους"},
		{"a\x00b\x1b[2Jc\u202ed", "a b 2jc d"},
		{"a\xffb \xc3", "a b"},
		{"-", ""},
		{"a'", "a"},
	} {
		if got := text(Words([]byte(test.text))); got != test.want {
			t.Errorf("Words(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

// What Words returns is safe to show, and a table finds it again: each word is
// text without control characters, is folded, and is one word.
func FuzzWords(f *testing.F) {
	f.Add([]byte("Don't re-read the WHALE's e\u0301, \xff\x1b[2J"))
	f.Fuzz(func(t *testing.T, line []byte) {
		for _, word := range Words(line) {
			if !utf8.Valid(word) || bytes.ContainsFunc(word, func(r rune) bool {
				return r < ' ' || r >= 0x7f && r < 0xa0 || r == ' '
			}) {
				t.Errorf("Words(%q) has %q", line, word)
			}
			if folded := Fold(nil, word); !bytes.Equal(folded, word) {
				t.Errorf("Fold(%q) = %q, want it unchanged", word, folded)
			}
			if again := Words(word); len(again) != 1 || !bytes.Equal(again[0], word) {
				t.Errorf("Words(%q) = %q, want the word alone", word, again)
			}
		}
	})
}
