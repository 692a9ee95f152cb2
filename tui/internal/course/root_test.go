package course

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRoot(t *testing.T) {
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"go.mod":                "// a comment\n\nmodule wallsockets // ours\n",
		"quoted/go.mod":         "module \"wallsockets\"\n",
		"mine/go.mod":           "module example.com/mine\n",
		"mine/wallsockets2.txt": "",
		"similar/go.mod":        "module wallsockets2\n",
		"part1/server/main.go":  "package main\n",
	} {
		file := filepath.Join(top, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for dir, want := range map[string]string{
		"":             "",
		"part1/server": "",
		"quoted":       "quoted",
		"mine":         "",
		"similar":      "",
	} {
		want = filepath.Join(top, want)
		got, err := Root(filepath.Join(top, dir))
		if err != nil || got != want {
			t.Errorf("Root(%s) = %s, %v, want %s", dir, got, err, want)
		}
	}
	elsewhere := filepath.Dir(top)
	_, err = Root(elsewhere)
	if err == nil || !strings.Contains(err.Error(), elsewhere) {
		t.Errorf("Root(%s): error %v, want one that names it", elsewhere, err)
	}
}
