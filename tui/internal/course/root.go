package course

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// module is the module's name in the checkout's go.mod.
const module = "wallsockets"

// Root returns the checkout that dir is in: the folder at or above it with the
// go.mod of the module wallsockets.
func Root(dir string) (string, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the checkout: %w", err)
	}
	for folder := start; ; folder = filepath.Dir(folder) {
		if isModule(filepath.Join(folder, "go.mod")) {
			return folder, nil
		}
		if folder == filepath.Dir(folder) {
			return "", fmt.Errorf("find the checkout: no go.mod of the module "+
				"%s in %s or above; go to the folder that you cloned", module, start)
		}
	}
}

// isModule reports whether file is our go.mod. A file that cannot be read is not.
func isModule(file string) bool {
	text, err := os.ReadFile(file)
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if len(words) > 1 && words[0] == "module" {
			return strings.Trim(words[1], `"`) == module
		}
	}
	return false
}
