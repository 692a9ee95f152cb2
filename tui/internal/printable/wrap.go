package printable

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Joining is a hyphen at which no line is broken. It stands for a hyphen while text is
// wrapped: those of flags and paths belong to their word, and the libraries break there.
const Joining = "\u2011"

// Wrap breaks text without styles at spaces into lines of a width in columns, and a word
// that is longer than the line.
func Wrap(text string, width int) []string {
	wrapped := ansi.Wrap(strings.ReplaceAll(text, "-", Joining), max(1, width), " ")
	return strings.Split(strings.ReplaceAll(wrapped, Joining, "-"), "\n")
}
