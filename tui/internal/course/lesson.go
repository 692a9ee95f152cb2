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
	text, err := os.ReadFile(filepath.Join(root, stage.ID, "README.md"))
	if err != nil {
		return "", fmt.Errorf("read the lesson: %w", err)
	}
	return comment.ReplaceAllString(string(text), ""), nil
}
