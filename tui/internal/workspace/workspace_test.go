package workspace

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/progress"
)

// fresh returns the workspace of somebody who begins, in a checkout with one
// exercise, and that exercise.
func fresh(t *testing.T) (*Workspace, course.Exercise) {
	t.Helper()
	root := t.TempDir()
	t.Setenv(progress.Variable, filepath.Join(root, "progress.json"))
	t.Setenv(FolderVariable, "")
	t.Setenv(HideVariable, "")
	const folder = "part3-threads/exercises/02-many/"
	for name, text := range map[string]string{
		"README.md": "# Many\n\n- Objective: serve many\n- Minutes: 15\n- Kind: write\n\n" +
			"See [the idea](../../README.md#the-idea).\n",
		"hints.md":               "# Hints\n\n## 1\n\nAsk.\n\n## 2\n\nThink.\n\n## 3\n\nType.\n",
		"starter/go/main.go":     "package main\n// TODO\n",
		"starter/go/sub/a.go":    "package sub\n",
		"starter/go/a_test.go":   "package main\n",
		"starter/python/main.py": "# TODO\n",
		"solution/main.go":       "package main\n// done\n",
	} {
		write(t, filepath.Join(root, folder+name), text)
	}
	e, err := course.FindExercise(root, "3.2")
	if err != nil {
		t.Fatal(err)
	}
	done, err := progress.Open()
	if err != nil {
		t.Fatal(err)
	}
	return New(root, done), e
}

func write(t *testing.T, name, text string) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(name), 0o755)
	if err == nil {
		err = os.WriteFile(name, []byte(text), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// has checks the text of a file; "" means that there is none.
func has(t *testing.T, name, want string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if string(text) != want || err != nil && want != "" {
		t.Errorf("%s has %q (%v), want %q", name, text, err, want)
	}
}

func TestStart(t *testing.T) {
	w, e := fresh(t)
	usual := filepath.Join(w.root, "exercises", "3.2-many")
	if w.Started(e) {
		t.Error("it is started before Start")
	}
	folder, err := w.Start(e, "", "")
	if err != nil || folder != usual || !w.Started(e) {
		t.Fatalf("Start: %q, %v", folder, err)
	}
	has(t, usual+"/main.go", "package main\n// TODO\n")
	has(t, usual+"/sub/a.go", "package sub\n")
	has(t, usual+"/a_test.go", "")
	write(t, usual+"/main.go", "mine")
	if _, err := w.Start(e, "", ""); err == nil || !strings.Contains(err.Error(), "reset 3.2") {
		t.Errorf("a second Start: %v, want what to do instead", err)
	}
	has(t, usual+"/main.go", "mine")
}

// A folder that the learner has chosen is used from then on; if it is not there,
// as on another machine, the usual one is.
func TestStartElsewhere(t *testing.T) {
	w, e := fresh(t)
	mine := filepath.Join(t.TempDir(), "mine")
	if folder, err := w.Start(e, mine, "python"); err != nil || folder != mine {
		t.Fatalf("Start: %q, %v", folder, err)
	}
	has(t, mine+"/main.py", "# TODO\n")
	if w.Folder(e) != mine {
		t.Errorf("Folder = %q, want %q", w.Folder(e), mine)
	}
	os.RemoveAll(mine)
	if want := filepath.Join(w.root, "exercises", "3.2-many"); w.Folder(e) != want {
		t.Errorf("Folder = %q, want %q", w.Folder(e), want)
	}
	if _, err := w.Start(e, mine, "cobol"); err == nil || !strings.Contains(err.Error(), "go, python") {
		t.Errorf("a starter in cobol: %v, want the languages that there are", err)
	}
}

// Reset keeps what the learner has written, however often.
func TestReset(t *testing.T) {
	w, e := fresh(t)
	if _, err := w.Reset(e, ""); err == nil || !strings.Contains(err.Error(), "start 3.2") {
		t.Errorf("reset before start: %v", err)
	}
	folder, err := w.Start(e, "", "python")
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	for _, text := range []string{"first", "second", "third"} {
		write(t, folder+"/main.py", text)
		backup, err := w.Reset(e, "")
		if err != nil || seen[backup] {
			t.Fatalf("reset: %q, %v", backup, err)
		}
		seen[backup] = true
		has(t, backup+"/main.py", text)
		has(t, folder+"/main.py", "# TODO\n")
	}
	if _, err := w.Reset(e, "go"); err != nil {
		t.Fatal(err)
	}
	has(t, folder+"/main.go", "package main\n// TODO\n")
	has(t, folder+"/main.py", "")
}

// Each time there is one more step.
func TestHint(t *testing.T) {
	w, e := fresh(t)
	for _, want := range []string{"Ask.", "Ask.|Think.", "Ask.|Think.|Type.", "Ask.|Think.|Type."} {
		steps, of, err := w.Hint(e)
		if got := strings.Join(steps, "|"); got != want || of != 3 || err != nil {
			t.Errorf("Hint = %q of %d, %v, want %q", got, of, err, want)
		}
	}
	t.Setenv(HideVariable, "1")
	if steps, _, _ := w.Hint(e); len(steps) != 2 {
		t.Errorf("in an exam: %q, want the first two", steps)
	}
}

// The solution opens after a pass, or by force, and never in an exam.
func TestSolution(t *testing.T) {
	w, e := fresh(t)
	if _, err := w.Solution(e, false); !errors.Is(err, ErrHidden) {
		t.Errorf("before a pass: %v", err)
	}
	files, err := w.Solution(e, true)
	if err != nil || len(files) != 1 || files[0] != (File{"main.go", "package main\n// done\n"}) {
		t.Errorf("anyway: %q, %v", files, err)
	}
	w.done.Change("3.2", func(p *progress.Exercise) { p.Passed = true })
	if files, err := w.Solution(e, false); err != nil || len(files) != 1 {
		t.Errorf("after a pass: %q, %v", files, err)
	}
	t.Setenv(HideVariable, "1")
	for _, anyway := range []bool{false, true} {
		if _, err := w.Solution(e, anyway); !errors.Is(err, ErrHidden) {
			t.Errorf("in an exam: %v", err)
		}
		if text, err := w.Diff(e, true, anyway); text != "" || err == nil {
			t.Errorf("in an exam the difference is %q, %v", text, err)
		}
	}
}

// The checkout for an exam has neither hints nor solutions, and says so.
func TestHandOut(t *testing.T) {
	w, e := fresh(t)
	for _, name := range []string{"hints.md", "solution"} {
		if err := os.RemoveAll(filepath.Join(w.root, e.Folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := w.Hint(e); err == nil || err.Error() != "this checkout has no hints for 3.2" {
		t.Errorf("Hint: %v", err)
	}
	if _, err := w.Solution(e, true); err == nil || err.Error() != "this checkout has no solution of 3.2" {
		t.Errorf("Solution: %v", err)
	}
}

func TestDiff(t *testing.T) {
	w, e := fresh(t)
	if _, err := w.Diff(e, false, false); err == nil || !strings.Contains(err.Error(), "start 3.2") {
		t.Errorf("before start: %v", err)
	}
	folder, err := w.Start(e, "", "go")
	if err != nil {
		t.Fatal(err)
	}
	write(t, folder+"/main.go", "package main\n// mine\n")
	text, err := w.Diff(e, false, false)
	if err != nil || !strings.Contains(text, "\n-// TODO\n+// mine\n") {
		t.Errorf("from the starter: %q, %v", text, err)
	}
	if text, err = w.Diff(e, true, false); text != "" || !errors.Is(err, ErrHidden) {
		t.Errorf("to the solution, closed: %q, %v", text, err)
	}
	text, err = w.Diff(e, true, true)
	if err != nil || !strings.Contains(text, "\n-// mine\n+// done\n") {
		t.Errorf("to the solution: %q, %v", text, err)
	}
}

// A program is compared with a solution in its own language, or not at all.
func TestDiffToSolutionInOtherLanguages(t *testing.T) {
	w, e := fresh(t)
	folder, err := w.Start(e, "", "go")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	write(t, folder+"/main.py", "# mine\n")
	if text, err := w.Diff(e, true, true); text != "" || err == nil ||
		!strings.Contains(err.Error(), "no solution of 3.2 in the language") {
		t.Errorf("without one in Python: %q, %v", text, err)
	}
	write(t, filepath.Join(w.root, e.Folder, "testdata", "passed.py", "main.py"), "# done\n")
	text, err := w.Diff(e, true, true)
	if err != nil || !strings.Contains(text, "+++ testdata/passed.py/main.py\n") ||
		!strings.Contains(text, "\n-# mine\n+# done\n") {
		t.Errorf("with one: %q, %v", text, err)
	}
	if text, err := w.Diff(e, true, false); text != "" || !errors.Is(err, ErrHidden) {
		t.Errorf("closed: %q, %v", text, err)
	}
}

// Users who share a checkout have folders of their own.
func TestFolderVariable(t *testing.T) {
	w, e := fresh(t)
	t.Setenv(FolderVariable, filepath.Join(w.root, "ours"))
	if folder, err := w.Start(e, "", ""); err != nil || folder != filepath.Join(w.root, "ours", "3.2-many") {
		t.Errorf("Start = %q, %v", folder, err)
	}
}

func TestTask(t *testing.T) {
	_, e := fresh(t)
	if got, want := Task(e), "See the idea (part3-threads/README.md)."; got != want {
		t.Errorf("Task = %q, want %q", got, want)
	}
}

// What a program writes, such as a log, is not a change of it.
func TestFingerprint(t *testing.T) {
	folder := t.TempDir()
	write(t, folder+"/main.go", "0")
	before := fingerprint(folder)
	write(t, folder+"/server.log", "a line")
	if fingerprint(folder) != before {
		t.Error("a log counts as a change")
	}
	write(t, folder+"/sub/a.py", "0")
	if fingerprint(folder) == before {
		t.Error("a new source in a folder does not count as a change")
	}
}

// Each save of a source is followed by a check.
func TestWatch(t *testing.T) {
	folder := t.TempDir()
	write(t, folder+"/main.go", "0")
	ctx, stop := context.WithCancel(context.Background())
	checks := make(chan string, 10)
	ended := make(chan error, 1)
	go func() {
		ended <- Watch(ctx, folder, func() error {
			text, err := os.ReadFile(folder + "/main.go")
			checks <- string(text)
			return err
		})
	}()
	for _, want := range []string{"0", "one", "three"} {
		write(t, folder+"/main.go", want)
		for got := ""; got != want; {
			select {
			case got = <-checks:
			case <-time.After(time.Minute):
				t.Fatalf("no check of %q", want)
			}
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("Watch = %v", err)
	}
	damaged := errors.New("cannot check")
	err := Watch(context.Background(), folder, func() error { return damaged })
	if err != damaged {
		t.Errorf("Watch = %v, want the error of the check", err)
	}
}
