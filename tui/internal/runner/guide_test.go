//go:build linux

package runner

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"wallsockets/tui/internal/test/stagetest"
)

// message is what a fake guide sends to the test.
type message struct {
	Folder      string
	Programs    []int // the programs, and the processes that they have started
	Supervisors []int
}

func init() {
	roles["guide"] = beGuide
	roles["bystander"] = beBystander
}

// beGuide is a guide that starts three programs and ends in the way that its first
// argument names. The second argument is a path for a socket of one of them.
func beGuide(args []string) {
	r, err := New("/")
	if err != nil {
		panic(err)
	}
	ready := message{Folder: r.Folder(), Supervisors: []int{r.cleaner.supervisor.Process.Pid}}
	var leaks []*os.File
	for _, spec := range []Spec{
		child("server", args[1], "talk"),
		child("stubborn", filepath.Join(r.Folder(), "socket")),
		child("parent", "together"),
	} {
		p, err := r.Start(spec)
		if err != nil {
			panic(err)
		}
		address, err := p.WaitReady(context.Background())
		if err != nil {
			panic(err)
		}
		if grandchild, err := strconv.Atoi(address); err == nil {
			ready.Programs = append(ready.Programs, grandchild)
		}
		ready.Programs = append(ready.Programs, p.Pid())
		ready.Supervisors = append(ready.Supervisors, p.handle.supervisor.Process.Pid)
		leaks = append(leaks, p.handle.lifeline)
	}
	if args[0] == "leak" {
		leak(append(leaks, r.cleaner.lifeline))
	}
	_ = json.NewEncoder(os.Stdout).Encode(ready)
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	end(r, args[0])
}

// leak passes the lifelines to a process that outlives the guide, so that they do
// not end with it.
func leak(lifelines []*os.File) {
	spec := child("bystander")
	command := exec.Command(spec.Path)
	command.Env = append(os.Environ(), spec.Env...)
	command.Stdin = os.Stdin
	command.ExtraFiles = lifelines
	if err := command.Start(); err != nil {
		panic(err)
	}
}

// beBystander runs until its standard input ends.
func beBystander([]string) {
	input := bufio.NewReader(os.Stdin)
	for {
		if _, err := input.ReadString('\n'); err != nil {
			return
		}
	}
}

// end ends the fake guide.
func end(r *Runner, how string) {
	switch how {
	case "close":
		_ = r.Close()
		return
	case "exit":
		os.Exit(3)
	case "panic":
		go panic("on purpose")
	case "SIGTERM":
		_ = syscall.Kill(os.Getpid(), syscall.SIGTERM)
	case "SIGHUP":
		_ = syscall.Kill(os.Getpid(), syscall.SIGHUP)
	case "SIGKILL", "leak":
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	forever()
}

// guide is a running fake guide.
type guide struct {
	message
	command   *exec.Cmd
	input     io.WriteCloser
	processes []process // all but the guide itself
	socket    string    // outside the run folder
}

// startGuide starts a fake guide that ends in the given way.
func startGuide(t *testing.T, how string) *guide {
	t.Helper()
	g := &guide{socket: filepath.Join(temporary(t), "socket")}
	spec := child("guide", how, g.socket)
	g.command = exec.CommandContext(t.Context(), spec.Path, spec.Args...)
	g.command.Env = append(os.Environ(), spec.Env...)
	var err error
	if g.input, err = g.command.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	output, err := g.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := g.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		g.input.Close()
		_ = g.command.Process.Kill()
		_ = g.command.Wait()
	})
	if err := json.NewDecoder(output).Decode(&g.message); err != nil {
		t.Fatal(err)
	}
	for _, pid := range append(g.Programs, g.Supervisors...) {
		g.processes = append(g.processes, find(t, pid))
	}
	return g
}

// end makes the fake guide end, and returns the time.
func (g *guide) end(t *testing.T) time.Time {
	t.Helper()
	if _, err := io.WriteString(g.input, "\n"); err != nil {
		t.Fatal(err)
	}
	// Wait for the process only, not for the end of its pipes.
	state, err := g.command.Process.Wait()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the guide ended: %v", state)
	return time.Now()
}

// living returns the processes of the guide that are running.
func (g *guide) living() []process {
	var found []process
	for _, p := range g.processes {
		if p.lives() {
			found = append(found, p)
		}
	}
	return found
}

// gone reports whether the guide has left neither a process nor a file. The race
// detector may slow a program down so much that it is killed before it has removed
// a socket outside the run folder.
func (g *guide) gone() bool {
	files := []string{g.Folder}
	if !stagetest.Race {
		files = append(files, g.socket)
	}
	for _, path := range files {
		if _, err := os.Lstat(path); err == nil {
			return false
		}
	}
	return len(g.living()) == 0
}
