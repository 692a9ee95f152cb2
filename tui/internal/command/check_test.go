//go:build unix

package command

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"wallsockets/tui/internal/check"
	"wallsockets/tui/internal/progress"
	"wallsockets/tui/internal/test/stagetest"
	"wallsockets/tui/internal/workspace"
)

const (
	pieces     = "part1-basic/exercises/01-three-pieces"
	piecesSlug = "1.1-three-pieces"
)

// learner is somebody with a progress and programs of their own.
type learner struct {
	t    testing.TB
	dir  string
	env  []string
	file string // the progress
}

func newLearner(t testing.TB) *learner {
	l := &learner{t: t, dir: t.TempDir()}
	l.file = filepath.Join(l.dir, "progress.json")
	l.env = []string{progress.Variable + "=" + l.file,
		workspace.FolderVariable + "=" + filepath.Join(l.dir, "exercises")}
	return l
}

// runs runs a command, checks the exit code and returns what it printed: both
// outputs, standard output first.
func (l *learner) runs(code int, arguments ...string) string {
	l.t.Helper()
	j := startIn(l.t, root, l.env, arguments...)
	got := j.exit()
	text := j.output.String() + j.errorText()
	if got != code {
		l.t.Errorf("%q: exit code %d, want %d: %s", arguments, got, code, text)
	}
	return text
}

// prints does the same and checks that the output has the texts.
func (l *learner) prints(code int, arguments string, want ...string) {
	l.t.Helper()
	text := l.runs(code, strings.Fields(arguments)...)
	for _, w := range want {
		if !strings.Contains(text, w) {
			l.t.Errorf("%s prints no %q: %s", arguments, w, text)
		}
	}
}

// solve copies the solution to the learner's folder.
func (l *learner) solve(folder string) {
	l.t.Helper()
	text, err := os.ReadFile(filepath.Join(root, pieces, "solution", "main.go"))
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "main.go"), text, 0o600)
	}
	if err != nil {
		l.t.Fatal(err)
	}
}

// The path of a learner, from the list to the solution.
func TestLearn(t *testing.T) {
	t.Parallel()
	l := newLearner(t)
	mine := filepath.Join(l.dir, "mine")
	l.prints(0, "exercises", "1.1  · open", "passed 0 of", "start 1.1")
	l.prints(0, "start 1.1 --dir "+mine, "1.1 An answer in three pieces", "mine/main.go", "check 1.1")
	l.prints(1, "start 1.1", "start: "+mine+" is not empty", "reset 1.1")
	l.prints(1, "check 1.1", "one-read", "hint 1.1")
	l.prints(0, "hint 1.1", "Hint 1 of 3", "One step more")
	l.prints(0, "hint 1.1", "Hint 2 of 3")
	l.prints(1, "solution 1.1", "--anyway")
	l.prints(1, "diff 1.1 --solution", "--anyway")
	l.prints(0, "solution 1.1 --anyway", "package main", pieces+"/solution/main.go")
	l.prints(0, "progress", "passed 0 of", "check 1.1", l.file)
	l.solve(mine)
	l.prints(0, "diff 1.1", "+++ yours/main.go")
	l.prints(0, "check 1.1", "passed 1 of", "solution 1.1", "Next: go run ./tui start")
	l.prints(0, "check 1.1 --seed 7", ": passed")
	l.prints(0, "solution 1.1", "package main")
	l.prints(0, "exercises", "1.1  ✓ passed")
	l.prints(0, "reset 1.1", mine+".before-")
	l.prints(1, "check 1.1", "one-read")
	l.prints(0, "exercises", "1.1  ✓ passed")
}

// In an exam the solution stays closed, by the flag or by the variable.
func TestNoSolutions(t *testing.T) {
	t.Parallel()
	l := newLearner(t)
	l.prints(1, "solution 1.1 --anyway --no-solutions", "this is an exam")
	l.env = append(l.env, workspace.HideVariable+"=1")
	l.prints(1, "solution 1.1 --anyway", "this is an exam")
	for range 3 {
		l.runs(0, "hint", "1.1")
	}
	if text := l.runs(0, "hint", "1.1"); strings.Contains(text, "Hint 3") || !strings.Contains(text, "Hint 2") {
		t.Errorf("hint prints %s, want the first two steps", text)
	}
	solution := filepath.Join(root, pieces, "solution")
	l.prints(0, "check 1.1 --dir "+solution, ": passed")
	// The solution's pass is not the learner's.
	l.prints(0, "progress", "passed 0 of")
}

// A command, in the folder given, and a server that runs already.
func TestCheckCommandAndAttach(t *testing.T) {
	t.Parallel()
	l := newLearner(t)
	wrong := filepath.Join(root, pieces, "testdata", "waits-for-newline.py")
	stagetest.Need(t, "python3")
	l.prints(1, "check 1.1 --dir "+wrong+" -- python3 main.py {host} {port}", "waits-for-newline")
	l.prints(4, "check 1.1 -- no-such-program", "not your program's fault")
	server := stagetest.Start(t, stagetest.Find(t, 3))
	l.prints(1, "check 3.1 --attach "+server.Address, "not passed")
}

// Wrong usage is not a verdict.
func TestCheckUsage(t *testing.T) {
	t.Parallel()
	l := newLearner(t)
	for _, test := range [][2]string{
		{"check", "want one EXERCISE"}, {"check 1.1 3.1", "want one EXERCISE"},
		{"check 9.9", "no exercise"}, {"check all -- true", "want no command"},
		{"check 3.1 --attach 127.0.0.1:1 -- true", "want no command"},
		{"check 5.3 --attach /tmp/s", "check.txt:15: restart"},
		{"check 4.5 --attach 127.0.0.1:1", "check.txt:14: listen"},
		{"check 1.4 --attach 127.0.0.1:1", "predictions"},
		{"check 3.1 --json --tap", "not both"}, {"check 3.1 --dir /no/such", "no such folder"},
		{"check 3.1 --seed x", "see go run ./tui check --help"},
		{"watch all", "want one EXERCISE"}, {"start", "want one EXERCISE"},
		{"hint 1.1 2", "want one EXERCISE"}, {"rollup", "want a FILE"},
		{"exercises all", "want no arguments"}, {"exercise", "want verify"},
	} {
		l.prints(2, test[0], test[1])
	}
	l.prints(4, "check 3.1 --junit /no/such/file.xml", "no such file")
	l.prints(1, "rollup /no/such.json", "no such file")
	j := startIn(t, "/", l.env, "check", "3.1")
	if code := j.exit(); code != 4 {
		t.Errorf("check outside the checkout: exit code %d, want 4", code)
	}
}

// A class: three students, every format, and the roll-up.
func TestCheckAllAndRollup(t *testing.T) {
	t.Parallel()
	l := newLearner(t)
	var files []string
	for name, program := range map[string]string{
		"anna": pieces + "/solution", "ben": pieces + "/testdata/one-read", "carl": "",
	} {
		folder := filepath.Join(l.dir, name)
		err := os.Mkdir(folder, 0o700)
		if err == nil && program != "" {
			err = os.CopyFS(filepath.Join(folder, piecesSlug), os.DirFS(filepath.Join(root, program)))
		}
		if err != nil {
			t.Fatal(err)
		}
		j := startIn(t, root, l.env, "check", "all", "--dir", folder, "--json",
			"--junit", folder+".xml", "--gradescope", folder+"-results.json")
		if code := j.exit(); code != 1 || j.errorText() != "" {
			t.Errorf("%s: exit code %d, %q, want 1", name, code, j.errors)
		}
		lines := bufio.NewScanner(strings.NewReader(j.output.String()))
		var first check.Report
		if !lines.Scan() || json.Unmarshal(lines.Bytes(), &first) != nil || first.Exercise != "1.1" ||
			first.Passed != (name == "anna") {
			t.Errorf("%s: %s", name, j.output)
		}
		for _, name := range []string{folder + ".xml", folder + "-results.json"} {
			if text, err := os.ReadFile(name); err != nil || !strings.Contains(string(text), "three pieces") {
				t.Errorf("%s has %q, %v", name, text, err)
			}
		}
		files = append(files, folder+".json")
		if err := os.WriteFile(folder+".json", []byte(j.output.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	table := filepath.Join(l.dir, "class.csv")
	text := l.runs(0, append([]string{"rollup", "--csv", table}, files...)...)
	for _, want := range []string{"\nanna ", "\nben ", "\ncarl ", "one-read  1.1       1"} {
		if !strings.Contains(text, want) {
			t.Errorf("rollup prints no %q: %s", want, text)
		}
	}
	rows, err := os.ReadFile(table)
	if err != nil || !strings.Contains(string(rows), "\nben,1.1,An answer in three pieces,false,one-read,") {
		t.Errorf("the table is %q, %v", rows, err)
	}
	// What a teacher checks is not what the teacher has passed.
	l.prints(0, "progress", "passed 0 of")
}

// TAP is read by a parser that is not ours.
func TestCheckTAP(t *testing.T) {
	t.Parallel()
	prove := stagetest.Need(t, "prove")
	l := newLearner(t)
	name := filepath.Join(l.dir, "results.tap")
	text := l.runs(0, "check", "1.1", "--tap", "--dir", filepath.Join(root, pieces, "solution"))
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(prove, name).CombinedOutput(); err != nil {
		t.Errorf("prove: %v, %s\n%s", err, out, text)
	}
}

// --previous checks what was started before, and the exercise itself.
func TestCheckPrevious(t *testing.T) {
	t.Parallel()
	l := newLearner(t)
	if err := os.Mkdir(filepath.Join(l.dir, piecesSlug), 0o700); err != nil {
		t.Fatal(err)
	}
	l.solve(filepath.Join(l.dir, piecesSlug))
	// 1.1 was started, 2.4 was not.
	l.prints(1, "check 3.1 --previous --dir "+l.dir, "1.1 An answer in three pieces: passed",
		"3.1 One silent client, and fifty that ask: not started", "Passed: 1 of 2")
}

// watch checks at each save, and ends at ctrl+c.
func TestWatch(t *testing.T) {
	t.Parallel()
	l := newLearner(t)
	mine := filepath.Join(l.dir, "mine")
	l.runs(0, "start", "1.1", "--dir", mine)
	j := startIn(t, root, l.env, "watch", "1.1")
	j.waitFor(j.output, "one-read")
	j.waitFor(j.output, "Waiting for the next save")
	if err := os.WriteFile(filepath.Join(mine, "main.go"), []byte("package main\nfunc main() { x }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	j.waitFor(j.output, "does-not-build")
	l.solve(mine)
	j.waitFor(j.output, "You have passed 1 of")
	j.signal(syscall.SIGINT)
	if code := j.exit(); code != 0 {
		t.Errorf("watch: exit code %d at ctrl+c, %s", code, j.errors)
	}
	l.prints(0, "progress", "passed 1 of")
}

// The solutions alone, for CI.
func TestVerifySolutions(t *testing.T) {
	t.Parallel()
	l := newLearner(t)
	l.prints(0, "exercise verify --solutions 1.1", "solution", "ok")
	l.prints(2, "exercise verify 9.9", "no exercise")
}

// doctor --class says what nc is and runs the tools.
func TestDoctorClass(t *testing.T) {
	t.Parallel()
	l := newLearner(t)
	l.prints(0, "doctor --class", "nc's flavour", "C compiler", "python3", "node", "strace", "offline")
	for help, want := range map[string]string{
		"OpenBSD netcat (Debian patchlevel 1.219-1)\nusage: nc": "",
		"Ncat 7.93 ( https://nmap.org/ncat )":                   "nmap",
		"BusyBox v1.36.1 multi-call binary.":                    "BusyBox",
		"[v1.10-47]\nconnect to somewhere":                      "traditional",
		"GNU netcat 0.7.1, a rewrite":                           "traditional",
		"":                                                      "does not know",
	} {
		if found, err := netcat(help); (err == nil) != (want == "") ||
			err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q is %q, %v, want %q", help, found, err, want)
		}
	}
}
