package command

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"wallsockets/tui/internal/ui"
)

// examineTerminal checks the terminal for the guide. It is optional: the commands
// and --plain work without.
func examineTerminal() []finding {
	size, err := terminalSize()
	return []finding{
		judge(finding{Name: "terminal", For: "shows the guide",
			Get: "run it in a terminal that is large enough, or with --plain"},
			optional, size, err),
		judge(finding{Name: "colours", For: "tell client and server apart, as the C> and S> signs do"},
			ok, colours(), nil),
	}
}

// terminalSize describes the terminal, or returns why it cannot be used.
func terminalSize() (string, error) {
	if !onTerminal() {
		return "", errors.New("input or output is not a terminal")
	}
	if os.Getenv("TERM") == "dumb" {
		return "", errors.New("TERM=dumb can only print lines")
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

// colours describes the terminal's colours, going by the environment.
func colours() string {
	name := os.Getenv("TERM")
	switch depth := os.Getenv("COLORTERM"); {
	case os.Getenv("NO_COLOR") != "":
		return "none, because of NO_COLOR"
	case name == "dumb":
		return "none on TERM=dumb"
	case depth == "truecolor" || depth == "24bit":
		return "16 million: COLORTERM=" + depth
	case strings.Contains(name, "256color"):
		return "256: TERM=" + name
	}
	return "16"
}
