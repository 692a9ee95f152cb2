package ui

import (
	"os"
	"path"
	"path/filepath"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/course"
)

// A link's text stands between these two characters until it is drawn. They are
// invisible and take no cell, so that they do not change the layout.
const (
	linkBegin = "\u2063"
	linkEnd   = "\u2064"
)

// link is a link in a rendered page.
type link struct {
	target string
	line   int // the first with its text
}

// drawLinks underlines the links in rendered lines, or reverses the chosen one, and
// removes their marks. Styles within a link reset everything, so after each of them
// the link's own style is set again.
func drawLinks(lines, targets []string, chosen int) (drawn []string, links []link) {
	inside := false
	for i, line := range lines {
		var text strings.Builder
		on, off := "", ""
		if inside {
			on, off = linkStyle(len(links)-1 == chosen)
			text.WriteString(on)
		}
		for len(line) > 0 {
			sequence, _, size, _ := ansi.DecodeSequence(line, ansi.NormalState, nil)
			line = line[size:]
			switch {
			case strings.HasPrefix(sequence, linkBegin) && len(links) < len(targets):
				links = append(links, link{targets[len(links)], i})
				inside = true
				on, off = linkStyle(len(links)-1 == chosen)
				text.WriteString(on + strings.TrimPrefix(sequence, linkBegin))
			case strings.HasPrefix(sequence, linkEnd):
				inside = false
				text.WriteString(off + strings.TrimPrefix(sequence, linkEnd))
				on, off = "", ""
			case strings.HasPrefix(sequence, "\x1b["):
				text.WriteString(sequence + on)
			default:
				text.WriteString(sequence)
			}
		}
		drawn = append(drawn, text.String()+off)
	}
	return drawn, links
}

// linkStyle returns the sequences that begin and end the look of a link. They are
// no colours, so that they also work without these.
func linkStyle(chosen bool) (on, off string) {
	if chosen {
		return "\x1b[7m", "\x1b[27m"
	}
	return "\x1b[4m", "\x1b[24m"
}

// purpose says what following a link on a page does.
func purpose(page, target string) string {
	switch name := path.Join(path.Dir(page), target); {
	case strings.HasPrefix(target, tryLink):
		return "set this up and watch"
	case strings.HasPrefix(target, labLink):
		return "open the lab"
	case strings.Contains(target, "://"):
		return "show the address"
	case path.Ext(name) != "" && !strings.Contains(target, ".md") && !isShown(name):
		return "edit " + path.Base(name)
	}
	return "open " + strings.TrimPrefix(strings.TrimSuffix(target, "/README.md"), "../")
}

// follow opens what a link on a page leads to: another page on this screen, a file
// on the code screen, and one that this screen does not show in the user's editor. Of a
// link to the web it shows the address.
func (e *env) follow(page, target string) tea.Cmd {
	if item, isTry := strings.CutPrefix(target, tryLink); isTry {
		return askForTry(page, item)
	}
	if name, isLab := strings.CutPrefix(target, labLink); isLab {
		return func() tea.Msg { return openLabMsg{name} }
	}
	if strings.Contains(target, "://") {
		return notify("on the web: %s", target)
	}
	target, heading, _ := strings.Cut(target, "#")
	name := path.Join(path.Dir(page), target)
	full := filepath.Join(e.root, filepath.FromSlash(name))
	info, err := os.Stat(full)
	switch {
	case err != nil || strings.HasPrefix(name, ".."):
		return notify("there is no file %s", name)
	case info.IsDir():
		return func() tea.Msg { return e.openFolder(name) }
	case path.Ext(name) == ".md":
		return func() tea.Msg { return openPageMsg{name, heading} }
	case isShown(name):
		return func() tea.Msg { return openFile(name) }
	}
	return edit(func(err error) tea.Msg { return lessonEditedMsg{err} }, full)
}

// openFolder opens a folder's page, or else its first source file.
func (e *env) openFolder(name string) tea.Msg {
	readme := path.Join(name, "README.md")
	if _, err := os.Stat(filepath.Join(e.root, filepath.FromSlash(readme))); err == nil {
		return openPageMsg{readme, ""}
	}
	stage := stageOf(name)
	files, _ := course.Code(e.root, stage)
	for _, file := range files {
		if full := path.Join(stage.ID, file); strings.HasPrefix(full, name+"/") {
			return openFile(full)
		}
	}
	return noticeMsg("the guide has nothing to show of " + name)
}

// isShown reports whether the code screen shows a file, by its name in the checkout.
func isShown(name string) bool {
	stage := stageOf(name)
	return stage.Number > 0 && course.IsCode(strings.TrimPrefix(name, stage.ID+"/"))
}

// openFile opens a source file on the code screen.
func openFile(name string) tea.Msg {
	stage := stageOf(name)
	return openFileMsg{stage, strings.TrimPrefix(name, stage.ID+"/")}
}

// stageOf returns the stage whose folder has a file, by the file's name in the
// checkout; without one, the zero stage.
func stageOf(name string) course.Stage {
	for _, stage := range course.Stages {
		if strings.HasPrefix(name, stage.ID+"/") {
			return stage
		}
	}
	return course.Stage{}
}
