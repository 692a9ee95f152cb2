//go:build unix

package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wallsockets/tui/internal/wire"
)

// show prints what was saved in any of the forms, as text or as JSON.
func TestShow(t *testing.T) {
	r := wire.NewRecording()
	r.Add(wire.Event{Conn: 1, Kind: wire.Data, From: wire.Client, Data: []byte("whale\x1b[2J\n")})
	for name, save := range map[string]func(*os.File) error{
		"a.txt":   func(f *os.File) error { return wire.WriteText(f, r.From(1)) },
		"a.md":    func(f *os.File) error { return wire.WriteMarkdown(f, "Part 3", r.From(1)) },
		"a.jsonl": func(f *os.File) error { return wire.WriteJSON(f, r.From(1)) },
	} {
		path := filepath.Join(t.TempDir(), name)
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := save(file); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		for flag, want := range map[string]string{
			"--json=false": `client>    10  "whale\x1b[2J\n"`, "--json": `"kind":"data"`,
		} {
			j := start(t, "show", flag, path)
			if code := j.exit(); code != 0 || !strings.Contains(j.output.String(), want) {
				t.Errorf("show %s %s: exit code %d, %q, want %s in it", flag, name, code,
					j.output, want)
			}
		}
	}
}

func TestShowFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bad")
	if err := os.WriteFile(path, []byte("no conversation\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		file string
		code int
	}{{path, 1}, {"no/such/file", 1}} {
		j := start(t, "show", test.file)
		if code := j.exit(); code != test.code || j.errorText() == "" {
			t.Errorf("show %s: exit code %d, %q, want %d and why", test.file, code, j.errors, test.code)
		}
	}
}
