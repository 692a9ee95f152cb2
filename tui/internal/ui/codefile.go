package ui

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
)

// codeFile is a file of the code screen, ready to be shown as code and as changes.
type codeFile struct {
	name    string // from the root: "part1-basic/server/main.go"
	rows    []row
	changes changes // since the part it grows from; no rows: the file is new
	fast    bool    // it only makes the part faster
}

// load reads and highlights the files, in the background, once a part was opened.
func (c *codeTab) load() tea.Cmd {
	if c.stage.Number == 0 {
		return nil
	}
	stage, root, styles, borrowed := c.stage, c.root, c.styles, slices.Clone(c.borrowed)
	return func() tea.Msg {
		return codeLoadedMsg{stage, loadCode(root, stage, borrowed, styles), len(borrowed)}
	}
}

// loadCode reads a part's files and those that it borrows from other parts, as many
// as can be read.
func loadCode(root string, stage course.Stage, borrowed []string, styles styles) []codeFile {
	var files []codeFile
	names, _ := course.Code(root, stage)
	for _, name := range names {
		before := ""
		if stage.From > 0 {
			before = course.Stages[stage.From-1].ID + "/" + name
		}
		if file, ok := loadFile(root, stage.ID+"/"+name, before, styles); ok {
			file.fast = course.Fast(name)
			files = append(files, file)
		}
	}
	for _, name := range borrowed {
		if file, ok := loadFile(root, name, "", styles); ok {
			files = append(files, file)
		}
	}
	return files
}

// loadFile reads a file, and the one that it grows from if there is one. It reports
// whether it can: a file may have gone since it was listed.
func loadFile(root, name, before string, styles styles) (codeFile, bool) {
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		return codeFile{}, false
	}
	file := codeFile{name: name}
	plain := strings.Split(expand(strings.TrimRight(string(text), "\n")), "\n")
	for i, line := range highlight(name, string(text), styles.dark) {
		file.rows = append(file.rows, row{text: line, plain: plain[i], sign: ' ', line: i + 1})
	}
	if old, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(before))); err == nil && before != "" {
		file.changes = compare(string(old), string(text), styles)
		for i, sign := range file.changes.signs(len(file.rows)) {
			file.rows[i].sign = sign
		}
	}
	return file, true
}

// nextRow returns the index of the row after one, or before it, for which wanted
// holds, or -1.
func nextRow(rows []row, from, by int, wanted func(i int) bool) int {
	for i := from + by; i >= 0 && i < len(rows); i += by {
		if wanted(i) {
			return i
		}
	}
	return -1
}

// beginsChange reports whether a row is the first of a change.
func beginsChange(rows []row, i int) bool {
	return rows[i].sign != ' ' && (i == 0 || rows[i-1].sign == ' ')
}
