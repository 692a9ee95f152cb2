// Package stagetest is what tests share that run the stages as a user does:
// built once, in processes of their own, spoken to by sockets. It waits for
// what is to happen, never for a time to pass.
package stagetest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
)

// Patience is how long anything may take before a test calls it hung. It is
// long, for a loaded machine; nothing waits for it to pass.
const Patience = 20 * time.Second

// root is the top folder of the checkout, seen from a package of tui/internal.
const root = "../../.."

// bin is the folder of the programs, by stage: bin/part1-basic/server.
var bin string

// Main runs the tests of a package with a folder for the programs that they
// build, and returns the exit code.
func Main(m *testing.M) int {
	var err error
	if bin, err = os.MkdirTemp("", "wallsockets"); err != nil {
		fmt.Println(err)
		return 1
	}
	defer os.RemoveAll(bin)
	// Tests start programs as other users, who must get at them.
	if err := os.Chmod(bin, 0o755); err != nil {
		fmt.Println(err)
		return 1
	}
	// The race detector makes a program wait for a second before it ends.
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	return m.Run()
}

// builds has what was built, by its path: a test waits for those it needs only.
var builds sync.Map

// Program returns the path of a stage's server or client, which is built when
// it is first asked for; under the race detector it is under it, too.
func Program(t testing.TB, stage course.Stage, name string) string {
	t.Helper()
	return program(t, stage, name, Race)
}

// RaceProgram does the same, under the race detector in any case.
func RaceProgram(t testing.TB, stage course.Stage, name string) string {
	t.Helper()
	return program(t, stage, name, true)
}

func program(t testing.TB, stage course.Stage, name string, race bool) string {
	t.Helper()
	path := filepath.Join(bin, stage.ID, name)
	if race {
		path += "-race"
	}
	once, _ := builds.LoadOrStore(path, sync.OnceValue(func() error {
		return build(path, "wallsockets/"+stage.ID+"/"+name, race)
	}))
	if err := once.(func() error)(); err != nil {
		t.Fatal(err)
	}
	return path
}

func build(path, name string, race bool) error {
	lookAtSources()
	command := exec.Command("go", "build", "-o", path)
	if race {
		command.Args = append(command.Args, "-race")
	}
	command.Args = append(command.Args, name)
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w\n%s", command.Args, err, out)
	}
	return nil
}

// lookAtSources makes the tests' result depend on the stages' sources. The go
// command brings up the last result as long as the files that a test reads are
// the same, and does not know that these are read by the builds.
var lookAtSources = sync.OnceFunc(func() {
	_ = filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && filepath.Ext(path) != ".md" {
			_, _ = os.Stat(path)
		}
		if entry != nil && entry.IsDir() && entry.Name() == ".git" {
			return filepath.SkipDir
		}
		return nil
	})
})

// Need skips the test, with the reason, where a program that is not ours is
// missing, and returns its path; in CI nothing may be missing.
func Need(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		Missing(t, name+" is not installed")
	}
	return path
}

// Missing skips the test with the reason; in CI it is a failure.
func Missing(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s, and in CI nothing may be missing", why)
	}
	t.Skip(why)
}

// NeedRoot skips the test for all users but root: only root can be another
// user, and make a network of its own.
func NeedRoot(t testing.TB) {
	t.Helper()
	if os.Geteuid() != 0 {
		Missing(t, "only root can do this")
	}
}

// Find returns the part with the number.
func Find(t testing.TB, number int) course.Stage {
	t.Helper()
	found, err := course.Find(fmt.Sprint(number))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// EachServer runs a test against every stage, in each of its models.
func EachServer(t *testing.T, test func(t *testing.T, stage course.Stage, flags []string)) {
	t.Helper()
	for _, stage := range course.Stages {
		if stage.Models == nil {
			t.Run(stage.ID, func(t *testing.T) { test(t, stage, nil) })
		}
		for _, model := range stage.Models {
			t.Run(stage.ID+"/"+model, func(t *testing.T) {
				test(t, stage, []string{"-model=" + model})
			})
		}
	}
}
