package course

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// comment is a line with an HTML comment and nothing else, which a code host
// does not show: the marks for the test that runs the lesson's commands.
var comment = regexp.MustCompile(`(?m)^[ ]*<!--.*-->[ ]*\n`)

// Lesson returns the lesson of a stage, in Markdown without comments, from the
// checkout whose root folder is given.
func Lesson(root string, stage Stage) (string, error) {
	text, err := Page(root, stage.Lesson())
	if err != nil {
		return "", fmt.Errorf("read the lesson: %w", err)
	}
	return text, nil
}

// Lesson returns the name of the stage's lesson in the checkout, with slashes.
func (s Stage) Lesson() string { return s.ID + "/README.md" }

// Page returns a Markdown file of the checkout without comments. The name is
// relative to root and has slashes.
func Page(root, name string) (string, error) {
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		return "", err
	}
	return comment.ReplaceAllString(string(text), ""), nil
}
