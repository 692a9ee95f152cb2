package progress

import (
	"os"
	"path/filepath"
	"testing"
)

// What another process saves is taken in once; a file that is damaged changes nothing.
func TestRefresh(t *testing.T) {
	t.Setenv(Variable, filepath.Join(t.TempDir(), "progress.json"))
	mine, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	if mine.Refresh() {
		t.Error("there is no file, and yet something was read")
	}
	other, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	other.Checked("1.1", true, "")
	if err := other.Save(); err != nil {
		t.Fatal(err)
	}
	if !mine.Refresh() || !mine.Exercises["1.1"].Passed {
		t.Errorf("the pass is not taken in: %+v", mine.Exercises)
	}
	if mine.Refresh() {
		t.Error("the same file is read again")
	}
	if err := os.WriteFile(mine.Path(), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if mine.Refresh() || !mine.Exercises["1.1"].Passed {
		t.Errorf("a damaged file changes something: %+v", mine.Exercises)
	}
}
