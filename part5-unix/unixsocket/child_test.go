//go:build unix

package unixsocket

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// childVariable turns the test binary into a server: a process with its own
// umask and user, which a test can kill. Its value is the child's task:
// "UMASK MODE -GROUP PATH".
const childVariable = "UNIXSOCKET_CHILD"

func TestMain(m *testing.M) {
	if task := os.Getenv(childVariable); task != "" {
		if err := beChild(task); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// beChild waits for a line, listens, prints its path, and closes at end of input.
func beChild(task string) error {
	var umask int
	var options Options
	var path string
	_, err := fmt.Sscanf(task, "%o %o %s %s",
		&umask, &options.Mode, &options.Group, &path)
	if err != nil {
		return fmt.Errorf("read the task %q: %w", task, err)
	}
	options.Group = strings.TrimPrefix(options.Group, "-")
	syscall.Umask(umask)

	input := bufio.NewReader(os.Stdin)
	if _, err := input.ReadString('\n'); err != nil {
		return fmt.Errorf("wait for the start: %w", err)
	}
	ln, err := Listen(path, options)
	if err != nil {
		return err
	}
	fmt.Println("listening on", ln.Addr())
	_, _ = io.Copy(io.Discard, input) // any end of input ends the child
	return ln.Close()
}

// child is a started test binary.
type child struct {
	command *exec.Cmd
	input   io.WriteCloser
	output  *bufio.Reader
}

// startChild starts a child that waits for begin. It runs as the user with that
// number, or as the user of the test if user is 0.
func startChild(t *testing.T, user int, umask int, options Options,
	path string) *child {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if user != 0 {
		// Another user may not be able to enter the folder of the test
		// binary, but can run this.
		self = "/proc/self/exe"
	}
	command := exec.CommandContext(t.Context(), self)
	// With -race a program waits a second at its end by default.
	command.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0",
		fmt.Sprintf("%s=%o %v -%s %s", childVariable, umask, options.Mode,
			options.Group, path))
	command.Stderr = os.Stderr
	if user != 0 {
		command.Dir = "/"
		command.SysProcAttr = &syscall.SysProcAttr{
			Credential: &syscall.Credential{
				Uid: uint32(user), Gid: uint32(user),
			},
		}
	}
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	return &child{command, input, bufio.NewReader(output)}
}

// begin lets the child call Listen.
func (c *child) begin(t *testing.T) {
	t.Helper()
	if _, err := io.WriteString(c.input, "begin\n"); err != nil {
		t.Fatal(err)
	}
}

// line returns the child's next line: "listening on PATH" or "error: WHY".
func (c *child) line(t *testing.T) string {
	t.Helper()
	line, err := c.output.ReadString('\n')
	if err != nil {
		t.Fatalf("read the child's output: %v", err)
	}
	return strings.TrimSuffix(line, "\n")
}

// end closes the child's input and waits for it.
func (c *child) end(t *testing.T) error {
	t.Helper()
	if err := c.input.Close(); err != nil {
		t.Fatal(err)
	}
	return c.command.Wait()
}

// temporary returns the path of a new folder, short enough to hold sockets.
func temporary(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "ws")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return folder
}

// wantEmpty fails the test if anything is left in folder.
func wantEmpty(t *testing.T, folder string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 0 {
		t.Errorf("%s holds %v, want nothing", folder, entries)
	}
}

// unprivileged returns the ID of a user other than the test's, or skips the
// test.
func unprivileged(t *testing.T) int {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can start a program as another user")
	}
	if _, err := os.Stat("/proc/self/exe"); err != nil {
		t.Skip("this needs /proc/self/exe: ", err)
	}
	return 65534
}
