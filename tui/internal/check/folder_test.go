//go:build linux

package check

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// A folder is removed although its owner may no longer read it. Root may anyway, so
// the test accesses files as another user.
func TestRemoveFolder(t *testing.T) {
	parent, err := os.MkdirTemp("", "wallsockets") // t.TempDir lets no other user in
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(parent)
	if err := os.Chmod(parent, 0o777); err != nil {
		t.Fatal(err)
	}
	result := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with this goroutine
		if os.Getuid() == 0 {
			_, _ = unix.SetfsuidRetUid(65534) // has no error
		}
		dir := parent + "/run"
		result <- errors.Join(os.MkdirAll(dir+"/a/b", 0o700), os.Chmod(dir+"/a/b", 0),
			os.Chmod(dir+"/a", 0), os.Chmod(dir, 0), removeFolder(dir))
	}()
	if err := <-result; err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(parent + "/run"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is left: %v", err)
	}
}
