package printable

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"wallsockets/tui/internal/test/stagetest"
)

func TestQuote(t *testing.T) {
	for _, test := range []struct{ data, want string }{
		{"", `""`},
		{"the quick zyzzyva\n", `"the quick zyzzyva\n"`},
		{"*1\r\n$4\r\nPING\r\n", `"*1\r\n$4\r\nPING\r\n"`},
		{`say "a\nb"`, `"say \"a\\nb\""`},
		{"\x00\a\b\t\n\v\f\r\x1b\x7f", `"\x00\a\b\t\n\v\f\r\x1b\x7f"`},
		{"\u0085\u009b2J", `"\u0085\u009b2J"`},
		{"caf\xe9 caf\u00e9 cafe\u0301", `"caf\xe9 café cafe` + "\u0301" + `"`},
		{"\ufffd\xff", `"` + "\ufffd" + `\xff"`},
		{"\u202eabc\u2066", `"\u202eabc\u2066"`},
		{"a\u200bb\u200dc\ufeffd", `"a\u200bb\u200dc\ufeffd"`},
		{"a\u2028b\u2029c\u00a0d", `"a\u2028b\u2029c\u00a0d"`},
		{"\U000e0041\ue000\U00100000", `"\U000e0041\ue000\U00100000"`},
		{"\u3164\u115f\ufe0f\U000e0100", `"\u3164\u115f\ufe0f\U000e0100"`},
		{"\u0301a\n\u0301\u0302b\u0301", `"\u0301a\n\u0301\u0302b` + "\u0301" + `"`},
		{"\xed\xa0\x80", `"\xed\xa0\x80"`},
		{"日本語 русский 🐋", `"日本語 русский 🐋"`},
	} {
		if got := Quote([]byte(test.data)); got != test.want {
			t.Errorf("Quote(%q) = %s, want %s", test.data, got, test.want)
		}
	}
}

func TestText(t *testing.T) {
	for _, test := range []struct{ data, want string }{
		{"", ""},
		{`message: "hello\n"`, `message: "hello\n"`},
		{"a\tb\r\nc", `a\tb\r\nc`},
		{"\x1b]52;c;aGk=\a", `\x1b]52;c;aGk=\a`},
		{"\xff\u202e\u0301", `\xff\u202e\u0301`},
	} {
		if got := Text([]byte(test.data)); got != test.want {
			t.Errorf("Text(%q) = %s, want %s", test.data, got, test.want)
		}
	}
}

func TestUnquoteRefuses(t *testing.T) {
	for _, quoted := range []string{
		"", `"`, "a", "'a'", "`a`", `"a`, `a"`, `"a"b`, `"\q"`, `"\x1"`, "\"a\nb\"",
		`"a" "b"`, "\x1b[2J",
	} {
		data, err := Unquote(quoted)
		if err == nil {
			t.Errorf("Unquote(%q) = %q, want an error", quoted, data)
		} else if bad := unprintable(err.Error()); bad != "" {
			t.Errorf("Unquote(%q): the error %q has %s", quoted, err, bad)
		}
	}
}

// What people type with escapes are these bytes; a wrong escape is named with its place.
func TestUnescape(t *testing.T) {
	got, err := Unescape(`a "b"\n\r\t\0\e\\\"\x2a\xfF` + "é")
	if want := "a \"b\"\n\r\t\x00\x1b\\\"*\xffé"; string(got) != want || err != nil {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	for text, want := range map[string]string{
		`hel\q`: `byte 4: there is no escape "\\q"`, `\`: "byte 1", `ab\x`: "byte 3",
		`\x2`: "byte 1", `\n\xgg`: `byte 3: there is no escape "\\xgg"`,
	} {
		if got, err := Unescape(text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("Unescape(%q) = %q, %v, want %s", text, got, err, want)
		}
	}
}

func TestMore(t *testing.T) {
	for bytes, want := range map[int]string{0: "", 904: " and 904 bytes more"} {
		if got := More(bytes); got != want {
			t.Errorf("More(%d) = %q, want %q", bytes, got, want)
		}
	}
}

func TestLines(t *testing.T) {
	got := Lines("build:\n\tmain.go \x1b[2J\n")
	if want := []string{"build:", `    main.go \x1b[2J`}; !slices.Equal(got, want) {
		t.Errorf("Lines gives %q, want %q", got, want)
	}
}

// unprintable names the first thing in text that must not be printed, or returns
// "". It goes by Unicode's classes, independently of the package.
func unprintable(text string) string {
	if !utf8.ValidString(text) {
		return "bytes that are not UTF-8"
	}
	hidden := []*unicode.RangeTable{
		unicode.C, // controls, formats (bidi, zero width, tags), private use
		unicode.Zl, unicode.Zp, unicode.Bidi_Control, unicode.Join_Control,
		unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point,
		unicode.Noncharacter_Code_Point,
	}
	for _, r := range text {
		if unicode.In(r, hidden...) {
			return fmt.Sprintf("%U", r)
		}
		if !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S,
			unicode.Zs) {
			return fmt.Sprintf("%U, which is not assigned", r)
		}
	}
	return ""
}

// examine checks what must be true of all data.
func examine(t *testing.T, data []byte) {
	t.Helper()
	quoted, text := Quote(data), Text(data)
	for _, line := range []string{quoted, text} {
		if bad := unprintable(line); bad != "" {
			t.Errorf("for %q, %q has %s", data, line, bad)
		}
	}
	if back, err := Unquote(quoted); string(back) != string(data) || err != nil {
		t.Errorf("Unquote(Quote(%q)) = %q, %v", data, back, err)
	}
	if again := Text([]byte(text)); again != text {
		t.Errorf("Text(%q) = %q, want it unchanged", text, again)
	}
	if inside := quoted[1 : len(quoted)-1]; strings.Count(inside, `"`) !=
		strings.Count(inside, `\"`) {
		t.Errorf("Quote(%q) = %s has a quote that is not escaped", data, quoted)
	}
}

func TestHostile(t *testing.T) {
	payloads := stagetest.Payloads()
	if len(payloads) < 200 {
		t.Errorf("there are %d payloads, want 200", len(payloads))
	}
	for _, payload := range payloads {
		examine(t, []byte(payload))
		examine(t, []byte("before "+payload+" after"))
	}
}

// The first 12,288 runes, the tag characters, and every pair of bytes that may or
// may not be a rune.
func TestAll(t *testing.T) {
	stagetest.SkipUnderRace(t, "it has one goroutine")
	for r := range rune(0x4000) {
		if r >= 0x3000 {
			r += 0xe0000 - 0x3000
		}
		examine(t, utf8.AppendRune([]byte("a"), r))
	}
	for pair := 0xc000; pair <= 0xffff; pair++ {
		examine(t, []byte{byte(pair >> 8), byte(pair)})
	}
}

func FuzzPrintable(f *testing.F) {
	for _, payload := range stagetest.Payloads() {
		f.Add([]byte(payload))
	}
	f.Fuzz(examine)
}

// Unquote refuses a string that was written by hand, or returns bytes that can be
// quoted again.
func FuzzUnquote(f *testing.F) {
	for _, payload := range stagetest.Payloads() {
		f.Add(payload)
		f.Add(Quote([]byte(payload)))
	}
	f.Fuzz(func(t *testing.T, quoted string) {
		if data, err := Unquote(quoted); err == nil {
			examine(t, data)
		} else if bad := unprintable(err.Error()); bad != "" {
			t.Errorf("Unquote(%q): the error %q has %s", quoted, err, bad)
		}
	})
}

func BenchmarkQuote(b *testing.B) {
	for name, data := range map[string]string{
		"ascii": strings.Repeat("the quick zyzzyva\n", 256),
		"utf8":  strings.Repeat("быстрый 日本語\n", 256),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				Quote([]byte(data))
			}
		})
	}
}
