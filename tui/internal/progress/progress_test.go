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
	if err != nil || p.Read == nil || p.Ran == nil || p.Exercises == nil {
		t.Errorf("Open = %+v, %v, want maps that can be written to", p, err)
	}
}

// A file that is damaged or of a newer guide is left alone.
func TestOpenDamaged(t *testing.T) {
	for text, want := range map[string]string{"{": "unexpected end", "null": "it holds null", " null\n": "it holds null",
		`[]`: "cannot unmarshal", `{"read":{"part1-basic":true},"version":2}`: `newer guide has written it: json: unknown field "version"`,
		`{"exercises":{"1.1":{"checks":1,"stars":3}}}`: `unknown field "stars"`} {
		path := filepath.Join(t.TempDir(), "progress.json")
		t.Setenv(Variable, path)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := Open()
		if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), want) ||
			p.Read == nil || len(p.Read) > 0 {
			t.Errorf("%s: Open = %+v, %v, want %s, the file's name and an empty progress", text, p, err, want)
		}
		p.Stage = "part3-threads"
		if err := p.Save(); err != nil {
			t.Errorf("%s: Save after a failed Open: %v", text, err)
		}
		if left, err := os.ReadFile(path); string(left) != text || err != nil {
			t.Errorf("the file %s is now %q, %v, want it left alone", text, left, err)
		}
	}
}

func TestPath(t *testing.T) {
	t.Setenv(Variable, "/x/y")
	if got, err := findPath(); got != "/x/y" || err != nil {
		t.Errorf("findPath() = %q, %v, want the value of the variable", got, err)
	}
}

// A guide that is open does not undo what a check has saved meanwhile.
func TestSaveKeepsWhatOthersSaved(t *testing.T) {
	t.Setenv(Variable, filepath.Join(t.TempDir(), "progress.json"))
	open := func() *Progress {
		p, err := Open()
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	guide, check := open(), open()
	guide.Change("1.1", func(e *Exercise) { e.Finding = "one-read" })
	check.Change("1.1", func(e *Exercise) { e.Passed = true })
	check.Change("1.2", func(e *Exercise) { e.Hints = 2 })
	e := check.Exercises["1.1"]
	e.Changed = e.Changed.Add(1) // later than the guide's, however fast this runs
	check.Exercises["1.1"] = e
	check.Read["part1-basic"] = true
	guide.Ran["part2-explained"] = true
	for _, p := range []*Progress{check, guide} {
		if err := p.Save(); err != nil {
			t.Fatal(err)
		}
	}
	p := open()
	if !p.Exercises["1.1"].Passed || p.Exercises["1.2"].Hints != 2 ||
		!p.Read["part1-basic"] || !p.Ran["part2-explained"] {
		t.Errorf("%+v, want what both have saved", p)
	}
}

// A lesson that was marked as not read stays so when the progress is saved.
func TestUnticked(t *testing.T) {
	t.Setenv(Variable, filepath.Join(t.TempDir(), "progress.json"))
	p, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, read := range []bool{true, false} {
		p.Read["part1-basic"] = read
		if err := p.Save(); err != nil {
			t.Fatal(err)
		}
	}
	if p, err = Open(); err != nil || p.Read["part1-basic"] {
		t.Errorf("%+v, %v, want part 1 not read", p, err)
	}
}
