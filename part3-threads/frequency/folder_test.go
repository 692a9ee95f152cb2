package frequency

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tree makes files in a new folder, each with its name as its text, or links if
// there is an arrow in the name, and returns the folder.
func tree(t *testing.T, names ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, name := range names {
		name, target, isLink := strings.Cut(name, " -> ")
		path := filepath.Join(root, name)
		err := os.MkdirAll(filepath.Dir(path), 0o700)
		switch {
		case err != nil:
		case isLink:
			err = os.Symlink(target, path)
		case strings.HasSuffix(name, "/"):
			err = os.Mkdir(path, 0o700)
		default:
			err = os.WriteFile(path, []byte(name), 0o600)
		}
		if err != nil {
			t.Skip(err) // some systems do not let users make links
		}
	}
	return root
}

// A folder stands for its texts. Links are followed, and no text counts twice.
func TestTextFiles(t *testing.T) {
	for _, test := range []struct {
		tree []string
		want string // the files, or what is in the error
	}{
		{[]string{"root/b.txt", "root/a/c.txt", "root/d.json"}, "root/a/c.txt root/b.txt"},
		{[]string{"root/a.TXT", "root/b.Txt", "root/c.txt.gz", "root/txt"}, "root/a.TXT root/b.Txt"},
		{[]string{"books/a.txt", "root -> books"}, "root/a.txt"},
		{[]string{"books/a.txt", "second -> books", "root -> second"}, "root/a.txt"},
		{[]string{"books/a.txt", "root/link -> ../books", "root/b.txt"}, "root/b.txt root/link/a.txt"},
		{[]string{"root/a.txt", "root/again -> .", "root/up -> ../root"}, "root/a.txt"},
		{[]string{"root/sub/a.txt", "root/same -> sub", "root/b.txt -> sub/a.txt"}, "root/b.txt"},
		{[]string{"else/a", "root/a.txt -> ../else/a"}, "root/a.txt"},
		{[]string{"root/a.txt", "root/gone -> nowhere", "root/loop -> loop"}, "root/a.txt"},
		{[]string{"root/a.txt", "root/gone.txt -> nowhere"}, "gone.txt: no such file"},
		{[]string{"root/loop.txt -> loop.txt"}, "loop.txt: too many"},
		{[]string{"root -> second", "second -> root"}, "root: too many"},
		{[]string{"root -> nowhere"}, "root: no such file"},
		{[]string{"root/"}, "root has no file whose name ends in .txt"},
		{[]string{"root/a.md", "root/sub/"}, "root has no file whose name ends in .txt"},
		{[]string{"root/folder.txt/"}, "root has no file whose name ends in .txt"},
		{[]string{"root"}, "root"}, // a file
	} {
		root := tree(t, test.tree...)
		files, err := textFiles([]string{filepath.Join(root, "root")})
		got := strings.ReplaceAll(strings.Join(files, " "), root+string(filepath.Separator), "")
		if err != nil {
			got = err.Error()
			if !strings.HasPrefix(got, "count words: ") || !strings.Contains(got, test.want) {
				t.Errorf("%q: %v, want %q", test.tree, err, test.want)
			}
		} else if got != test.want {
			t.Errorf("%q: files %q, want %q", test.tree, got, test.want)
		}
	}
	if _, err := ReadFile(t.TempDir()); err == nil || !strings.Contains(err.Error(), "it is a folder") {
		t.Errorf("ReadFile of a folder: %v, want that it is one", err)
	}
}
