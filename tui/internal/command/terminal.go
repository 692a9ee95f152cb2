package command

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"wallsockets/tui/internal/ui"
)

// examineTerminal looks at where the guide would be drawn. Nothing of it is
// needed: the commands and --plain do without.
func examineTerminal() []finding {
	size, err := terminalSize()
	return []finding{
		judge(finding{Name: "terminal", For: "draws the guide",
			Get: "run it in a terminal that is large enough, or with --plain"},
			optional, size, err),
		judge(finding{Name: "colours", For: "tell the sides apart, as signs do"},
			ok, colours(), nil),
	}
}

// terminalSize describes the terminal, or says why it cannot be used.
func terminalSize() (string, error) {
	if !onTerminal() {
		return "", errors.New("input or output is not a terminal")
	}
	if os.Getenv("TERM") == "dumb" {
		return "", errors.New("TERM=dumb can only append lines")
	}
	width, height, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil {
		return "", fmt.Errorf("ask for its size: %w", err)
	}
	if width < ui.MinWidth || height < ui.MinHeight {
		return "", fmt.Errorf("%dx%d, want %dx%d or more",
			width, height, ui.MinWidth, ui.MinHeight)
	}
	return fmt.Sprintf("%dx%d, TERM=%s", width, height, os.Getenv("TERM")), nil
}

// colours says which colours there are, going by the environment.
func colours() string {
	name := os.Getenv("TERM")
	switch depth := os.Getenv("COLORTERM"); {
	case os.Getenv("NO_COLOR") != "":
		return "none, as NO_COLOR wants it"
	case name == "dumb":
		return "none on TERM=dumb"
	case depth == "truecolor" || depth == "24bit":
		return "16 million, by COLORTERM=" + depth
	case strings.Contains(name, "256color"):
		return "256, by TERM=" + name
	}
	return "16"
}
