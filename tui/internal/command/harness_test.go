//go:build unix

package command

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"wallsockets/tui/internal/progress"
	"wallsockets/tui/internal/test/stagetest"
)

// patience is how long a test waits before it calls something hung. It is long
// because the machine may be busy; no test waits for it to pass.
const patience = 60 * time.Second

// root is the top folder of the checkout.
var root = stagetest.Root()

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "wallsockets")
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer os.RemoveAll(folder)
	// Tests must not touch the learner's own progress.
	os.Setenv(progress.Variable, filepath.Join(folder, "progress.json"))
	for _, name := range []string{"ACCESSIBLE", "NO_COLOR", "XDG_RUNTIME_DIR"} {
		os.Unsetenv(name)
	}
	os.Setenv("TERM", "xterm")
	return stagetest.Main(m)
}

// job is a process of the guide, with its own folder for temporary files.
type job struct {
	t              testing.TB
	cmd            *exec.Cmd
	folder         string
	output, errors *stagetest.Lines
	ended          chan struct{}
}

// start starts the guide with the arguments, in the checkout and without a terminal.
// At the end of the test the guide must leave nothing behind.
func start(t testing.TB, arguments ...string) *job {
	t.Helper()
	return startIn(t, root, nil, arguments...)
}

// startIn does the same in another folder and with more in the environment.
func startIn(t testing.TB, folder string, env []string, arguments ...string) *job {
	t.Helper()
	j := prepare(t, folder, env, arguments...)
	j.begin()
	return j
}

// prepare does the same but does not start the guide.
func prepare(t testing.TB, folder string, env []string, arguments ...string) *job {
	t.Helper()
	stagetest.SkipUnderRace(t, "it reads what the guide prints; the packages below have tests under it")
	temporary, err := os.MkdirTemp("/tmp", "ws") // short enough for sockets
	if err != nil {
		t.Fatal(err)
	}
	j := &job{t: t, cmd: exec.Command(stagetest.Guide(t), arguments...), folder: temporary,
		output: new(stagetest.Lines), errors: new(stagetest.Lines), ended: make(chan struct{})}
	j.cmd.Dir = folder
	j.cmd.Env = append(append(os.Environ(), "TMPDIR="+temporary), env...)
	j.cmd.Stdout, j.cmd.Stderr = j.output, j.errors
	j.cmd.WaitDelay = patience // a process that is left over may hold the output open
	return j
}

// begin starts the guide.
func (j *job) begin() {
	j.t.Helper()
	if err := j.cmd.Start(); err != nil {
		j.t.Fatal(err)
	}
	go func() {
		_ = j.cmd.Wait() // its state is in ProcessState
		close(j.ended)
	}()
	j.t.Cleanup(j.cleanUp)
}

// cleanUp stops the guide and checks that it leaves nothing behind.
func (j *job) cleanUp() {
	_ = j.cmd.Process.Kill() // usually it has ended already
	<-j.ended
	j.nothingLeft()
	if strings.Contains(j.errors.String(), "DATA RACE") {
		j.t.Errorf("%v: %s", j.cmd.Args, j.errors)
	}
	os.RemoveAll(j.folder)
}

// nothingLeft waits until the guide has left no process, socket or file.
func (j *job) nothingLeft() {
	j.t.Helper()
	limit := time.After(patience)
	for {
		processes := j.processes("")
		files, _ := os.ReadDir(j.folder)
		if len(processes) == 0 && len(files) == 0 {
			return
		}
		select {
		case <-time.After(5 * time.Millisecond):
		case <-limit:
			j.t.Errorf("%v has left %v and %v", j.cmd.Args, processes, files)
			return
		}
	}
}

// processes returns the numbers of the processes with the guide's folder and a word
// in their command line. It finds them on Linux only.
func (j *job) processes(word string) []string {
	var found []string
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, name := range lines {
		line, _ := os.ReadFile(name) // fails if the process has ended
		if bytes.Contains(line, []byte(j.folder+"/")) &&
			bytes.Contains(line, []byte(word)) {
			found = append(found, filepath.Base(filepath.Dir(name)))
		}
	}
	return found
}

// exit waits until the guide has ended and returns the exit code, -1 for a signal.
func (j *job) exit() int {
	j.t.Helper()
	select {
	case <-j.ended:
		return j.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		j.t.Fatalf("%v does not end; output %q, errors %q", j.cmd.Args,
			j.output, j.errors)
		return -1
	}
}

// errorText returns what the guide printed on standard error, without the notes that a
// build takes long and that an address is taken, which depend on the machine.
func (j *job) errorText() string {
	var text strings.Builder
	for line := range strings.Lines(j.errors.String()) {
		if !strings.HasPrefix(line, "building ") &&
			!strings.Contains(line, " is not free; clients connect to ") {
			text.WriteString(line)
		}
	}
	return text.String()
}

// signal sends a signal.
func (j *job) signal(signal syscall.Signal) {
	j.t.Helper()
	if err := j.cmd.Process.Signal(signal); err != nil {
		j.t.Fatal(err)
	}
}

// waitFor waits until the output has the text, and returns the output up to there.
func (j *job) waitFor(output *stagetest.Lines, want string) string {
	j.t.Helper()
	seen, err := output.WaitFor(want, j.ended)
	if err != nil {
		j.t.Fatalf("%v: %v; output %q, errors %q", j.cmd.Args, err, j.output, j.errors)
	}
	return seen
}

// checkPrintable checks that a text has no control character but the newline.
func checkPrintable(t testing.TB, text string) {
	t.Helper()
	for _, r := range text {
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == '\u202e' {
			t.Errorf("%q has %U", text, r)
			return
		}
	}
}
