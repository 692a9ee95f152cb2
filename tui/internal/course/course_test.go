package course

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of parts into the README")

// root is the top folder of the repository.
const root = "../../.."

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The tree has the parts of the course and no others, and each is complete.
func TestCourseMatchesTree(t *testing.T) {
	// A conversation that the guide has saved may lie beside the folders.
	folders, err := filepath.Glob(filepath.Join(root, "part*", "README.md"))
	if err != nil || len(folders) != len(Stages) {
		t.Errorf("the tree has %d parts (%v), the course has %d", len(folders), err, len(Stages))
	}
	for i, stage := range Stages {
		if stage.Number != i+1 || !strings.HasSuffix(stage.ID, "-"+stage.Title) ||
			stage.Idea == "" || len(stage.Adds) == 0 || len(stage.Demo) == 0 ||
			stage.Network != "tcp" && stage.Network != "unix" {
			t.Errorf("part %d is incomplete: %+v", i+1, stage)
		}
		for _, name := range []string{"README.md", "server/main.go", "client/main.go"} {
			if _, err := os.Stat(filepath.Join(root, stage.ID, name)); err != nil {
				t.Error(err)
			}
		}
		for _, model := range stage.Models {
			if !strings.Contains(read(t, stage.ID+"/server/models_unix.go"), `"`+model+`"`) {
				t.Errorf("%s has no model %s", stage.ID, model)
			}
		}
	}
}

func TestFind(t *testing.T) {
	for name, want := range map[string]int{
		"1": 1, "part3": 3, "part5-unix": 5, "part6-php/": 6,
		"": 0, "0": 0, "7": 0, "part": 0, "unix": 0, "01": 0,
	} {
		stage, err := Find(name)
		if stage.Number != want || (err != nil) != (want == 0) {
			t.Errorf("Find(%q) = %d, %v, want %d", name, stage.Number, err, want)
		}
	}
}

// The README's table is up to date.
func TestReadmeTable(t *testing.T) {
	readme := read(t, "README.md")
	const begin, end = "-update -->\n", "<!-- end -->"
	before, rest, found := strings.Cut(readme, begin)
	table, after, found2 := strings.Cut(rest, end)
	if !found || !found2 {
		t.Fatal("the README has no place for the table")
	}
	if table == Table() {
		return
	}
	if !*update {
		t.Fatal("the README's table is out of date: go test ./tui/internal/course -update")
	}
	readme = before + begin + Table() + end + after
	if err := os.WriteFile(filepath.Join(root, "README.md"), []byte(readme), 0o644); err != nil {
		t.Fatal(err)
	}
}

// sources returns the text of each Go and PHP file of a part, by name, without
// its exercises: a lesson shows no code of theirs.
func sources(t *testing.T, stage Stage) map[string]string {
	t.Helper()
	texts := make(map[string]string)
	err := filepath.WalkDir(filepath.Join(root, stage.ID), func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.IsDir() && entry.Name() == "exercises" {
			return filepath.SkipDir
		}
		if ext := filepath.Ext(path); ext == ".go" || ext == ".php" {
			name, _ := filepath.Rel(root, path)
			texts[name] = read(t, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// The code in a lesson is the code of its part: consecutive lines of one file. A
// line of three dots stands for lines left out.
func TestLessonsShowTheCode(t *testing.T) {
	blocks := regexp.MustCompile("(?ms)^```(go|php)\n(.*?)^```$")
	dots := regexp.MustCompile(`(?m)^(// )?\.\.\.\n`)
	for _, stage := range Stages {
		all := ""
		for name, text := range sources(t, stage) {
			if !strings.HasSuffix(name, "_test.go") {
				all += "\x00" + flush(text)
			}
		}
		shown := blocks.FindAllStringSubmatch(read(t, stage.ID+"/README.md"), -1)
		if len(shown) == 0 {
			t.Errorf("the lesson of %s shows no code", stage.ID)
		}
		for _, block := range shown {
			for _, lines := range dots.Split(flush(block[2]), -1) {
				if !strings.Contains(all, lines) {
					t.Errorf("the lesson of %s shows lines that its code does not have:\n%s", stage.ID, lines)
				}
			}
		}
	}
}

// flush returns text without the indentation of its lines.
func flush(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	return strings.Join(lines, "\n")
}

// A lesson is shown without the marks for the test that runs it.
func TestLessonHasNoMarks(t *testing.T) {
	checkout := t.TempDir()
	stage := Stages[2]
	if err := os.Mkdir(filepath.Join(checkout, stage.ID), 0o755); err != nil {
		t.Fatal(err)
	}
	text := "# Part 3\n\n<!-- varies: 7 -->\n```console\n$ echo 7 # <!-- stays -->\n7\n```\n" +
		"1. Look\n   <!-- by hand: it is long -->\n   ```console\n   $ top\n   ```\n"
	name := filepath.Join(checkout, stage.ID, "README.md")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	want := "# Part 3\n\n```console\n$ echo 7 # <!-- stays -->\n7\n```\n" +
		"1. Look\n   ```console\n   $ top\n   ```\n"
	if got, err := Lesson(checkout, stage); got != want || err != nil {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
	if _, err := Lesson(checkout, Stages[0]); err == nil {
		t.Error("there is no lesson, and no error")
	}
}

// All lessons have the same sections, and fit a terminal.
func TestLessonsHaveOneShape(t *testing.T) {
	for _, stage := range Stages {
		lesson := read(t, stage.ID+"/README.md")
		for _, heading := range []string{
			"\n## The idea\n", "\n## The code that carries it\n", "\n## Run it\n",
			"\n## Watch it\n", "\n## What changed since 2008\n", "\n## Try this\n",
		} {
			if strings.Count(lesson, heading) != 1 {
				t.Errorf("the lesson of %s has %q %d times", stage.ID,
					strings.TrimSpace(heading), strings.Count(lesson, heading))
			}
		}
		for i, line := range strings.Split(lesson, "\n") {
			if len([]rune(line)) > 100 && !strings.Contains(line, "://") {
				t.Errorf("%s/README.md:%d is %d wide", stage.ID, i+1, len([]rune(line)))
			}
		}
	}
}

// A stage's code fits a pane of the terminal, and listens only on loopback by
// default.
func TestStagesFitAPane(t *testing.T) {
	open := regexp.MustCompile(`"(0\.0\.0\.0)?:\d*"|REUSEPORT`)
	for _, stage := range Stages {
		for name, text := range sources(t, stage) {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			for i, line := range strings.Split(text, "\n") {
				if width := len([]rune(strings.ReplaceAll(line, "\t", "    "))); width > 90 {
					t.Errorf("%s:%d is %d wide", name, i+1, width)
				}
				if open.MatchString(line) {
					t.Errorf("%s:%d: %s: listens on more than loopback", name, i+1, line)
				}
			}
		}
	}
}

// The tests that the page of promises names exist.
func TestPromisesNameTests(t *testing.T) {
	tests := make(map[string]bool)
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	err := filepath.WalkDir(root, func(path string, _ os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, "_test.go") {
			name, _ := filepath.Rel(root, path)
			for _, found := range declared.FindAllStringSubmatch(read(t, name), -1) {
				tests[found[1]] = true
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	page := read(t, "part4-security/PROMISES.md")
	named := regexp.MustCompile(`\b(Test|Fuzz)[A-Z]\w+`).FindAllString(page, -1)
	if len(named) < 20 {
		t.Errorf("the page names %d tests", len(named))
	}
	for _, name := range named {
		if !tests[name] {
			t.Errorf("the page names %s, which does not exist", name)
		}
	}
}
