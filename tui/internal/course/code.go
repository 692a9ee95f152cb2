package course

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// fast are the packages that only make a part faster: how, not what. So do the
// packages below them. A learner opens them last, if at all.
var fast = []string{"frequency/flat", "protocol/engine"}

// endings are those of the files that a learner reads: programs, the page's
// style, and the settings of the programs around the server.
var endings = []string{".go", ".php", ".js", ".mjs", ".css", ".c", ".py", ".sh",
	".service", ".socket", ".conf", ".cfg", ".yml"}

// Code returns the source files of a stage, without tests, in the order in which
// a learner reads them: server and client, the stage's packages, and last those
// that Fast reports. The names begin at the stage's folder: "server/main.go".
// Beside an error are the names that could still be found.
func Code(root string, stage Stage) ([]string, error) {
	var names []string
	var failed error
	_ = fs.WalkDir(os.DirFS(filepath.Join(root, stage.ID)), ".",
		func(name string, entry fs.DirEntry, err error) error {
			if err != nil {
				failed = errors.Join(failed, fmt.Errorf("look for the code: %w", err))
			} else if !entry.IsDir() && IsCode(name) {
				names = append(names, name)
			}
			return nil
		})
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(place(a), place(b)),
			cmp.Compare(path.Dir(a), path.Dir(b)), cmp.Compare(a, b))
	})
	return names, failed
}

// Fast reports whether a file that Code returns belongs to a package that only
// makes the stage faster.
func Fast(name string) bool {
	return slices.ContainsFunc(fast, func(folder string) bool {
		return strings.HasPrefix(name, folder+"/")
	})
}

// IsCode reports whether a file, named as Code does, is one that a learner reads: not a
// test, not in a package for tests, and not of an exercise, whose solution is closed at
// first.
func IsCode(name string) bool {
	return slices.Contains(endings, path.Ext(name)) &&
		!strings.HasPrefix(name, "exercises/") &&
		!strings.HasSuffix(name, "_test.go") && !strings.HasSuffix(path.Dir(name), "test")
}

// place returns where a file belongs in the order of reading: the lower, the
// earlier.
func place(name string) int {
	programs := []string{"server/main.go", "client/main.go"}
	if i := slices.Index(programs, name); i >= 0 {
		return i - len(programs)
	}
	switch {
	case path.Dir(name) == "server":
		return 0
	case path.Dir(name) == "client":
		return 1
	case Fast(name):
		return 3
	}
	return 2
}
