//go:build unix

package terminal

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// Patience is how long anything may take before a test considers it hung. It is
// long because the machine may be loaded; no test waits for it to pass.
const Patience = 60 * time.Second

// Program describes the program that runs in a terminal.
type Program struct {
	Path          string
	Args          []string
	Env           []string // NAME=value, added to the test's own environment
	Dir           string
	Columns, Rows int
	Light         bool // the terminal's background is white
	Silent        bool // the terminal answers no queries
}

// Terminal is a pseudo-terminal with a program in it. Its methods are for the
// test's own goroutine.
type Terminal struct {
	t       testing.TB
	command *exec.Cmd
	master  *os.File // the emulator's end
	tty     *os.File // the program's end
	before  *term.State
	after   *term.State   // once exited is closed
	exited  chan struct{} // the program has ended
	drained chan struct{} // and all its output was read

	mu       sync.Mutex // protects the fields below
	emulator *emulator
	screen   []string // of the last whole frame
	raw      bytes.Buffer
	more     chan struct{} // closed when the program writes, then replaced
}

// Start starts a program in a terminal of its own. At the end of the test it
// is killed if it still runs, and the terminal is closed.
func Start(t testing.TB, program Program) *Terminal {
	t.Helper()
	master, tty, err := open()
	if err != nil {
		t.Fatal(err)
	}
	terminal := &Terminal{t: t, master: master, tty: tty,
		exited: make(chan struct{}), drained: make(chan struct{}),
		emulator: newEmulator(program, master), more: make(chan struct{})}
	terminal.Resize(program.Columns, program.Rows)
	if terminal.before, err = term.GetState(int(tty.Fd())); err != nil {
		t.Fatal(err)
	}
	terminal.command = exec.Command(program.Path, program.Args...)
	terminal.command.Dir = program.Dir
	terminal.command.Env = environment(program.Env)
	terminal.command.Stdin, terminal.command.Stdout, terminal.command.Stderr = tty, tty, tty
	terminal.command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := terminal.command.Start(); err != nil {
		t.Fatal(err)
	}
	go terminal.read()
	go terminal.wait()
	t.Cleanup(terminal.close)
	return terminal
}

// open returns both ends of a new pseudo-terminal. Closing master interrupts a
// read from it, unlike closing what pty.Open returns.
func open() (master, tty *os.File, err error) {
	blocking, tty, err := pty.Open()
	if err != nil {
		return nil, nil, err
	}
	defer blocking.Close()
	fd, err := unix.Dup(int(blocking.Fd()))
	if err == nil {
		unix.CloseOnExec(fd)
		err = unix.SetNonblock(fd, true)
	}
	return os.NewFile(uintptr(fd), blocking.Name()), tty, err
}

// environment returns the test's own environment with some variables added. It
// omits the user's settings for terminals, and CI, which makes programs think
// that they are not in a real terminal.
func environment(add []string) []string {
	own := []string{"TERM=xterm-256color", "LC_ALL=C.UTF-8"}
	for _, variable := range os.Environ() {
		switch name, _, _ := strings.Cut(variable, "="); name {
		case "TERM", "COLORTERM", "COLORFGBG", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE",
			"LC_ALL", "LINES", "COLUMNS", "TMUX", "ACCESSIBLE",
			"CI":
		default:
			own = append(own, variable)
		}
	}
	return append(own, add...)
}

// read passes the program's output to the emulator until it ends.
func (t *Terminal) read() {
	defer close(t.drained)
	buffer := make([]byte, 32<<10)
	for {
		n, err := t.master.Read(buffer)
		t.mu.Lock()
		t.raw.Write(buffer[:n])
		t.emulator.write(buffer[:n])
		if !t.emulator.isOnSecondScreen() || !isWithinFrame(t.raw.Bytes()) {
			t.screen = t.emulator.lines()
		}
		close(t.more)
		t.more = make(chan struct{})
		t.mu.Unlock()
		if err != nil {
			return // the tty has no more users, or the terminal was closed
		}
	}
}

// On the second screen a bubbletea program begins each frame in the upper left
// corner and ends it in the last row. In a frame of one row these are the same.
const frameBegin = "\x1b[H"

var frameEnd = regexp.MustCompile(`\x1b\[\d+;H`)

// isWithinFrame reports whether a frame has begun and not ended. The kernel passes
// long frames on in pieces, and between two of them the screen is neither the old
// one nor the new one.
func isWithinFrame(raw []byte) bool {
	begin := bytes.LastIndex(raw, []byte(frameBegin))
	return begin >= 0 && begin+len(frameBegin) < len(raw) && !frameEnd.Match(raw[begin:])
}

// wait waits for the end of the program and records the terminal's state.
func (t *Terminal) wait() {
	_ = t.command.Wait() // the state is in ProcessState
	t.after, _ = term.GetState(int(t.tty.Fd()))
	t.tty.Close() // what was written before can still be read
	close(t.exited)
}

// close ends the program and the terminal.
func (t *Terminal) close() {
	_ = t.command.Process.Kill() // it may have ended by itself
	t.within("the end of the program", t.exited)
	t.master.Close()
	t.within("the end of its output", t.drained)
	if at := bytes.Index(t.Raw(), []byte("WARNING: DATA RACE")); at >= 0 {
		t.t.Errorf("%s: %s", t.command.Path, t.Raw()[at:])
	}
}

func (t *Terminal) within(what string, done <-chan struct{}) {
	t.t.Helper()
	select {
	case <-done:
	case <-time.After(Patience):
		t.t.Fatalf("%s: waited %v for %s\n%s", t.command.Path, Patience, what, t)
	}
}

// Pid returns the program's process ID.
func (t *Terminal) Pid() int { return t.command.Process.Pid }

// Signal sends the program a signal.
func (t *Terminal) Signal(signal os.Signal) {
	t.t.Helper()
	if err := t.command.Process.Signal(signal); err != nil {
		t.t.Fatal(err)
	}
}

// Hangup closes the terminal, as closing its window does.
func (t *Terminal) Hangup() { t.master.Close() }

// Exited returns a channel that is closed when the program has ended.
func (t *Terminal) Exited() <-chan struct{} { return t.exited }

// Exit waits for the end of the program and of its output.
func (t *Terminal) Exit() *os.ProcessState {
	t.t.Helper()
	t.within("the end of the program", t.exited)
	t.within("the end of its output", t.drained)
	return t.command.ProcessState
}

// IsRestored reports whether the program has restored the terminal's modes: echo,
// line editing, and keys that send signals.
func (t *Terminal) IsRestored() bool {
	t.t.Helper()
	t.within("the end of the program", t.exited)
	return t.after != nil && reflect.DeepEqual(t.before, t.after)
}

// Resize changes the size of the terminal and signals the program.
func (t *Terminal) Resize(columns, rows int) {
	t.t.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.emulator.screen.Resize(columns, rows)
	size := &unix.Winsize{Col: uint16(columns), Row: uint16(rows)}
	master, err := t.master.SyscallConn()
	if err != nil {
		t.t.Fatal(err)
	}
	err = errors.Join(master.Control(func(fd uintptr) {
		err = unix.IoctlSetWinsize(int(fd), unix.TIOCSWINSZ, size)
	}), err)
	if err != nil {
		t.t.Fatal(err)
	}
}

// Raw returns every byte that the program has written so far.
func (t *Terminal) Raw() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Clone(t.raw.Bytes())
}

// Written returns the number of bytes that the program has written so far.
func (t *Terminal) Written() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.raw.Len()
}

// Send sends bytes to the program unchanged.
func (t *Terminal) Send(text string) {
	t.t.Helper()
	if _, err := io.WriteString(t.master, text); err != nil {
		t.t.Fatal(err)
	}
}
