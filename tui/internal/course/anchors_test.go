package course

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Each step of each stage, with each model, has its lines, and the first is in the
// stage's own program.
func TestEachStepHasItsLines(t *testing.T) {
	for _, stage := range Stages {
		for _, model := range append([]string{""}, stage.Models...) {
			for _, step := range Steps() {
				places, err := Places(root, stage, model, step)
				if err != nil || len(places) == 0 {
					t.Errorf("part %d %s: %v: %v, %v", stage.Number, model, step, places, err)
					continue
				}
				own := stage.ID + "/" + step.Program() + "/"
				if stage.Number == 6 && step.Program() == "client" {
					own = "part6-php/web/WordClient.php"
				}
				if !strings.HasPrefix(places[0].File, own) {
					t.Errorf("part %d %s: %v is first in %s, want a file of %s",
						stage.Number, model, step, places[0].File, own)
				}
				for _, place := range places {
					line := strings.Split(read(t, place.File), "\n")[place.Line-1]
					code, _, _ := strings.Cut(strings.TrimSpace(line), "//")
					if !strings.Contains(code, "(") {
						t.Errorf("part %d %s: %v is %s:%d, %q, which calls nothing",
							stage.Number, model, step, place.File, place.Line, line)
					}
				}
			}
		}
	}
}

// Part 6 has both: the client in PHP, which has the conversation, and the one in Go.
func TestPart6HasBothClients(t *testing.T) {
	for _, step := range Steps() {
		places, _ := Places(root, Stages[5], "", step)
		has := func(suffix string) bool {
			return slices.ContainsFunc(places, func(p Place) bool { return strings.HasSuffix(p.File, suffix) })
		}
		if php := step.Program() == "client"; !has(".go") || has(".php") != php {
			t.Errorf("%v: %v", step, places)
		}
	}
}

// A model has lines of its own where it does something else.
func TestModelsHaveTheirOwnLines(t *testing.T) {
	for model, want := range map[string]string{"": "main.go", "threads": "main.go",
		"events": "events.go", "processes": "processes.go"} {
		places, err := Places(root, Stages[2], model, Accept)
		if err != nil || filepath.Base(places[0].File) != want {
			t.Errorf("model %q accepts in %v, %v, want %s", model, places, err, want)
		}
	}
}

// A line is where its text ends. Text that is gone, or there twice, is an error.
func TestAnchorsAreUnique(t *testing.T) {
	folder := t.TempDir()
	const code = "package main\r\n\r\nfunc f() {\r\n\tone()\r\n\ttwo()\r\n\tclose()\r\n\tclose()\r\n}\r\n"
	if err := os.WriteFile(filepath.Join(folder, "main.go"), []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{"one()": 4, "one()\n\ttwo()": 5, "two()\n\tclose()": 6} {
		if line, err := (anchor{"main.go", text}).find(folder); err != nil || line != want {
			t.Errorf("%q is in line %d, %v, want %d", text, line, err, want)
		}
	}
	for text, want := range map[string]string{"three()": "no", "close()": "2 times"} {
		if line, err := (anchor{"main.go", text}).find(folder); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%q is in line %d, %v, want an error with %q", text, line, err, want)
		}
	}
	if _, err := (anchor{"gone.go", "one()"}).find(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("in a file that is gone: %v", err)
	}
	// What can be found is still there.
	places, err := Places(folder, Stages[0], "", Accept)
	if err == nil || places != nil || !strings.Contains(err.Error(), "the server's accept") {
		t.Errorf("in an empty checkout: %v, %v", places, err)
	}
}

func TestStepsHaveWords(t *testing.T) {
	words := make(map[string]bool)
	for _, step := range Steps() {
		words[step.String()] = true
	}
	if len(words) != len(Steps()) || len(words) != len(steps)-1 || Step(0).String() != "Step(0)" {
		t.Errorf("the words %v for %d steps", words, len(steps)-1)
	}
}
