package course

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The programs come first, each package's files follow one another, and what
// only makes a part faster comes last.
func TestCode(t *testing.T) {
	folder := t.TempDir()
	stage := Stage{ID: "part3-threads"}
	want := strings.Fields("server/main.go client/main.go server/accept.go " +
		"client/page.php deploy/words.service frequency/answer.go frequency/word.go " +
		"frequency/count/main.go frequency/flat/scan.go frequency/flat/hash/hash.go")
	for _, name := range append(want, "README.md", "frequency/word_test.go",
		"frequency/wordtest/list.go", "exercises/01-lines/solution/main.go") {
		path := filepath.Join(folder, stage.ID, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if names, err := Code(folder, stage); err != nil || !slices.Equal(names, want) {
		t.Errorf("Code = %q, %v, want %q", names, err, want)
	}
	if names, err := Code(folder, Stage{ID: "missing"}); err == nil || len(names) > 0 {
		t.Errorf("Code of a folder that is missing = %q, %v", names, err)
	}
}

// Each file of a part is shown, except pages, pictures, the packed word list, tests and
// exercises.
func TestCodeHasEachFile(t *testing.T) {
	hidden := regexp.MustCompile(`\.(md|png|gz)$|_test\.go$|test/[^/]*$|^exercises/`)
	for _, stage := range Stages {
		names, err := Code(root, stage)
		if err != nil {
			t.Fatal(err)
		}
		err = fs.WalkDir(os.DirFS(filepath.Join(root, stage.ID)), ".",
			func(name string, entry fs.DirEntry, err error) error {
				if err == nil && !entry.IsDir() && slices.Contains(names, name) == hidden.MatchString(name) {
					t.Errorf("%s/%s: shown: %t", stage.ID, name, slices.Contains(names, name))
				}
				return err
			})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// In the tree, every part begins with its programs, and the packages that only
// make one faster exist and come last.
func TestCodeOfTheTree(t *testing.T) {
	found := make(map[string]bool)
	for _, stage := range Stages {
		names, err := Code(root, stage)
		if err != nil || len(names) < 2 || names[0] != "server/main.go" ||
			names[1] != "client/main.go" {
			t.Fatalf("%s: %q, %v", stage.ID, names, err)
		}
		first := slices.IndexFunc(names, Fast)
		for i, name := range names {
			if first >= 0 && (i >= first) != Fast(name) {
				t.Errorf("%s: %s is not where it belongs: %q", stage.ID, name, names)
			}
			found[filepath.Dir(name)] = true
		}
	}
	for _, name := range fast {
		if !found[name] {
			t.Errorf("no part has the package %s", name)
		}
	}
}
