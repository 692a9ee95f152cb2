//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
)

const (
	prompt  = "Please enter the message: "
	refused = "the server refused; its answer says why\n"
)

// binaries is the folder that holds the programs under test.
var binaries string

func TestMain(m *testing.M) {
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	var err error
	binaries, err = os.MkdirTemp("", "ws")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(binaries)
	// One test runs the client as another user.
	if err := os.Chmod(binaries, 0o755); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	for name, source := range map[string]string{
		"client": ".", "server": "../server",
	} {
		build := exec.Command("go", "build", "-o",
			filepath.Join(binaries, name), source)
		if output, err := build.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "build the %s: %v\n%s", name, err, output)
			return 1
		}
	}
	list, err := exec.Command("go", "list", "-deps", "-f", `{{if .Module}}
		{{$dir := .Dir}}
		{{range .GoFiles}}{{$dir}}/{{.}} {{end}}
		{{range .EmbedFiles}}{{$dir}}/{{.}} {{end}}{{end}}`,
		".", "../server").Output()
	if err != nil {
		fmt.Fprintln(os.Stderr, "list the sources:", err)
		return 1
	}
	sources = strings.Fields(string(list))
	return m.Run()
}

// sources are the source files of the programs under test.
var sources []string

// lookAtSources makes the tests' result depend on the sources. The go command
// knows which files a test looks at, but not which it builds or lets php run, so
// it would otherwise use a cached result even after a change.
var lookAtSources = sync.OnceFunc(func() {
	for _, source := range sources {
		_, _ = os.Stat(source)
	}
})

// needPHP skips a test if php is missing. In CI that is a failure.
func needPHP(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("php"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("no php to test: %v", err)
		}
		t.Skipf("no php to test: %v", err)
	}
}

// command returns a command that gets SIGTERM, not SIGKILL, when the test is over,
// because it may have children. It does not use t.Context(), which ends before
// the test's cleanup.
func command(t *testing.T, name string, arguments ...string) *exec.Cmd {
	t.Helper()
	lookAtSources()
	ctx, cancel := context.WithTimeout(context.Background(), 3*patience)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, name, arguments...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = patience
	return cmd
}

// client returns a command for the client. It has its own folder for temporary
// files, which must be empty at the end.
func client(t *testing.T, arguments ...string) *exec.Cmd {
	t.Helper()
	cmd := command(t, filepath.Join(binaries, "client"), arguments...)
	cmd.Env = append(os.Environ(), "TMPDIR="+t.TempDir())
	return cmd
}

// checkEmpty reports files that the client has left behind.
func checkEmpty(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	folder, _ := strings.CutPrefix(cmd.Env[len(cmd.Env)-1], "TMPDIR=")
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Errorf("temporary files after the end: %v, %v, want none", left, err)
	}
}

// ran is what a program printed, and its exit code.
type ran struct {
	stdout, stderr string
	code           int
}

// run runs a program to its end.
func run(t *testing.T, cmd *exec.Cmd, stdin string) ran {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdin = strings.NewReader(stdin)
	cmd.Stderr = &stderr
	if cmd.Stdout == nil {
		cmd.Stdout = &stdout
	}
	err := cmd.Run()
	if err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatalf("run %v: %v", cmd, err)
	}
	return ran{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// bothWays runs a test with the client and with only its PHP program.
func bothWays(t *testing.T, test func(t *testing.T,
	prepare func(t *testing.T, arguments ...string) *exec.Cmd)) {
	needPHP(t)
	t.Run("go", func(t *testing.T) { test(t, client) })
	t.Run("php", func(t *testing.T) {
		test(t, func(t *testing.T, arguments ...string) *exec.Cmd {
			return command(t, "php",
				append([]string{"client.php"}, arguments...)...)
		})
	})
}

func TestConversation(t *testing.T) {
	bothWays(t, func(t *testing.T,
		prepare func(*testing.T, ...string) *exec.Cmd) {
		f := startFake(t, words)
		for _, test := range []struct{ stdin, sent string }{
			{"the quick zyzzyva\n", "the quick zyzzyva\n"},
			{"no newline", "no newline\n"},
			{"from windows\r\n", "from windows\n"},
			{"one\ntwo\n", "one\n"},
			{"\n", "\n"},
			{"größe \xff\xfe\n", "größe \xff\xfe\n"},
			{"a\rb\x00c\n", "a b c\n"},
			{"*1\n", " 1\n"},
			{"a*b\n", "a*b\n"},
			{strings.Repeat("x", 4096) + "\n",
				strings.Repeat("x", 4096) + "\n"},
		} {
			got := run(t, prepare(t, f.path), test.stdin)
			want := ran{words(test.sent), prompt, 0}
			if got != want {
				t.Errorf("stdin %.50q: got %.200q, want %.200q", test.stdin,
					got, want)
			}
			sent := f.requests()
			if !slices.Equal(sent, []string{test.sent}) {
				t.Errorf("stdin %.50q: sent %.50q, want %.50q", test.stdin,
					sent, test.sent)
			}
		}
	})
}

func TestRefusalIsShown(t *testing.T) {
	bothWays(t, func(t *testing.T,
		prepare func(*testing.T, ...string) *exec.Cmd) {
		const busy = "# busy: 1024 clients\n"
		path := startRude(t, func(conn *net.UnixConn) {
			_, _ = io.WriteString(conn, busy)
		})
		// Whether the client can still send its line depends on luck.
		for range 10 {
			got := run(t, prepare(t, path), "the\n")
			if want := (ran{busy, prompt + refused, 1}); got != want {
				t.Fatalf("got %q, want %q", got, want)
			}
		}
	})
}

func TestExitCodes(t *testing.T) {
	bothWays(t, func(t *testing.T,
		prepare func(*testing.T, ...string) *exec.Cmd) {
		f := startFake(t, words)
		for _, test := range []struct {
			stdin     string
			arguments []string
			code      int
			sentence  string
		}{
			{"the\n", []string{f.path, "more"}, 2, "want one PATH"},
			{"the\n", []string{""}, 2, "path"},
			{"the\n", []string{"-nonsense"}, 2, ""},
			{"the\n", []string{"/" + strings.Repeat("x", 107)}, 2, "10"},
			{"", []string{f.path}, 1, "it ended before a message came"},
			{strings.Repeat("x", 4097) + "\n", []string{f.path}, 1,
				"longer than the 4096 bytes"},
			{strings.Repeat("x", 9000), []string{f.path}, 1,
				"longer than the 4096 bytes"},
		} {
			got := run(t, prepare(t, test.arguments...), test.stdin)
			said := strings.ToLower(got.stderr)
			if got.code != test.code || got.stdout != "" ||
				!strings.Contains(said, strings.ToLower(test.sentence)) {
				t.Errorf("arguments %.50q: got %q, want exit code %d and %q",
					test.arguments, got, test.code, test.sentence)
			}
			if sent := f.requests(); len(sent) > 0 {
				t.Errorf("arguments %.50q: sent %.50q", test.arguments, sent)
			}
		}
	})
}

func TestFlagsThatAreWrong(t *testing.T) {
	for _, arguments := range [][]string{
		{"-web", "-port", "65536"}, {"-web", "-port", "-1"},
		{"-port", "8080"}, {"-web", ""}, {"-web", "a", "b"}, {"-web", "@a"},
	} {
		got := run(t, client(t, arguments...), "")
		if got.code != 2 || got.stdout != "" || got.stderr == "" {
			t.Errorf("%q: got %q, want exit code 2", arguments, got)
		}
	}
}

func TestAnswerThatCannotBeWritten(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skipf("no device that is always full: %v", err)
	}
	defer full.Close()
	bothWays(t, func(t *testing.T,
		prepare func(*testing.T, ...string) *exec.Cmd) {
		cmd := prepare(t, startFake(t, words).path)
		cmd.Stdout = full
		got := run(t, cmd, "the\n")
		if got.code != 1 || !strings.Contains(got.stderr, "write the answer") {
			t.Errorf("got %q, want exit code 1 and the reason", got)
		}
	})
}

func TestFaults(t *testing.T) {
	needPHP(t)
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()
			path := fault.start(t)
			got := run(t, command(t, "php", "client.php", path), "the\n")
			if got.code != 1 || got.stdout != "" ||
				!strings.Contains(got.stderr, fault.sentence) {
				t.Errorf("got %q, want exit code 1 and %q", got, fault.sentence)
			}
			// One sentence, and no warning from PHP.
			if strings.Count(got.stderr, "\n") != 1 {
				t.Errorf("stderr %q, want one line", got.stderr)
			}
		})
	}
}

func TestNoPHP(t *testing.T) {
	for _, arguments := range [][]string{{}, {"-web"}} {
		cmd := client(t, arguments...)
		cmd.Env = slices.Insert(cmd.Env, len(cmd.Env)-1, "PATH=/nonexistent")
		got := run(t, cmd, "the\n")
		if got.code != 1 || got.stdout != "" ||
			!strings.Contains(got.stderr, "apt-get install php-cli") {
			t.Errorf("%q: got %q, want exit code 1 and a remedy", arguments, got)
		}
		checkEmpty(t, cmd)
	}
}

// TestSignalReachesPHP ends the client while php waits for the message.
func TestSignalReachesPHP(t *testing.T) {
	needPHP(t)
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		cmd := client(t, socketPath(t))
		stdin, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		defer stdin.Close()
		stderr, err := cmd.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		asked := make([]byte, len(prompt))
		if _, err := io.ReadFull(stderr, asked); err != nil {
			t.Fatalf("wait for the prompt: %v", err)
		}
		child := childOf(t, cmd.Process.Pid)
		if err := cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		// This pipe ends when all processes that could write to it have ended.
		_, _ = io.Copy(io.Discard, stderr)
		_ = cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != 1 {
			t.Errorf("%v: exit code %d, want 1", sig, code)
		}
		checkGone(t, child)
		checkEmpty(t, cmd)
	}
}

// childOf returns the only child of a process.
func childOf(t *testing.T, parent int) (child int) {
	t.Helper()
	output, err := exec.Command("pgrep", "-P", fmt.Sprint(parent)).Output()
	if err != nil {
		t.Fatalf("find the child of process %d: %v", parent, err)
	}
	if _, err := fmt.Sscanf(string(output), "%d\n", &child); err != nil {
		t.Fatalf("find the child of process %d in %q: %v", parent, output, err)
	}
	return child
}

// checkGone reports a process that still exists. The client has waited for its
// php, so there is no need to poll.
func checkGone(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, 0); err != syscall.ESRCH {
		t.Errorf("process %d outlives the client: %v", pid, err)
	}
}

// startServer starts the real server, until the test ends.
func startServer(t *testing.T, flags ...string) (path string) {
	t.Helper()
	path = socketPath(t)
	server := command(t, filepath.Join(binaries, "server"), append(flags, path)...)
	stdout, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGTERM)
		if err := server.Wait(); err != nil {
			t.Errorf("the server: %v", err)
		}
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if want := "listening on " + path + "\n"; line != want {
		t.Fatalf("the server printed %q, %v; want %q", line, err, want)
	}
	return path
}

// TestRealServer plays the conversation of the series with the real server.
func TestRealServer(t *testing.T) {
	needPHP(t)
	path := startServer(t)
	got := run(t, client(t, path), "the quick zyzzyva\n")
	lines := strings.Split(got.stdout, "\n")
	if got.code != 0 || got.stderr != prompt || len(lines) != 5 ||
		!strings.HasPrefix(lines[0], "the\t") ||
		!strings.HasSuffix(lines[3], "first: zyzzyva quick the") {
		t.Errorf("got %q, want the frequencies of three words", got)
	}
	for question, want := range map[string]string{
		"the quick zyzzyva": "zyzzyva quick the",
		"*1 the\nQuick":     "quick 1 the",
		"?!":                "",
	} {
		got := startPage(t, path).ask(t, question)
		if got.words() != want {
			t.Errorf("%q: got %+v, want the words %q", question, got, want)
		}
	}
}

// TestMissingWord looks up the everyday word that the page says the list lacks.
func TestMissingWord(t *testing.T) {
	s := startPage(t, startServer(t))
	example := regexp.MustCompile(`lacks\s+everyday\s+words,\s+too,\s+such\s+as\s+“(\w+)”\.`).
		FindStringSubmatch(s.get(t, "words", "").body)
	if example == nil {
		t.Fatal("the page names no everyday word that the list lacks")
	}
	if got := s.ask(t, example[1]); got.Total != 1 || got.Unseen != 1 {
		t.Errorf("%q: got %+v, want one word, never seen", example[1], got)
	}
}
