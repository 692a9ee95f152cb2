package frequency

import "unicode/utf8"

// common has what the rules say of the characters up to U+07FF: ASCII, and most
// letters of Europe and the Near East. A request would feel it if each of its
// characters went through all rules.
var common = commonCharacters()

// character is what the rules say of a character.
type character struct {
	kind kind
	// folded is the folded letter, digit or joiner; or 0 if that also depends on
	// others, or is not one character.
	folded rune
}

func commonCharacters() (common [0x800]character) {
	for r := range rune(len(common)) {
		common[r].kind = kindOf(r)
		if common[r].kind != letter && common[r].kind != joiner {
			continue
		}
		folded := foldRare(nil, []byte(string(r)))
		only, size := utf8.DecodeRune(folded)
		if size == len(folded) && only != 'σ' {
			common[r].folded = only
		}
	}
	return common
}
