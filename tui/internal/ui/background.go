package ui

import (
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// A terminal that gets this query answers with its background colour, if it
// knows the query at all.
const backgroundQuery = "\x1b]11;?\a"

// darkByDefault reports whether the guide starts with the colours for a dark
// background. It goes by COLORFGBG ("0;15" is black on white), and sure reports
// whether that is set.
func darkByDefault() (dark, sure bool) {
	colors := strings.Split(os.Getenv("COLORFGBG"), ";")
	background, err := strconv.Atoi(colors[len(colors)-1])
	if err != nil {
		return true, false
	}
	return background < 7 || background == 8, true
}

// background reads the terminal's answer about its background colour.
//
// Waiting for it would delay the first frame by up to five seconds in a terminal
// that never answers. So the guide asks once it is on the screen, and the answer
// arrives like keys that somebody presses: alt+], some letters, and ctrl+g or alt+\.
type background struct {
	awaited bool // the terminal was asked and has not answered yet
	begun   bool
	text    string
}

// ask writes the query.
func (b *background) ask() tea.Cmd {
	if _, sure := darkByDefault(); sure || runtime.GOOS == "windows" {
		return nil // on Windows an answer is not passed on as keys
	}
	b.awaited = true
	return func() tea.Msg {
		_, _ = os.Stdout.WriteString(backgroundQuery) // the renderer reports errors
		return nil
	}
}

var (
	backgroundPart  = regexp.MustCompile(`^[0-9a-fA-Frgb:;/]+$`)
	backgroundWhole = regexp.MustCompile(`^11;rgba?:([0-9a-fA-F]+)/([0-9a-fA-F]+)/([0-9a-fA-F]+)`)
)

// take handles a key and reports whether it is part of the answer. At the end
// of the answer it returns backgroundMsg.
func (b *background) take(msg tea.KeyMsg) (taken bool, command tea.Cmd) {
	switch {
	case !b.awaited:
		return false, nil
	case !b.begun:
		b.begun = msg.String() == "alt+]"
		return b.begun, nil
	case msg.Type == tea.KeyRunes && !msg.Alt && backgroundPart.MatchString(string(msg.Runes)):
		b.text += string(msg.Runes)
		return true, nil
	}
	*b = background{text: b.text}
	if end := msg.String(); end != "ctrl+g" && end != `alt+\` {
		return false, nil // it was a person who pressed alt+]
	}
	found := backgroundWhole.FindStringSubmatch(b.text)
	if found == nil {
		return true, nil
	}
	dark := luminance(found[1:]) < 0.5
	return true, func() tea.Msg { return backgroundMsg{dark} }
}

// luminance returns how bright a colour looks, from 0 to 1. Its three channels
// are hexadecimal numbers of any length.
func luminance(channels []string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.299, 0.587, 0.114} {
		value, _ := strconv.ParseUint(channels[i], 16, 32) // the pattern allows only digits
		most := uint64(1)<<(4*len(channels[i])) - 1
		sum += weight * float64(value) / float64(most)
	}
	return sum
}

// setDark shows everything in the colours for a dark or a light background.
func (m *Model) setDark(dark bool) tea.Cmd {
	if dark == m.styles.dark {
		return nil
	}
	m.styles = newStyles(dark)
	m.read.leave()
	m.resize(tea.WindowSizeMsg{Width: m.width, Height: m.height})
	return tea.Batch(m.read.render(), m.code.load())
}
