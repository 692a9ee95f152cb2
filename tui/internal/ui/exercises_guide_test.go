//go:build unix

package ui

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// A learner starts exercise 1.1, checks the starter, reads the finding, and passes
// with a program that is right.
func TestExerciseFromStartToPassed(t *testing.T) {
	t.Parallel()
	g := startGuide(t, options{changes: true})
	g.open(1, "Exercises")
	g.WaitFor("You have passed 0 of", "> 1.1")
	g.Press("enter")
	g.WaitFor("not started: s copies the starter in go", "Write a client.")
	g.Press("s")
	g.WaitFor("started: exercises/1.1-three-pieces")
	g.Press("c")
	g.WaitFor("Not passed", "✗ ", ": failed")
	g.Press("enter")
	g.WaitFor("events: ", "your code", "esc back")
	g.Press("esc")
	g.WaitFor("Not passed")
	g.Press("w")
	g.WaitFor("Waiting for the next save")
	solution := "part1-basic/exercises/01-three-pieces/solution/main.go"
	text, err := os.ReadFile(filepath.Join(stagetest.Root(), filepath.FromSlash(solution)))
	if err == nil {
		err = os.WriteFile(filepath.Join(g.folder, "exercises", "1.1-three-pieces", "main.go"), text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	g.WaitFor(" Passed", "Waiting for the next save")
	g.WaitGone("Not passed")
	g.Press("w")
	g.WaitGone("Waiting for the next save", "The check stops...")
	g.Press("esc")
	g.WaitFor("You have passed 1 of", "✓ passed", "Next: 1.2 ", ", key n")
	g.Press("home", "n")
	g.WaitFor("not started: s copies the starter in go", "1.2")
}

// The screens of the exercises are the same as their golden files.
func TestGoldenExercises(t *testing.T) {
	stagetest.SkipUnderRace(t, "it compares screens; other tests play the same keys under it")
	for _, size := range [][2]int{{60, 20}, {80, 24}, {120, 40}} {
		name := fmt.Sprintf("%dx%d", size[0], size[1])
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := startGuide(t, options{columns: size[0], rows: size[1], prepare: writeGoldenExercise})
			for g.active() != "[Exercises]" { // open waits for more of the header
				active := g.active()
				g.Press("tab")
				g.WaitUntil("another screen", func([]string) bool { return g.active() != active })
			}
			g.WaitFor("You have passed 0 of 1")
			g.compare("exercises-" + name)
			g.Press("s")
			g.WaitFor("started: exercises/1.1-golden", "your program is in")
			g.Press("c")
			g.WaitFor("Not passed", "esc back")
			g.WaitGone("c stop") // the check ends after its result
			g.compare("finding-" + name)
			g.Press("enter")
			g.WaitFor("your code", "expected", "≠")
			g.compare("conversation-" + name)
		})
	}
}

// writeGoldenExercise replaces all exercises by one that never changes.
func writeGoldenExercise(folder string) {
	for _, stage := range course.Stages {
		_ = os.RemoveAll(filepath.Join(folder, stage.ID, "exercises"))
	}
	for name, text := range map[string]string{
		"README.md": "# Golden\n\n- Objective: greet\n- Minutes: 5\n- Kind: write\n\n" +
			"Write a client that sends hello and a newline.\n",
		"hints.md": "## 1\n\nWhat does it send?\n\n## 2\n\nhullo\n\n## 3\n\nhello\n",
		"check.txt": "arguments {host} {port}\n\nstep the client greets\n\tlisten\n\tstart\n" +
			"\taccept\n\texpect \"hello\\n\"\n\nstep it ends\n\tclose\n\texit 0\n",
		"starter/main.go": "package main\n\nimport (\n\t\"net\"\n\t\"os\"\n)\n\nfunc main() {\n" +
			"\tc, _ := net.Dial(\"tcp\", net.JoinHostPort(os.Args[1], os.Args[2]))\n" +
			"\tc.Write([]byte(\"hullo\\n\"))\n\tc.Read(make([]byte, 1))\n}\n",
	} {
		path := filepath.Join(folder, "part1-basic", "exercises", "01-golden", filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700),
			os.WriteFile(path, []byte(text), 0o600)); err != nil {
			panic(err)
		}
	}
}
