//go:build unix

package ui

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"wallsockets/tui/internal/test/stagetest"
)

func TestMain(m *testing.M) {
	os.Exit(stagetest.Main(m))
}

// sharedStages returns a checkout for all guides that do not change theirs.
var sharedStages = sync.OnceValues(func() (string, error) {
	folder := filepath.Join(stagetest.Folder(), "shared")
	if err := os.Mkdir(folder, 0o700); err != nil {
		return "", err
	}
	return folder, copyStages(folder)
})

// copyStages copies the stages into a folder, which then is a checkout without the
// guide. A test can change it.
func copyStages(folder string) error {
	return stagetest.EachSource(func(path string, entry fs.DirEntry) error {
		name, err := filepath.Rel(stagetest.Root(), path)
		if err != nil || !strings.HasPrefix(name, "part") && !strings.HasPrefix(name, "go.") {
			return err
		}
		if entry.IsDir() {
			return os.MkdirAll(filepath.Join(folder, name), 0o700)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(folder, name), text, 0o600)
	})
}

// goEnvironment returns settings for the guides, whose home is not ours, so that
// they share our Go caches.
var goEnvironment = sync.OnceValues(func() ([]string, error) {
	names := []string{"GOCACHE", "GOPATH", "GOMODCACHE"}
	out, err := exec.Command("go", append([]string{"env"}, names...)...).Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	var set []string
	for i, value := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		set = append(set, names[i]+"="+value)
	}
	return set, nil
})
