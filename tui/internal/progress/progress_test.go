package progress

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestSaveAndLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b", "progress.json")
	p, err := Load(path)
	if err != nil || p.Stage != "" {
		t.Fatalf("Load of a missing file = %+v, %v, want an empty one", p, err)
	}
	p.Stage, p.Tab, p.Read["part1-basic"], p.Ran["part2-explained"] = "part3-threads", "run", true, true
	if err := p.Save(path); err != nil {
		t.Fatal(err)
	}
	again, err := Load(path)
	if err != nil || !reflect.DeepEqual(again, p) {
		t.Errorf("Load = %+v, %v, want %+v", again, err, p)
	}
}

func TestLoadDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := Load(path)
	if err == nil || !strings.Contains(err.Error(), path) || p.Read == nil {
		t.Errorf("Load of a damaged file = %+v, %v, want an error with its path and an empty progress", p, err)
	}
}

func TestPath(t *testing.T) {
	t.Setenv(Variable, "/x/y")
	if got, err := Path(); got != "/x/y" || err != nil {
		t.Errorf("Path() = %q, %v, want what the environment says", got, err)
	}
}
