//go:build unix

package runner

import (
	"context"
	"early/supervise"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestEnd(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	for _, test := range []struct {
		spec Spec
		code int
		how  string
	}{
		{child("exit", "0"), 0, "exit code 0"},
		{child("exit", "1"), 1, "exit code 1"},
		{child("exit", "2"), 2, "exit code 2"},
		{child("exit", "7"), 7, "exit code 7"},
		{child("exit", "137"), 137, "exit code 137"},
		{child("raise", "9"), -1, "killed by SIGKILL"},
		{child("raise", "15"), -1, "killed by SIGTERM"},
		{child("raise", "1"), -1, "killed by SIGHUP"},
	} {
		p := start(t, r, test.spec)
		ended(t, p)
		if p.ExitCode() != test.code || p.Ended() != test.how {
			t.Errorf("%v: exit code %d, %q, want %d, %q", test.spec.Args,
				p.ExitCode(), p.Ended(), test.code, test.how)
		}
		if test.code < 0 {
			continue
		}
		out, err := texts(p.Output(), Stdout), texts(p.Output(), Stderr)
		if !slices.Equal(out, []string{"to standard output"}) ||
			!slices.Equal(err, []string{"to standard error"}) {
			t.Errorf("%v: output %q and %q", test.spec.Args, out, err)
		}
	}
}

// A supervisor that is started by hand only prints an error.
func TestSuperviseByHand(t *testing.T) {
	t.Parallel()
	command := exec.CommandContext(t.Context(), child("").Path, supervise.Argument)
	out, err := command.CombinedOutput()
	if command.ProcessState.ExitCode() != 2 || !strings.Contains(string(out), "guide") {
		t.Errorf("%v, output %q", err, out)
	}
}

func TestStartFails(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	script := temporary(t) + "/script"
	if err := os.WriteFile(script, []byte("#!/no/such/shell\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		spec Spec
		want string
	}{
		{Spec{Name: "x", Path: "no-such-program"}, "start x: "},
		{Spec{Name: "x", Path: "/no/such/program"}, "/no/such/program"},
		{Spec{Name: "x", Path: "/etc/passwd"}, "permission denied"},
		{Spec{Name: "x", Path: script}, "execute " + script + ": no such file"},
		{Spec{Name: "x", Path: "true", Dir: "/no/such/folder"}, "/no/such/folder"},
	} {
		p, err := r.Start(test.spec)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Start(%+v) = %v, %v, want %q", test.spec, p, err, test.want)
		}
	}
	_, err := r.Start(Spec{Path: "no-such-program"})
	if !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("error %v, want exec.ErrNotFound", err)
	}
}

// A program that prints a lot does not block, and only the end is kept.
func TestFlood(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	begun := time.Now()
	const size = 50_000_000 // to each output
	p := start(t, r, child("flood", strconv.Itoa(size)))
	ended(t, p)
	t.Logf("100 MB in %v", time.Since(begun))
	got := p.Output()
	if p.ExitCode() != 0 || len(got.Lines) != maxLines ||
		got.Dropped+maxLines != 2*(size/64+1) {
		t.Errorf("%s, %d lines and %d dropped", p.Ended(), len(got.Lines), got.Dropped)
	}
	if last := texts(got, Stderr); last[len(last)-1] != "the last" {
		t.Errorf("the last line is %q", last[len(last)-1])
	}
}

// A prompt has no newline and must be visible before the answer.
func TestPrompt(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	p := start(t, r, child("prompt"))
	for len(p.Output().Lines) == 0 {
		select {
		case <-p.Updates():
		case <-time.After(patience):
			t.Fatal("no prompt")
		}
	}
	if err := p.Write("hello"); err != nil {
		t.Fatal(err)
	}
	ended(t, p)
	got := p.Output().Lines
	want := []Line{
		{Source: Stderr, Text: "Please enter the message: ", Open: true},
		{Source: Stdin, Text: "hello"},
		{Source: Stdout, Text: `"hello\n", <nil>`, Open: true},
	}
	for at := range got {
		got[at].Time = time.Time{}
	}
	if !slices.Equal(got, want) {
		t.Errorf("output %+v, want %+v", got, want)
	}
	if err := p.Write("more"); err == nil {
		t.Error("Write to a program that has ended succeeds")
	}
}

func TestCloseStdin(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	p := start(t, r, child("prompt"))
	if err := p.CloseStdin(); err != nil {
		t.Fatal(err)
	}
	ended(t, p)
	if got := texts(p.Output(), Stdout); !slices.Equal(got, []string{`"", EOF`}) {
		t.Errorf("output %q", got)
	}
	for _, err := range []error{p.CloseStdin(), p.Write("x")} {
		if !errors.Is(err, os.ErrClosed) {
			t.Errorf("after CloseStdin: error %v, want os.ErrClosed", err)
		}
	}
}

// Write does not block for long if the program does not read.
func TestWriteUnread(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	p := start(t, r, child("stubborn"))
	line := strings.Repeat("x", 1<<20)
	if err := p.Write(line); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("error %v, want os.ErrDeadlineExceeded", err)
	}
}

func TestWaitReady(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	p := start(t, r, child("exit", "1"))
	_, err := p.WaitReady(ctx)
	if err == nil || !strings.Contains(err.Error(), "ended before it listened (exit code 1)") ||
		!strings.Contains(err.Error(), "\nto standard output") {
		t.Errorf("another line, and the end: error %v", err)
	}
	p = start(t, r, child("chatty", r.Folder()+"/chatty"))
	address, err := p.WaitReady(ctx)
	if lines := p.Output().Lines; err != nil || address != r.Folder()+"/chatty" ||
		lines[0].Text != "debug: about to listen on the port" {
		t.Errorf("lines before the ready line: %q, %v, output %v", address, err, lines)
	}
	p = start(t, r, child("raise", "9"))
	_, err = p.WaitReady(ctx)
	if err == nil || !strings.Contains(err.Error(), "killed by SIGKILL") {
		t.Errorf("no line: error %v", err)
	}
	p = start(t, r, child("prompt"))
	soon, cancelSoon := context.WithCancel(ctx)
	cancelSoon()
	if _, err = p.WaitReady(soon); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
}

func TestStop(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	p := start(t, r, child("prompt"))
	if p.ExitCode() != -1 || p.Ended() != "" {
		t.Errorf("while it runs: %d, %q", p.ExitCode(), p.Ended())
	}
	begun := time.Now()
	p.Stop()
	t.Logf("stopped in %v", time.Since(begun))
	if p.Ended() != "stopped" {
		t.Errorf("ended %q, want stopped", p.Ended())
	}
	p.Stop() // nothing to do

	p = start(t, r, child("stubborn"))
	ready(t, p)
	begun = time.Now()
	p.Stop()
	took := time.Since(begun)
	t.Logf("killed in %v", took)
	if p.Ended() != "killed by SIGKILL" || took < supervise.StopGrace {
		t.Errorf("ended %q after %v, want killed by SIGKILL after %v",
			p.Ended(), took, supervise.StopGrace)
	}
}

// A server ends cleanly and with all its output: it gets one SIGTERM, not two.
func TestStopServer(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	p := start(t, r, child("server", r.Folder()+"/socket"))
	if got := ready(t, p); got != r.Folder()+"/socket" {
		t.Errorf("the address is %q", got)
	}
	go p.Stop()
	p.Stop()
	got := p.Output()
	if p.ExitCode() != 0 || got.Dropped+len(got.Lines) != 20_001 {
		t.Errorf("%s, %d lines and %d dropped, want 20001",
			p.Ended(), len(got.Lines), got.Dropped)
	}
	if _, err := os.Lstat(r.Folder() + "/socket"); err == nil {
		t.Error("the socket is left")
	}
}

// A program started by a script gets its time to end, although the script itself
// ends at once.
func TestStopScript(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	spec := child("server", "-c", `"$0" "$1" & wait`, child("").Path,
		filepath.Join(r.Folder(), "socket"))
	spec.Path = "sh"
	p := start(t, r, spec)
	socket := ready(t, p)
	p.Stop()
	if _, err := os.Lstat(socket); err == nil {
		t.Error("the socket is left")
	}
	if p.Ended() != "stopped" {
		t.Errorf("ended %q, want stopped", p.Ended())
	}
}

// When a program ends, the processes that it has started end, too.
func TestDescendants(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	for _, args := range [][]string{{"together"}, {"apart"},
		{"together", "exit"}, {"apart", "exit"}} {
		if args[0] == "apart" && runtime.GOOS != "linux" {
			continue
		}
		p := start(t, r, child("parent", args...))
		pid, err := strconv.Atoi(ready(t, p))
		if err != nil {
			t.Fatal(err)
		}
		started, _ := stat(pid)
		if len(args) == 1 {
			p.Stop()
		}
		ended(t, p)
		if (process{pid, started}).lives() {
			t.Errorf("%v: the grandchild is still running", args)
		}
	}
}

// A supervisor stopped by SIGSTOP does not block the guide.
func TestStopStuck(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	p := start(t, r, child("stubborn"))
	ready(t, p)
	program := find(t, p.Pid())
	if err := p.handle.supervisor.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	p.Stop()
	eventually(t, "end of the program", func() bool { return !program.lives() })
	if !strings.HasPrefix(p.Ended(), "killed with its supervisor") {
		t.Errorf("ended %q", p.Ended())
	}
}

func TestClose(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	programs := []*Process{
		start(t, r, child("stubborn")), start(t, r, child("stubborn")),
		start(t, r, child("stubborn")), start(t, r, child("prompt")),
		start(t, r, child("server", r.Folder()+"/socket")),
	}
	for at, p := range programs {
		if at != 3 {
			ready(t, p)
		}
	}
	begun := time.Now()
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	took := time.Since(begun)
	t.Logf("closed in %v", took)
	if took >= 3*supervise.StopGrace { // three are stubborn
		t.Errorf("Close took %v: did it stop one after the other?", took)
	}
	var how []string
	for _, p := range programs {
		how = append(how, p.Ended())
	}
	if got := fmt.Sprint(how); got != "[killed by SIGKILL killed by SIGKILL "+
		"killed by SIGKILL stopped exit code 0]" {
		t.Errorf("ended %s", got)
	}
	if _, err := os.Lstat(r.Folder()); err == nil {
		t.Errorf("%s is left", r.Folder())
	}
	if err := r.Close(); err != nil {
		t.Errorf("the second time: %v", err)
	}
	if _, err := r.Start(child("exit", "0")); !errors.Is(err, ErrClosed) {
		t.Errorf("Start after Close: error %v, want ErrClosed", err)
	}
}
