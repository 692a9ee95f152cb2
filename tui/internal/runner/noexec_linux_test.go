package runner

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"early/supervise"

	"wallsockets/tui/internal/test/stagetest"
)

// noExecVariable names the folder that executes no programs, in the test below as it
// starts itself.
const noExecVariable = "RUNNER_TEST_NOEXEC"

// Where no program can be executed is the last place for a run folder, and a build there
// fails with what to do.
func TestNoExec(t *testing.T) {
	folder := os.Getenv(noExecVariable)
	if folder == "" {
		mountNoExec(t, temporary(t))
		return
	}
	t.Setenv("XDG_RUNTIME_DIR", folder)
	if got := parents(); slices.Index(got, folder) != len(got)-1 || len(got) < 2 {
		t.Errorf("run folders may be in %q", got)
	}
	r := &Runner{folder: &supervise.Folder{Path: folder + "/run"}}
	err := r.RunBuild(t.Context(), Spec{Name: "./server", Path: "go"})
	if want := "build ./server: " + folder + " is mounted noexec; set TMPDIR"; err == nil ||
		!strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v; want %q", err, want)
	}
}

// mountNoExec runs the test again in another process, for which the folder is mounted
// noexec.
func mountNoExec(t *testing.T, folder string) {
	t.Helper()
	stagetest.NeedRoot(t)
	again := exec.Command(stagetest.Need(t, "unshare"), "--mount", "sh", "-c",
		`mount -t tmpfs -o noexec none "$1" && mkdir "$1/run" && exec "$0" -test.run '^TestNoExec$'`,
		os.Args[0], folder)
	again.Env = append(os.Environ(), noExecVariable+"="+folder)
	if out, err := again.CombinedOutput(); err != nil {
		t.Errorf("where %s is mounted noexec: %v\n%s", folder, err, out)
	}
}
