package unixsocket

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

func TestCheckPath(t *testing.T) {
	tests := []struct {
		path string
		want string // in the error; "" if there is none
	}{
		{"", "it is empty"},
		{"\x00", "NUL"},
		{"a\x00b", "NUL"},
		{"/tmp/a\x00", "NUL"},
		{"@", "abstract"},
		{"@x", "write ./@x for a file"},
		{"./@x", ""},
		{"x", ""},
		{"/tmp/myservicesocket", ""},
	}
	for _, test := range tests {
		err := CheckPath(test.path)
		if !matches(err, test.want) {
			t.Errorf("CheckPath(%q) = %v, want %q", test.path, err, test.want)
		}
	}
}

func TestCheckPathLength(t *testing.T) {
	for _, length := range []int{1, 103, 104, 107, 108, 200} {
		want := ""
		if length > MaxPath {
			want = fmt.Sprintf("%d bytes and only %d fit", length, MaxPath)
		}
		err := CheckPath(strings.Repeat("p", length))
		if !matches(err, want) {
			t.Errorf("CheckPath of %d bytes = %v, want %q", length, err, want)
		}
	}
}

func TestMaxPath(t *testing.T) {
	want, known := map[string]int{"linux": 107, "darwin": 103}[runtime.GOOS]
	if !known {
		t.Skipf("the limit of %s is not known here", runtime.GOOS)
	}
	if MaxPath != want {
		t.Errorf("MaxPath = %d, want %d", MaxPath, want)
	}
}

// matches reports whether err contains text, or is nil if text is "".
func matches(err error, text string) bool {
	if err == nil || text == "" {
		return err == nil && text == ""
	}
	return strings.Contains(err.Error(), text)
}
