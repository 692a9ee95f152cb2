package ui

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
)

// Of what a program printed its user sees what is worth reading first, and e opens
// the line of our code that it is about.
func TestTrouble(t *testing.T) {
	folder, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	root, link := filepath.Join(folder, "checkout"), filepath.Join(folder, "link")
	main := filepath.Join(root, "server", "main.go")
	if err := errors.Join(os.MkdirAll(filepath.Dir(main), 0o700),
		os.WriteFile(main, nil, 0o600),
		os.WriteFile(filepath.Join(folder, "main.go"), nil, 0o600), os.Symlink(root, link)); err != nil {
		t.Fatal(err)
	}
	stack := func(root string) string {
		return "goroutine 7 [running]:\npanic({0x1, 0x2})\n\t/usr/lib/go/src/runtime/panic.go:783 +0x132\n" +
			"main.(*server).answer(0xc00)\n\t" + root + "/server/main.go:42 +0x18\n" +
			"created by main.main in goroutine 1\n\t" + root + "/server/main.go:12 +0x9a\n"
	}
	for name, test := range map[string]struct {
		printed string
		want    []string
		line    int // 0: none
	}{
		"compiler": {"# x/server\nserver/main.go:4:5: syntax error\nserver/main.go:9:1: another",
			[]string{"# x/server", "server/main.go:4:5: syntax error", "server/main.go:9:1: another"}, 4},
		"panic": {"asked\npanic: runtime error: index out of range [3] with length 3\n\n" + stack(root),
			[]string{"panic: runtime error: index out of range [3] with length 3",
				"server/main.go:42 in main.(*server).answer"}, 42},
		"signal": {"panic: nil\n[signal SIGSEGV: segmentation violation]\n\n" + stack(root),
			[]string{"panic: nil", "[signal SIGSEGV: segmentation violation]",
				"server/main.go:42 in main.(*server).answer"}, 42},
		"the last of two panics": {"panic: one\n\n" + stack(root) + "fatal error: two\n\n" + stack(root),
			[]string{"fatal error: two", "server/main.go:42 in main.(*server).answer"}, 42},
		"another name of the checkout": {"panic: one\n\n" + stack(link),
			[]string{"panic: one", "server/main.go:42 in main.(*server).answer"}, 42},
		"a message that names a file": {"panic: one\nserver/main.go:7: no\n\n" + stack(root),
			[]string{"panic: one", "server/main.go:7: no", "server/main.go:42 in main.(*server).answer"}, 7},
		"not our code": {"panic: one\n\ngoroutine 1 [running]:\nfmt.x()\n\t/usr/lib/go/src/fmt/print.go:3",
			[]string{"panic: one"}, 0},
		"a file that is not there": {"server/other.go:3:1: no", []string{"server/other.go:3:1: no"}, 0},
		"a file outside":           {"../main.go:3: no", []string{"../main.go:3: no"}, 0},
		"unprintable":              {"no \x1b[2J\tluck", []string{`no \x1b[2J  luck`}, 0},
		"nothing":                  {"", []string{""}, 0},
	} {
		got := newTrouble("it failed", test.printed, root)
		if linked := newTrouble("it failed", test.printed, link); linked.at != got.at {
			t.Errorf("%s: by a link e opens %v, else %v", name, linked.at, got.at)
		}
		if !slices.Equal(got.lines, test.want) {
			t.Errorf("%s: %q, want %q", name, got.lines, test.want)
		}
		if want := (codeLine{main, filepath.Join("server", "main.go"), test.line}); test.line > 0 && got.at != want ||
			test.line == 0 && got.at != (codeLine{}) {
			t.Errorf("%s: e opens %v, want line %d", name, got.at, test.line)
		}
	}
}

// Trouble stays until it is dismissed, whatever happens meanwhile.
func TestTroubleStays(t *testing.T) {
	m := onRun(t, 3, 0)
	give(m, serverStartedMsg{stage: course.Stages[2], err: &runner.BuildError{
		Program: "part3-threads/server", Output: "go.mod:3:1: syntax error"}})
	shows := func() bool { return strings.Contains(ansi.Strip(m.View()), "go.mod:3:1: syntax error") }
	if !shows() || !strings.Contains(ansi.Strip(m.View()), "the server's code does not compile") {
		t.Errorf("the compiler's error is not shown:\n%s", ansi.Strip(m.View()))
	}
	if at := m.run.current.trouble.at; at.line != 3 || at.name != "go.mod" {
		t.Errorf("e opens %+v", at)
	}
	m.update(updatedMsg{stage: course.Stages[2]})
	pressAll(m, "v", "tab", "shift+tab", "z", "z", "z", "2", "3")
	if !shows() {
		t.Errorf("it is not shown any more:\n%s", ansi.Strip(m.View()))
	}
	if pressAll(m, "d"); shows() {
		t.Error("d does not dismiss it")
	}
}

// A failed build leaves the keys on the screen, and whoever looks at another screen is
// told of it there.
func TestTroubleAndKeys(t *testing.T) {
	m := newModel(t, 60, 20)
	failed := serverStartedMsg{stage: course.Stages[2], err: &runner.BuildError{
		Program: "part3-threads/server", Output: "go.mod:3:1: syntax error"}}
	m.open(course.Stages[2], "Run")
	pursue(m, failed)
	m.mustShow(t, "a failed build", "the server's code does not compile", "e edit", "d dismiss", "s start",
		"? keys")
	m.typeKeys("1")
	pursue(m, failed)
	m.mustShow(t, "on another part", "part 3: the server's code does not compile", "? keys")
	for width := 57; width <= 60; width++ {
		m.notice = strings.Repeat("x", width)
		if got := ansi.Strip(m.footer()); !strings.HasPrefix(got, m.notice) || ansi.StringWidth(got) != 60 {
			t.Errorf("a notice of %d cells becomes %q", width, got)
		}
	}
}
