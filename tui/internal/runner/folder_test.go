//go:build unix

package runner

import (
	"early/supervise"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// temporaryParent makes a new folder the only place for run folders.
func temporaryParent(t *testing.T) string {
	t.Helper()
	parent := temporary(t)
	t.Setenv("XDG_RUNTIME_DIR", "")
	t.Setenv("TMPDIR", parent)
	return parent
}

// litter fills parent with run folders of dead guides and with what only looks like
// one, and returns the names of the latter.
func litter(t *testing.T, parent string) (foreign []string) {
	t.Helper()
	modes := map[string]os.FileMode{
		"wallsockets-run-1":    0o700,
		"wallsockets-run-0815": 0o700,
		"wallsockets-run-2":    0o755, // another mode than ours
		"wallsockets-run-":     0o700,
		"wallsockets-run-3x":   0o700,
		"wallsockets-3":        0o700,
		"wallsockets-run-6":    0o700, // another user's
	}
	for name, mode := range modes {
		path := filepath.Join(parent, name)
		err := os.MkdirAll(filepath.Join(path, "in"), 0o700)
		if err == nil {
			err = os.Chmod(path, mode)
		}
		if err != nil {
			t.Fatal(err)
		}
		foreign = append(foreign, name)
	}
	dead := []string{"wallsockets-run-1", "wallsockets-run-0815"}
	// Only root can change the owner.
	err := os.Lchown(filepath.Join(parent, "wallsockets-run-6"), 65534, -1)
	if err != nil {
		dead = append(dead, "wallsockets-run-6")
	}
	foreign = slices.DeleteFunc(foreign, func(name string) bool {
		return slices.Contains(dead, name)
	})
	write(t, filepath.Join(parent, "wallsockets-run-4"), "")
	err = os.Symlink("wallsockets-3", filepath.Join(parent, "wallsockets-run-5"))
	if err != nil {
		t.Fatal(err)
	}
	return append(foreign, "wallsockets-run-4", "wallsockets-run-5")
}

// A new guide removes the run folders of dead guides, and nothing else.
func TestSweep(t *testing.T) {
	parent := temporaryParent(t)
	living := newRunner(t)
	want := append(litter(t, parent), filepath.Base(living.Folder()))
	starting := newRunner(t)
	want = append(want, filepath.Base(starting.Folder()))

	entries, err := os.ReadDir(parent)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, entry := range entries {
		left = append(left, entry.Name())
	}
	slices.Sort(want)
	if !slices.Equal(left, want) {
		t.Errorf("the folder has %q, want %q", left, want)
	}
}

func TestFolder(t *testing.T) {
	parent := temporaryParent(t)
	r := newRunner(t)
	if filepath.Dir(r.Folder()) != parent {
		t.Errorf("the folder is %s, want it in %s", r.Folder(), parent)
	}
	info, err := os.Stat(r.Folder())
	if err != nil || info.Mode() != os.ModeDir|0o700 {
		t.Errorf("the folder is %v, %v, want drwx------", info.Mode(), err)
	}

	// Sockets need a short path.
	long := filepath.Join(parent, strings.Repeat("x", 90))
	if err := os.Mkdir(long, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", long)
	other := newRunner(t)
	if len(other.Folder()) > maxSocket-socketRoom {
		t.Errorf("the folder is %s, too long for a socket", other.Folder())
	}

	// A folder that cannot be used is skipped.
	t.Setenv("TMPDIR", filepath.Join(parent, "missing"))
	newRunner(t)
}

// The last of several processes removes the folder.
func TestRemoveIfLast(t *testing.T) {
	temporaryParent(t)
	guide, err := newFolder()
	if err != nil {
		t.Fatal(err)
	}
	supervisor, err := supervise.LockFolder(guide.Path, false)
	if err != nil {
		t.Fatal(err)
	}
	supervisor.RemoveIfLast()
	if _, err := os.Stat(guide.Path); err != nil {
		t.Fatalf("the first process has removed the folder: %v", err)
	}
	guide.RemoveIfLast()
	if _, err := os.Stat(guide.Path); err == nil {
		t.Error("the folder is left after the last process")
	}
	if _, err := supervise.LockFolder(guide.Path, false); err == nil {
		t.Error("a removed folder could be locked")
	}
}
