// Package stagetest is shared by the tests that run the stages as a user does:
// built once, in processes of their own, reached through their sockets. It waits
// for events, never for a time to pass.
package stagetest

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
)

// Patience is how long anything may take before a test considers it hung. It is
// long because the machine may be loaded; no test waits for it to pass.
const Patience = time.Minute

// Root returns the top folder of the checkout, which the tests run in.
var Root = sync.OnceValue(func() string {
	folder, err := course.Root(".")
	if err != nil {
		panic(err)
	}
	return folder
})

// bin is the folder of the programs, by stage: bin/part1-basic/server.
var bin string

// Folder returns a folder that Main removes after all tests.
func Folder() string { return bin }

// Main runs the tests of a package with a folder for the programs that they
// build, and returns the exit code.
func Main(m *testing.M) int {
	var err error
	if bin, err = os.MkdirTemp("", "wallsockets"); err != nil {
		fmt.Println(err)
		return 1
	}
	defer os.RemoveAll(bin)
	// Tests start programs as other users, who need access to them.
	if err := os.Chmod(bin, 0o755); err != nil {
		fmt.Println(err)
		return 1
	}
	if err := keepLinked(); err != nil {
		fmt.Println(err)
		return 1
	}
	// Under the race detector a program waits for a second before it ends.
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	return m.Run()
}

// builds has the builds by path, so that a test waits only for those it needs.
var builds sync.Map

// Program returns the path of a stage's server or client. The first call builds
// it, with the race detector if the test runs with it.
func Program(t testing.TB, stage course.Stage, name string) string {
	t.Helper()
	return program(t, stage, name, Race)
}

// RaceProgram does the same, but always with the race detector.
func RaceProgram(t testing.TB, stage course.Stage, name string) string {
	t.Helper()
	return program(t, stage, name, true)
}

func program(t testing.TB, stage course.Stage, name string, race bool) string {
	t.Helper()
	path, flags := filepath.Join(stage.ID, name), []string(nil)
	if race {
		path, flags = path+"-race", []string{"-race"}
	}
	path = build(t, path, "wallsockets/"+stage.ID+"/"+name, flags...)
	if name == "server" {
		return withModel(t, stage, path)
	}
	return path
}

// model is how the servers of parts 5 and 6 serve their clients. With
// -model=events every test that starts one of them is a test of its event loops.
var model = flag.String("model", "threads", "-model of the servers of parts 5 and 6")

// withModel returns the path of a script that becomes the server at path, with
// -model before its other flags, or path if the server needs none.
func withModel(t testing.TB, stage course.Stage, path string) string {
	t.Helper()
	if stage.Number < 5 || *model == "threads" {
		return path
	}
	script := path + "-" + *model
	text := fmt.Sprintf("#!/bin/sh\nexec '%s' -model '%s' \"$@\"\n", path, *model)
	once, _ := builds.LoadOrStore(script, sync.OnceValue(func() error {
		return os.WriteFile(script, []byte(text), 0o755)
	}))
	if err := once.(func() error)(); err != nil {
		t.Fatal(err)
	}
	return script
}

// Faulty returns the path of a stage's server that is built with one file of the
// checkout edited, so that it has a fault that a test needs.
func Faulty(t testing.TB, stage course.Stage, file string, edit func(source string) string) string {
	t.Helper()
	path := filepath.Join(Checkout(t), filepath.FromSlash(file))
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	edited := filepath.Join(t.TempDir(), filepath.Base(file))
	if err := os.WriteFile(edited, []byte(edit(string(source))), 0o600); err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {path: edited}})
	if err != nil {
		t.Fatal(err)
	}
	list := edited + ".json"
	if err := os.WriteFile(list, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	path = build(t, filepath.Join(stage.ID, "faulty"), "wallsockets/"+stage.ID+"/server", "-overlay="+list)
	return withModel(t, stage, path)
}

// Guide returns the path of the guide, built like Program.
func Guide(t testing.TB) string {
	t.Helper()
	if Race {
		return build(t, "guide-race", "wallsockets/tui", "-race")
	}
	return build(t, "guide", "wallsockets/tui")
}

// CrashGuide returns the path of a guide that panics at f11 and f12. It is never
// built with the race detector: tests time its end, and bubbletea's own recovery
// from a panic has a race.
func CrashGuide(t testing.TB) string {
	t.Helper()
	return build(t, "guide-crash", "wallsockets/tui", "-tags=crash")
}

// ProgramIn returns the path of the program in a folder of this project, which may
// be a module of its own. The first call builds it. If that fails, the test is
// skipped, because the module's libraries may be out of reach.
func ProgramIn(t testing.TB, folder string) string {
	t.Helper()
	path := filepath.Join(bin, strings.ReplaceAll(folder, "/", "-"))
	once, _ := builds.LoadOrStore(path, sync.OnceValue(func() error {
		return link(filepath.Join(Checkout(t), filepath.FromSlash(folder)), path, ".")
	}))
	if err := once.(func() error)(); err != nil {
		Missing(t, err.Error())
	}
	return path
}

// build builds a program once, with flags for go build, and returns its path.
func build(t testing.TB, name, program string, flags ...string) string {
	t.Helper()
	path := filepath.Join(bin, name)
	once, _ := builds.LoadOrStore(path, sync.OnceValue(func() error {
		LookAtSources()
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		return link("", path, program, flags...)
	}))
	if err := once.(func() error)(); err != nil {
		t.Fatal(err)
	}
	return path
}

// link builds the program at path, in a folder, or in this one if it is empty.
func link(folder, path, program string, flags ...string) error {
	// The go command caches what go run links, for all packages of tests and for the
	// next time, but not what go build links.
	command := exec.Command(Go, append([]string{"run", "-buildvcs=false", "-exec=cp"}, flags...)...)
	command.Args = append(command.Args, program, path)
	command.Dir = folder
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w\n%s", command.Args, err, out)
	}
	return nil
}

// Checkout returns the absolute path of the checkout and looks at its sources.
func Checkout(t testing.TB) string {
	t.Helper()
	LookAtSources()
	return Root()
}

// LookAtSources makes the cached result of a test depend on all sources. The go
// command reuses a result while the files that the test read are the same, and
// it does not see that the builds read these.
var LookAtSources = sync.OnceFunc(func() {
	_ = EachSource(func(path string, _ fs.DirEntry) error {
		_, err := os.Stat(path)
		return err
	})
})

// EachSource visits the files and folders of the checkout without .git.
func EachSource(visit func(path string, entry fs.DirEntry) error) error {
	return filepath.WalkDir(Root(), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && entry.Name() == ".git" {
			return filepath.SkipDir
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil // another test has removed its file
		}
		if err != nil {
			return err
		}
		return visit(path, entry)
	})
}

// Need returns the path of a program that is not part of this project. If it is
// missing, Need skips the test with the reason; in CI it fails the test.
func Need(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		Missing(t, name+" is not installed")
	}
	return path
}

// Missing skips the test with the reason; in CI it fails the test.
func Missing(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s, and in CI nothing may be missing", why)
	}
	t.Skip(why)
}

// NeedRoot skips the test for all users but root. Only root can become another
// user and create a network.
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

// EachServer runs a test against every stage in each of its models.
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
