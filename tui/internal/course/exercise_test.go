package course

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every exercise has all its parts, and its number.
func TestExercisesAreComplete(t *testing.T) {
	exercises, err := Exercises(root)
	if err != nil {
		t.Fatal(err)
	}
	steps := regexp.MustCompile(`(?m)^## .*$`)
	number := make(map[int]int)
	for _, e := range exercises {
		for _, name := range []string{e.Folder + "/check.txt", e.Folder + "/solution", e.Starter} {
			if _, err := os.Stat(filepath.Join(root, name)); err != nil {
				t.Errorf("%s: %v", e.ID(), err)
			}
		}
		if number[e.Stage.Number]++; e.Number != number[e.Stage.Number] {
			t.Logf("%s: the exercise before it is missing", e.Folder)
		}
		if lines := strings.Count(read(t, e.Folder+"/README.md"), "\n"); lines > 25 {
			t.Errorf("%s/README.md has %d lines, want at most 25", e.Folder, lines)
		}
		hints := steps.FindAllString(read(t, e.Folder+"/hints.md"), -1)
		if !slices.Equal(hints, []string{"## 1", "## 2", "## 3"}) {
			t.Errorf("%s/hints.md has the steps %q, want ## 1, ## 2 and ## 3", e.Folder, hints)
		}
		for _, file := range []string{"README.md", "check.txt", "hints.md"} {
			for i, line := range strings.Split(read(t, e.Folder+"/"+file), "\n") {
				if len([]rune(line)) > 140 || file != "check.txt" && len([]rune(line)) > 100 {
					t.Errorf("%s/%s:%d is %d wide", e.Folder, file, i+1, len([]rune(line)))
				}
			}
		}
	}
}

func TestFindExercise(t *testing.T) {
	for _, name := range []string{"1.1", "1.1-three-pieces", "exercises/1.1-three-pieces/",
		"part1-basic/exercises/01-three-pieces"} {
		e, err := FindExercise(root, name)
		if err != nil || e.ID() != "1.1" {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
	}
	if _, err := FindExercise(root, "1.99"); err == nil {
		t.Error("there is an exercise 1.99")
	}
}

// A README that lacks something says what.
func TestExerciseFields(t *testing.T) {
	const whole = "# A title\n\n- Objective: read on\n- Minutes: 15\n- Kind: write\n- Starter: part1-basic/client\n\nThe task.\n"
	var e Exercise
	if err := e.parse(whole); err != nil || e.Title != "A title" || e.Objective != "read on" ||
		e.Minutes != 15 || e.Kind != "write" || e.Starter != "part1-basic/client" || e.Task != "The task." {
		t.Errorf("%+v, %v", e, err)
	}
	for cut, want := range map[string]string{
		"# A title": "title", "- Objective: read on\n": "Objective", "- Minutes: 15\n": "Minutes",
		"- Kind: write\n": "Kind", "The task.": "task",
	} {
		err := new(Exercise).parse(strings.Replace(whole, cut, "", 1))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("without %q: %v, want an error about %s", cut, err, want)
		}
	}
}
