package check

import (
	"strings"
	"testing"
)

// A finding counts a byte that is repeated, and shows the first bytes of many.
func TestBrief(t *testing.T) {
	for _, test := range []struct{ data, want string }{
		{"", `""`},
		{"a\n", `"a\n"`},
		{"HELLO\n" + strings.Repeat("\x00", 243), `"HELLO\n" + "\x00" × 243`},
		{strings.Repeat("a", 15) + "b", `"aaaaaaaaaaaaaaab"`},
		{strings.Repeat("a", 16) + "b", `"a" × 16 + "b"`},
		{strings.Repeat("ab", 121), `"` + strings.Repeat("ab", 120) + `" and 2 bytes more`},
		{strings.Repeat("a", 1000) + strings.Repeat("xy", 150),
			`"a" × 1000 + "` + strings.Repeat("xy", 119) + `x" and 61 bytes more`},
	} {
		if got := brief([]byte(test.data)); got != test.want {
			t.Errorf("%d bytes are\n%s, want\n%s", len(test.data), got, test.want)
		}
	}
}
