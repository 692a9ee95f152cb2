package experiment

import (
	"errors"
	"os"

	"wallsockets/tui/internal/bench/words"
)

// WriteList writes a word list that the comparison's generator makes, of that many words.
func WriteList(name string, count int) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(words.Generate(file, count), file.Close())
}
