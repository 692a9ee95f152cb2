//go:build unix

package runner

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wallsockets/tui/internal/course"
)

// build builds a stage's program and returns its path.
func build(t *testing.T, r *Runner, stage course.Stage, program string) string {
	t.Helper()
	path, err := r.Build(t.Context(), stage, program)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// ask has one conversation with a server.
func ask(t *testing.T, network, address, line string) string {
	t.Helper()
	conn, err := net.DialTimeout(network, address, patience)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, line+"\n"); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

// The servers of the series can be built, started, asked and stopped.
func TestStages(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	socket := filepath.Join(r.Folder(), "socket")
	for _, test := range []struct {
		stage course.Stage
		args  []string
		want  string // of the command
	}{
		{course.Stages[0], []string{"0"}, "go run ./part1-basic/server 0"},
		{course.Stages[2], []string{"-model", "processes", "0"},
			"go run ./part3-threads/server -model processes 0"},
		{course.Stages[4], []string{"-mode", "0600", socket},
			"go run ./part5-unix/server -mode 0600 " + socket},
	} {
		p := start(t, r, Spec{Name: test.stage.ID + "/server",
			Path: build(t, r, test.stage, "server"), Args: test.args})
		if p.Command() != test.want {
			t.Errorf("command %s, want %s", p.Command(), test.want)
		}
		exchange := test.stage.Demo[0]
		got := ask(t, test.stage.Network, ready(t, p), exchange.Send)
		if got != exchange.Want {
			t.Errorf("%s: answer %q, want %q", p.Name(), got, exchange.Want)
		}
		if !test.stage.Once {
			p.Stop()
		}
		ended(t, p)
		if p.ExitCode() != 0 {
			t.Errorf("%s: %s, want exit code 0; %+v", p.Name(), p.Ended(), p.Output())
		}
	}
	if left, _ := filepath.Glob(socket + "*"); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// copyStage copies the first two parts and returns the new root.
func copyStage(t *testing.T) string {
	t.Helper()
	from, err := course.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	for _, folder := range []string{"part1-basic", "part2-explained"} {
		source := os.DirFS(filepath.Join(from, folder))
		err := os.CopyFS(filepath.Join(root, folder), source)
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(from, file))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(root, file), string(text))
	}
	return root
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestBuildAgain(t *testing.T) {
	t.Parallel()
	root := copyStage(t)
	r := newRunnerIn(t, root)
	stage := course.Stages[0]
	path := build(t, r, stage, "server")
	made, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := os.Stat(build(t, r, stage, "server"))
	if err != nil || !os.SameFile(made, again) {
		t.Errorf("built again without a change: %v", err)
	}

	// The size stays the same: only the content shows the change.
	main := filepath.Join(root, stage.ID, "server", "main.go")
	source, err := os.ReadFile(main)
	if err != nil {
		t.Fatal(err)
	}
	write(t, main, strings.Replace(string(source),
		"I got your message", "i GOT YOUR MESSAGE", 1))
	p := start(t, r, Spec{Path: build(t, r, stage, "server"), Args: []string{"0"}})
	got := ask(t, "tcp", ready(t, p), "hello")
	if got != "i GOT YOUR MESSAGE" {
		t.Errorf("answer %q, want the changed one", got)
	}

	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(build(t, r, stage, "server")); err != nil {
		t.Error(err)
	}
}

func TestChanged(t *testing.T) {
	t.Parallel()
	root := copyStage(t)
	r := newRunnerIn(t, root)
	stage := course.Stages[0]
	folder := filepath.Join(root, stage.ID, "server")
	want := func(what string, want bool) {
		t.Helper()
		if got := r.Changed(stage, "server"); got != want {
			t.Errorf("%s: Changed is %t, want %t", what, got, want)
		}
	}
	want("never built", false)
	build(t, r, stage, "server")
	want("just built", false)
	for name, changes := range map[string]bool{
		".main.go.swp": false, "main.go~": false, "main_test.go": false,
		"README.md": false, "page.html": true, "more.go": true,
	} {
		write(t, filepath.Join(folder, name), "package main\n")
		want("with "+name, changes)
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
		want("without "+name, false)
	}
	write(t, filepath.Join(root, "part2-explained", "server", "new.go"), "package main\n")
	want("a later part", false)
	write(t, filepath.Join(folder, "more.go"), "package main\n")
	want("with a new file", true)
	build(t, r, stage, "client")
	want("with a client of the new sources", true)
	build(t, r, stage, "server")
	want("built again", false)
	write(t, filepath.Join(folder, "more.go"), "package main\n")
	want("saved without a change", false)
	write(t, filepath.Join(folder, "more.go"), "package nain\n")
	if _, err := r.Build(t.Context(), stage, "server"); err == nil {
		t.Error("two packages in a folder compile")
	}
	want("after a failed build", true)
	write(t, filepath.Join(folder, "more.go"), "package main\n")
	want("changed back after a failed build", false)
}

func TestBuildFails(t *testing.T) {
	t.Parallel()
	root := copyStage(t)
	r := newRunnerIn(t, root)
	stage := course.Stages[0]
	main := filepath.Join(root, stage.ID, "client", "main.go")
	write(t, main, "package main\n\nfunc main() {\n\tno such thing\n}\n")
	_, err := r.Build(t.Context(), stage, "client")
	var failed *BuildError
	if !errors.As(err, &failed) {
		t.Fatalf("error %v, want a *BuildError", err)
	}
	want := "# wallsockets/part1-basic/client\n" +
		"part1-basic/client/main.go:4:5: syntax error: " +
		"unexpected name such at end of statement"
	if failed.Program != "part1-basic/client" || failed.Output != want {
		t.Errorf("%s: %s, want %s", failed.Program, failed.Output, want)
	}
	if r.Changed(stage, "client") {
		t.Error("Changed is true, but nothing was ever built")
	}
	write(t, main, "package main\n\nfunc main() {\n}\n")
	build(t, r, stage, "client")

	if _, err := r.Build(t.Context(), stage, "sever"); err == nil {
		t.Error("Build accepts an unknown program")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Build(ctx, stage, "server"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
	build(t, r, stage, "server")
}

// A folder's files for other systems are left out, as in every build.
func TestBuildFolderForThisSystem(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	folder := t.TempDir()
	for name, text := range map[string]string{
		"main.go":         "//go:build unix\n\npackage main\n\nfunc main() {}\n",
		"main_other.go":   "//go:build !unix\n\npackage main\n\nfunc main() {}\n",
		"main_windows.go": "package main\n\nfunc main() {}\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.BuildFolder(t.Context(), folder, "ours"); err != nil {
		t.Error(err)
	}
}
