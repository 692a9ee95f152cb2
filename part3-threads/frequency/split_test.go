package frequency

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// split splits a list into three shares.
func split(list string) (shares []string, err error) {
	buffers := make([]bytes.Buffer, 3)
	err = Split(strings.NewReader(list), "list",
		[]io.Writer{&buffers[0], &buffers[1], &buffers[2]})
	for i := range buffers {
		shares = append(shares, buffers[i].String())
	}
	return shares, err
}

// Each line is in the share of its word, as it was; all forms of a word are in one.
// That twemproxy looks there is tested by tui/internal/test/scale.
func TestSplit(t *testing.T) {
	got, err := split("the\t3\nTHE 2\n\n\"fox\",1\r\ngröße\t5\nGRO\u0308ßE\t6\nwhale 4\nquick 7")
	want := []string{"the\t3\nTHE 2\nquick 7\n", "whale 4\n",
		"\"fox\",1\ngröße\t5\nGRO\u0308ßE\t6\n"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	if zipped, err := split(zip(t, "the\t3\nwhale 4\nfox 1\n")); err != nil || zipped[0] != "the\t3\n" {
		t.Errorf("compressed: %q, %v", zipped, err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

func TestSplitFails(t *testing.T) {
	cut := zip(t, "the 3\n")
	for list, want := range map[string]string{
		"the 3\nquick\n":            `list:2: "quick": want a word and its count`,
		"":                          "split the word list list: it has no word for share 0 of 3; ",
		"the 3\nwhale 1\n":          "split the word list list: it has no word for share 2 of 3; ",
		cut[:len(cut)-4]:            "read the word list list: unexpected EOF",
		strings.Repeat("x", 70_000): "read the word list list: bufio.Scanner: token too long",
	} {
		if _, err := split(list); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.20q: %v, want %s", list, err, want)
		}
	}
	err := Split(strings.NewReader("the 3\n"), "list", []io.Writer{full{}})
	if err == nil || !strings.Contains(err.Error(), "the disk is full") {
		t.Errorf("a full disk: %v", err)
	}
}
