//go:build unix

package check

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"wallsockets/tui/internal/check/script"
	"wallsockets/tui/internal/course"
)

// everyExercise calls each with the exercises of this checkout.
func everyExercise(t *testing.T, each func(t *testing.T, root string, e course.Exercise)) {
	root, err := course.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	exercises, err := course.Exercises(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range exercises {
		t.Run(e.ID(), func(t *testing.T) { each(t, root, e) })
	}
}

var (
	readmeLink = regexp.MustCompile(`\]\(([^)]+)\)`)
	tryThis    = regexp.MustCompile(`(?:"Try this"|\[Try this\]\([^)]+\)), ([1-9])(?: and ([1-9]))?`)
)

// The last paragraph of a task names the lesson that helps, and each place exists.
func TestTasksNameLessons(t *testing.T) {
	everyExercise(t, func(t *testing.T, root string, e course.Exercise) {
		lesson := e.Task[strings.LastIndex(e.Task, "\n\n")+2:]
		links := readmeLink.FindAllStringSubmatch(lesson, -1)
		if !strings.HasPrefix(lesson, "Lesson: ") || len(links) == 0 {
			t.Errorf("the task ends with %q, want Lesson: and a link", lesson)
		}
		for _, link := range readmeLink.FindAllStringSubmatch(e.Task, -1) {
			file, heading, found := strings.Cut(link[1], "#")
			text, err := os.ReadFile(filepath.Join(root, path.Join(e.Folder, file)))
			if err != nil || found && !slices.Contains(headings(string(text)), heading) {
				t.Errorf("%s leads nowhere (%v)", link[1], err)
			}
		}
		text, err := os.ReadFile(filepath.Join(root, e.Stage.ID, "README.md"))
		if err != nil {
			t.Fatal(err)
		}
		_, section, _ := strings.Cut(string(text), "\n## Try this\n")
		section, _, _ = strings.Cut(section, "\n## ")
		for _, found := range tryThis.FindAllStringSubmatch(lesson, -1) {
			for _, number := range found[1:] {
				if number != "" && !strings.Contains(section, "\n"+number+". ") {
					t.Errorf("%q: Try this has no %s", found[0], number)
				}
			}
		}
	})
}

// Parts 1 and 3 are solved in C, Python and JavaScript, and have starters in three
// languages; parts 4 and 5 are solved in one more language than Go. Predictions have
// none.
func TestLanguagesOfSolutions(t *testing.T) {
	everyExercise(t, func(t *testing.T, root string, e course.Exercise) {
		solved, err := filepath.Glob(filepath.Join(root, e.Folder, "testdata", "passed.*"))
		if err != nil {
			t.Fatal(err)
		}
		var languages []string
		for _, folder := range solved {
			languages = append(languages, strings.TrimPrefix(filepath.Ext(folder), "."))
		}
		switch part := e.Stage.Number; {
		case e.Kind == "predict":
		case part == 1 || part == 3:
			if want := []string{"c", "js", "py"}; !slices.Equal(languages, want) {
				t.Errorf("it is solved in %q, want %q", languages, want)
			}
			if got, want := course.Languages(root, e), []string{"go", "c", "python"}; !slices.Equal(got, want) {
				t.Errorf("it has starters in %q, want %q", got, want)
			}
		case (part == 4 || part == 5) && len(languages) == 0:
			t.Error("it is solved in Go alone")
		}
	})
}

// sameForAll are the exercises whose answer is the series' own "I got your message";
// what they check is how the program gets there. That of 5.4 is the number of the
// process that checks.
var sameForAll = []string{"2.2", "2.5", "5.4"}

// With another seed something else is expected, so that an answer that was learnt by
// heart fails.
func TestSeedChangesWhatIsExpected(t *testing.T) {
	everyExercise(t, func(t *testing.T, root string, e course.Exercise) {
		s, err := Load(root, e)
		if err != nil {
			t.Fatal(err)
		}
		if e.Kind == "predict" {
			t.Skip("a prediction is what one knows by heart")
		}
		differs := !slices.Equal(expected(t, e, s, 1), expected(t, e, s, 2))
		if differs == slices.Contains(sameForAll, e.ID()) {
			t.Errorf("what is expected differs between two seeds: %v", differs)
		}
	})
}

// expected returns what a check expects of a program with that seed. It plays nothing:
// it draws the variables and expands the texts.
func expected(t *testing.T, e course.Exercise, s *script.Script, seed uint64) []string {
	t.Helper()
	r := &run{exercise: e, script: s, seed: seed, port: "1", dir: "/d",
		submitted: &prepared{}, tally: make(map[string]map[string]int)}
	sc := &scope{run: r, rng: r.random(e.ID()), vars: map[string]string{"i": "1", "head": "", "tail": ""}}
	var found []string
	var walk func(actions []script.Action)
	walk = func(actions []script.Action) {
		for _, a := range actions {
			walk(a.Block)
			text := a.Data
			if a.Test != nil {
				text = a.Test.Want
			}
			switch a.Verb {
			case "let":
				if kind, _ := sc.word(a, min(1, len(a.Words)-1)); kind == "port" || kind == "path" {
					name, _ := sc.word(a, 0)
					sc.vars[name] = kind
				} else if err := sc.let(a, ""); err != nil {
					t.Fatalf("line %d: %v", a.Line, err)
				}
			case "repeat":
				times, err := sc.word(a, 0)
				if err != nil {
					t.Fatalf("line %d: %v", a.Line, err)
				}
				found = append(found, times)
			case "expect", "expect-line", "expect-rest", "output", "errors", "a-line":
				want, err := sc.expand(text)
				if err != nil {
					t.Fatalf("line %d: %v", a.Line, err)
				}
				found = append(found, strconv.Itoa(a.Line)+want)
			}
		}
	}
	walk(s.Lets)
	for _, step := range s.Steps {
		walk(step.Actions)
	}
	return found
}

// Of two programs in a folder none is checked: the learner has added one to the starter.
func TestTwoPrograms(t *testing.T) {
	checker, _ := newChecker(t)
	folder := t.TempDir()
	for _, name := range []string{"main.go", "main.js"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("package main\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, err := checker.build(t.Context(), folder)
	if err == nil || !strings.Contains(err.Error(), "main.go and ") || !strings.Contains(err.Error(), "main.js") {
		t.Errorf("%v; want an error that names both", err)
	}
}
