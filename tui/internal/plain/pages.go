package plain

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"wallsockets/tui/internal/course"
)

// screenful is the number of lines on a page.
const screenful = 20

// page writes lines, a screenful at a time.
func (g *guide) page(lines []string) error {
	for len(lines) > 0 {
		n := min(screenful, len(lines))
		for _, line := range lines[:n] {
			g.say("%s", line)
		}
		if lines = lines[n:]; len(lines) == 0 {
			break
		}
		answer, err := g.ask(fmt.Sprintf(
			"%d more lines. Enter for more, q to stop:", len(lines)))
		if err != nil || strings.TrimSpace(answer) == "q" {
			return err
		}
	}
	g.say("The end.")
	return nil
}

// pageFile writes a file of the checkout.
func (g *guide) pageFile(name string) error {
	text, err := os.ReadFile(filepath.Join(g.root, name))
	if err != nil {
		return fmt.Errorf("read the file: %w", err)
	}
	return g.pageText(string(text))
}

// pageText writes the lines of a text.
func (g *guide) pageText(text string) error {
	return g.page(strings.Split(strings.TrimSuffix(text, "\n"), "\n"))
}

// readLesson writes the lesson of a part.
func (g *guide) readLesson(stage course.Stage) error {
	g.remember(stage, "read")
	lesson, err := course.Lesson(g.root, stage)
	if err != nil {
		return err
	}
	return g.pageText(lesson)
}

// showCode lets the user choose among the files of a part.
func (g *guide) showCode(stage course.Stage) error {
	names, err := course.Code(g.root, stage)
	if err != nil {
		return err
	}
	var choices []choice
	for _, name := range names {
		text := name
		if course.Fast(name) {
			text += " (how it is made fast)"
		}
		choices = append(choices, choice{text: text, do: func() error {
			g.remember(stage, "code")
			return g.pageFile(filepath.Join(stage.ID, name))
		}})
	}
	choices = append(choices, choice{text: "Back to the part", do: goBack})
	return g.menu(fmt.Sprintf("The code of part %d", stage.Number),
		"The server and the client are whole programs; the other files are what they use.",
		func() []choice { return choices })
}
