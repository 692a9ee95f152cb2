package progress

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestSaveAndOpen(t *testing.T) {
	t.Setenv(Variable, filepath.Join(t.TempDir(), "a", "b", "progress.json"))
	p, err := Open()
	if err != nil || p.Stage != "" {
		t.Fatalf("Open without a file = %+v, %v, want an empty progress", p, err)
	}
	p.Stage, p.Tab, p.Read["part1-basic"], p.Ran["part2-explained"] = "part3-threads", "run", true, true
	if err := p.Save(); err != nil {
		t.Fatal(err)
	}
	again, err := Open()
	if err != nil || !reflect.DeepEqual(again, p) {
		t.Errorf("Open = %+v, %v, want %+v", again, err, p)
	}
}

// A file of an older guide, or one written by hand, may say null.
func TestOpenNull(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	t.Setenv(Variable, path)
	if err := os.WriteFile(path, []byte(`{"read":null}`), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := Open()
	if err != nil || p.Read == nil || p.Ran == nil {
		t.Errorf("Open = %+v, %v, want maps that can be written to", p, err)
	}
}

func TestOpenDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	t.Setenv(Variable, path)
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := Open()
	if err == nil || !strings.Contains(err.Error(), path) || p.Read == nil {
		t.Errorf("Open = %+v, %v, want an error that names the file and an empty progress", p, err)
	}
	p.Stage = "part3-threads"
	if err := p.Save(); err != nil {
		t.Errorf("Save after a failed Open: %v", err)
	}
	if text, err := os.ReadFile(path); string(text) != "{" || err != nil {
		t.Errorf("the damaged file is now %q, %v, want it left alone", text, err)
	}
}

func TestPath(t *testing.T) {
	t.Setenv(Variable, "/x/y")
	if got, err := findPath(); got != "/x/y" || err != nil {
		t.Errorf("findPath() = %q, %v, want the value of the variable", got, err)
	}
}
