//go:build unix

package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// root is the checkout, seen from this folder.
const root = "../../.."

// bin is the folder of what the tests build, and of a copy of the stages.
var bin string

func TestMain(m *testing.M) {
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	var err error
	if bin, err = os.MkdirTemp("", "wallsockets"); err != nil {
		fmt.Println(err)
		return 1
	}
	defer os.RemoveAll(bin)
	return m.Run()
}

// The guide, and the one that panics at f11 and f12, are built once, and only
// if a test asks for them. The second one is never under the race detector: its
// end is timed, and bubbletea's own recovery from a panic has a race.
var (
	builtGuide = sync.OnceValues(func() (string, error) {
		if raceEnabled {
			return build("guide", "-race")
		}
		return build("guide")
	})
	builtCrash = sync.OnceValues(func() (string, error) { return build("crash", "-tags=crash") })
)

func build(name string, flags ...string) (path string, err error) {
	lookAtSources()
	path = filepath.Join(bin, name)
	command := exec.Command("go", append([]string{"build", "-o", path}, flags...)...)
	command.Args = append(command.Args, "wallsockets/tui")
	if out, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%v: %w\n%s", command.Args, err, out)
	}
	return path, nil
}

// lookAtSources makes the tests' result depend on all sources. The go command
// brings up the last result as long as the files that a test reads are the
// same, and does not know that these are read by the builds.
func lookAtSources() {
	_ = eachSource(func(path string, _ fs.DirEntry) error {
		_, err := os.Stat(path)
		return err
	})
}

// eachSource visits the checkout without .git.
func eachSource(visit func(path string, entry fs.DirEntry) error) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && entry.Name() == ".git" {
			return filepath.SkipDir
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a test's file that is gone again
		}
		if err != nil {
			return err
		}
		return visit(path, entry)
	})
}

// copyStages copies the stages into a folder, which then is a checkout without
// the guide: what is changed and saved there changes nothing here.
func copyStages(t testing.TB, folder string) {
	t.Helper()
	err := eachSource(func(path string, entry fs.DirEntry) error {
		name, err := filepath.Rel(root, path)
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
	if err != nil {
		t.Fatal(err)
	}
}

// goEnvironment tells the guides, whose home is not ours, where Go keeps what
// it has compiled. With -trimpath that is the same for every copy.
var goEnvironment = sync.OnceValues(func() ([]string, error) {
	names := []string{"GOCACHE", "GOPATH", "GOMODCACHE"}
	out, err := exec.Command("go", append([]string{"env"}, names...)...).Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	path, err := keepPrograms()
	if err != nil {
		return nil, err
	}
	set := []string{"GOFLAGS=-trimpath", "PATH=" + path}
	for i, value := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		set = append(set, names[i]+"="+value)
	}
	return set, nil
})

// keeper is a go command that links each of the stages' programs once for all
// guides that have the same sources, which is most of what they would wait for.
// It is called as the runner does: go build -buildvcs=false -o FILE PACKAGE.
const keeper = `#!/bin/sh
sources=$(find part* go.* -type f | LC_ALL=C sort | xargs cat | cksum | tr ' ' -)
kept="%[1]s/$sources-$(basename "$4")"
if [ ! -e "$kept" ]; then
	"%[2]s" build "$2" -o "$kept.$$" "$5" || exit
	mv "$kept.$$" "$kept"
fi
exec cp "$kept" "$4"
`

// keepPrograms returns a PATH that begins with the keeper.
func keepPrograms() (string, error) {
	real, err := exec.LookPath("go")
	if err != nil {
		return "", err
	}
	script := fmt.Sprintf(keeper, bin, real)
	folder := filepath.Join(bin, "keeper")
	if err := os.Mkdir(folder, 0o755); err != nil {
		return "", err
	}
	path := folder + string(os.PathListSeparator) + os.Getenv("PATH")
	return path, os.WriteFile(filepath.Join(folder, "go"), []byte(script), 0o755)
}

// need skips the test, with the reason, where a program that is not ours is
// missing; in CI nothing may be missing.
func need(t testing.TB, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing, and in CI nothing may be", name)
	}
	t.Skipf("%s is not installed", name)
}
