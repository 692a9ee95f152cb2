package main

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A port is what the usage says, and no other text is taken for one.
func FuzzPortArgument(f *testing.F) {
	for _, text := range []string{"", "0", "9998", "65535", "65536", "-1", "+1", "80x",
		"0x50", "1_0", "080", " 80", "\u0661", "99999999999999999999"} {
		f.Add(text)
	}
	digits := regexp.MustCompile(`^[0-9]+$`)
	f.Fuzz(func(t *testing.T, text string) {
		port, err := portArgument([]string{text})
		trimmed := strings.TrimLeft(text, "0")
		n, _ := strconv.Atoi("0" + trimmed) // too long to fit: too large
		good := digits.MatchString(text) && len(trimmed) <= 5 && n <= 65535
		if good != (err == nil) || good && port != text {
			t.Errorf("portArgument(%q) = %q, %v", text, port, err)
		}
	})
}
