package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"wallsockets/tui/internal/wire"
)

// format writes a conversation in one of the forms that wire.Read reads.
type format func(w io.Writer, title string, events []wire.Event) error

// formatOf returns the format for a file's extension, or nil.
func formatOf(path string) format {
	switch filepath.Ext(path) {
	case ".md":
		return wire.WriteMarkdown
	case ".txt":
		return func(w io.Writer, _ string, events []wire.Event) error {
			return wire.WriteText(w, events)
		}
	case ".jsonl":
		return func(w io.Writer, _ string, events []wire.Event) error {
			return wire.WriteJSON(w, events)
		}
	}
	return nil
}

// saveFile is a file for a conversation. A nil *saveFile saves nothing.
type saveFile struct {
	file   *os.File
	format format
}

// openSave opens the file before the conversation, so that an error comes before it
// and not after. Until write the file keeps what is in it.
func openSave(path string) (*saveFile, error) {
	if path == "" {
		return nil, nil
	}
	format := formatOf(path)
	if format == nil {
		return nil, usage("save to %q: want a name that ends in .txt, .md or .jsonl",
			path)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("save the messages: %w", err)
	}
	return &saveFile{file, format}, nil
}

// write saves the conversation.
func (f *saveFile) write(title string, recording *wire.Recording) error {
	if f == nil {
		return nil
	}
	err := f.file.Truncate(0)
	if err == nil {
		err = f.format(f.file, title, recording.Saved(1))
	}
	if err = errors.Join(err, f.file.Close()); err != nil {
		return fmt.Errorf("save the messages: %w", err)
	}
	return nil
}
