//go:build unix

package command

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/progress"
)

func TestList(t *testing.T) {
	t.Parallel()
	j := start(t, "list")
	if code := j.exit(); code != 0 || j.errorText() != "" {
		t.Fatalf("list: exit code %d, %q", code, j.errors)
	}
	for _, stage := range course.Stages {
		for _, want := range append(stage.Adds, stage.Idea,
			"go run ./"+stage.ID+"/server", stage.ID+"/README.md") {
			if !strings.Contains(j.output.String(), want) {
				t.Errorf("list lacks %q", want)
			}
		}
	}
}

func TestListJSON(t *testing.T) {
	t.Parallel()
	j := start(t, "list", "--json")
	if code := j.exit(); code != 0 {
		t.Fatalf("list --json: exit code %d, %q", code, j.errors)
	}
	lines := bufio.NewScanner(strings.NewReader(j.output.String()))
	for _, stage := range course.Stages {
		var got part
		if !lines.Scan() {
			t.Fatalf("no line for %s", stage.ID)
		}
		if err := json.Unmarshal(lines.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if got.ID != stage.ID || got.Idea != stage.Idea || len(got.Adds) == 0 {
			t.Errorf("%s: %+v", stage.ID, got)
		}
	}
	if lines.Scan() {
		t.Errorf("there is more: %q", lines.Text())
	}
}

// read prints the lesson, for every name that a part has.
func TestRead(t *testing.T) {
	t.Parallel()
	for name, stage := range map[string]course.Stage{
		"1": course.Stages[0], "part3": course.Stages[2], "part6-php": course.Stages[5],
	} {
		want, err := course.Lesson(root, stage)
		if err != nil {
			t.Fatal(err)
		}
		j := start(t, "read", name)
		if code := j.exit(); code != 0 || j.output.String() != want {
			t.Errorf("read %s: exit code %d, %q; want the lesson",
				name, code, j.output)
		}
	}
}

// list marks what the learner has read and run.
func TestMarks(t *testing.T) {
	t.Parallel()
	env := []string{progress.Variable + "=" + filepath.Join(t.TempDir(), "p.json")}
	startIn(t, root, env, "read", "2").exit()
	startIn(t, root, env, "send", "1", "hello").exit()
	startIn(t, root, env, "read", "1").exit()
	j := startIn(t, root, env, "list")
	j.exit()
	for _, want := range []string{"two programs talk (read, run)\n",
		"call by call (read)\n", "many clients at once\n"} {
		if !strings.Contains(j.output.String(), want) {
			t.Errorf("list lacks %q: %s", want, j.output)
		}
	}
}

// A damaged progress file is reported and left alone, and the commands work.
func TestDamagedProgress(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "p.json")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{progress.Variable + "=" + path}
	for _, arguments := range []string{"list", "read 1", "send 1 hello"} {
		j := startIn(t, root, env, strings.Fields(arguments)...)
		if code := j.exit(); code != 0 || !strings.Contains(j.errorText(), path) ||
			j.output.String() == "" {
			t.Errorf("%q: exit code %d, %q, %q", arguments, code, j.output, j.errors)
		}
	}
	if text, err := os.ReadFile(path); string(text) != "{" || err != nil {
		t.Errorf("the file is now %q, %v", text, err)
	}
}
