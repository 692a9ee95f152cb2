package ui

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/kballard/go-shellquote"
)

// edit opens files in the user's editor, which takes over the terminal, and sends
// the message of done when the user leaves it.
func edit(done func(err error) tea.Msg, paths ...string) tea.Cmd {
	return runEditor(done, strings.Join(paths, " "), paths)
}

// editAt does the same with one file, at a line if the editor is one that can be
// told.
func editAt(done func(err error) tea.Msg, path string, line int) tea.Cmd {
	return runEditor(done, fmt.Sprintf("%s:%d", path, line),
		atLine(editorName(), path, line))
}

// runEditor runs the editor with arguments. The place is for a user without one.
func runEditor(done func(err error) tea.Msg, place string, arguments []string) tea.Cmd {
	words, err := editorWords()
	switch {
	case err != nil:
		return notify("read EDITOR: %v; set it to your editor, for example vim", err)
	case len(words) == 0:
		return notify("set EDITOR to your editor; the place is %s", place)
	}
	command := exec.Command(words[0], append(words[1:], arguments...)...)
	return tea.ExecProcess(command, done)
}

// editorWords returns the user's editor and its own arguments, which may be quoted
// as in a shell: VISUAL='"/opt/my editor/bin/code" --wait'.
func editorWords() ([]string, error) {
	return shellquote.Split(cmp.Or(os.Getenv("VISUAL"), os.Getenv("EDITOR")))
}

// editorName returns the name of the editor's program, or "".
func editorName() string {
	words, err := editorWords()
	if err != nil || len(words) == 0 {
		return ""
	}
	return strings.TrimSuffix(strings.ToLower(filepath.Base(words[0])), ".exe")
}

// lineForms are the ways in which editors are told a line, with those that use them.
var lineForms = []struct {
	editors   []string
	arguments func(path string, line int) []string
}{
	{
		[]string{"vi", "vim", "nvim", "gvim", "nano", "pico", "emacs", "emacsclient", "mg", "jed",
			"joe", "ne", "kak", "micro", "ed", "gedit", "xed", "mcedit"},
		func(path string, line int) []string { return []string{fmt.Sprintf("+%d", line), path} },
	}, {
		[]string{"hx", "helix", "subl", "sublime_text", "zed", "zeditor", "lapce"},
		func(path string, line int) []string { return []string{fmt.Sprintf("%s:%d", path, line)} },
	}, {
		[]string{"code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"},
		func(path string, line int) []string {
			return []string{"-g", fmt.Sprintf("%s:%d", path, line)}
		},
	}, {
		[]string{"idea", "goland", "phpstorm", "fleet", "kate", "mate"},
		func(path string, line int) []string {
			return []string{"--line", fmt.Sprint(line), path}
		},
	},
}

// atLine returns the arguments that open a file at a line in an editor. One that is
// not in the table opens it at its beginning.
func atLine(editor, path string, line int) []string {
	for _, form := range lineForms {
		if slices.Contains(form.editors, editor) {
			return form.arguments(path, line)
		}
	}
	return []string{path}
}

// editorFailed shows why the editor failed, if it did.
func editorFailed(err error) tea.Cmd {
	if err == nil {
		return nil
	}
	return notify("run the editor: %v", err)
}
