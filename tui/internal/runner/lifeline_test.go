//go:build linux

package runner

import (
	"early/supervise"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
)

// childrenOf returns the children of a process.
func childrenOf(t *testing.T, pid int) []int {
	t.Helper()
	lists, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	if err != nil {
		t.Fatal(err)
	}
	var found []int
	for _, list := range lists {
		text, _ := os.ReadFile(list)
		for _, word := range strings.Fields(string(text)) {
			child, _ := strconv.Atoi(word)
			found = append(found, child)
		}
	}
	return found
}

// However a guide ends, it leaves nothing behind.
func TestGuideEnds(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"close", "exit", "panic", "SIGTERM", "SIGHUP",
		"SIGKILL", "leak"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			if how == "SIGHUP" && signal.Ignored(syscall.SIGHUP) {
				t.Skip("SIGHUP is ignored here, as nohup does")
			}
			g := startGuide(t, how)
			ended := g.end(t)
			eventually(t, "end of everything", g.gone)
			t.Logf("all was gone %v after the end", time.Since(ended))
		})
	}
}

// When a supervisor is killed, its program dies too, and the guide goes on.
func TestSupervisorKilled(t *testing.T) {
	t.Parallel()
	g := startGuide(t, "close")
	for _, pid := range g.Supervisors {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
	}
	took := eventually(t, "end of the programs", func() bool {
		return len(g.living()) == 0
	})
	t.Logf("all programs had ended %v after their supervisors", took)
	g.end(t)
	if _, err := os.Lstat(g.Folder); err == nil {
		t.Errorf("%s is left", g.Folder)
	}
}

// If the guide and its supervisors are killed at the same time only files are left,
// and the next guide removes the run folder.
func TestAllKilled(t *testing.T) {
	g := startGuide(t, "SIGKILL")
	for _, pid := range append(g.Supervisors, g.command.Process.Pid) {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
	}
	took := eventually(t, "end of the programs", func() bool {
		// Nobody is left who knows the grandchild: neither its parent nor
		// the supervisor nor the guide.
		living := g.living()
		return len(living) == 0 || len(living) == 1 && living[0].pid == g.Programs[2]
	})
	t.Logf("the programs had ended %v after the guide and the supervisors", took)
	// The lock is released when the last thread of its process ends.
	eventually(t, "sweep of the folder", func() bool {
		sweep()
		_, err := os.Lstat(g.Folder)
		return err != nil
	})
	for _, p := range g.living() {
		_ = syscall.Kill(p.pid, syscall.SIGKILL)
	}
}

// The pipe alone is enough: here the guide is alive, so the kernel does nothing.
func TestLifelineEnds(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	server := start(t, r, child("server", filepath.Join(r.Folder(), "socket")))
	stubborn := start(t, r, child("stubborn"))
	for _, p := range []*Process{server, stubborn} {
		ready(t, p)
		if err := p.handle.lifeline.Close(); err != nil {
			t.Fatal(err)
		}
		ended(t, p)
	}
	if server.Ended() != "exit code 0" || stubborn.Ended() != "killed by SIGKILL" {
		t.Errorf("ended %q and %q", server.Ended(), stubborn.Ended())
	}
}

// A program reaches neither its supervisor nor the lifeline.
func TestDescriptors(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	p := start(t, r, child("stubborn"))
	ready(t, p)
	group, err := syscall.Getpgid(p.Pid())
	if err != nil || group != p.Pid() {
		t.Errorf("the process group of %d is %d, %v", p.Pid(), group, err)
	}
	supervisor := p.handle.supervisor.Process.Pid
	if group, err = syscall.Getpgid(supervisor); err != nil || group != supervisor {
		t.Errorf("the process group of the supervisor %d is %d, %v",
			supervisor, group, err)
	}
	ours := map[string]bool{}
	for _, fd := range []int{3, 4} {
		link, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", supervisor, fd))
		if err != nil || !strings.HasPrefix(link, "pipe:") {
			t.Fatalf("descriptor %d of the supervisor is %q, %v", fd, link, err)
		}
		ours[link] = true
	}
	links, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", p.Pid()))
	if err != nil || len(links) < 3 {
		t.Fatalf("descriptors %q, %v", links, err)
	}
	for _, name := range links {
		if link, _ := os.Readlink(name); ours[link] {
			t.Errorf("the program has %s open, which is its supervisor's", link)
		}
	}
}

// When a server is killed its client processes end too, although they have their
// own process groups.
func TestStageKilled(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	p := start(t, r, Spec{Name: "server", Args: []string{"-model=processes", "0"},
		Path: build(t, r, course.Stages[2], "server")})
	conn, err := net.DialTimeout("tcp", ready(t, p), patience)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var client process
	eventually(t, "process for the client", func() bool {
		for _, pid := range childrenOf(t, p.Pid()) {
			// Go itself starts another one to probe the kernel.
			line, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
			if strings.Contains(string(line), "-inetd") {
				client = find(t, pid)
			}
		}
		return client.pid != 0
	})
	supervise.SignalGroup(p.Pid(), 9)
	ended(t, p)
	if client.lives() {
		t.Error("the client's process is still running")
	}
}

// The kernel kills what a thread has started when that thread ends, so the guide
// must keep the threads that start programs (golang/go#27505).
func TestThreadsEnd(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	var programs []*Process
	for range 4 {
		programs = append(programs, start(t, r, child("prompt")))
	}
	var threads sync.WaitGroup
	for range 100 {
		// When a goroutine ends with its thread locked, the thread ends.
		threads.Add(1)
		go func() {
			runtime.LockOSThread()
			threads.Done()
			threads.Wait()
		}()
	}
	threads.Wait()
	for _, p := range programs {
		if err := p.Write("hello"); err != nil {
			t.Error(err)
		}
		ended(t, p)
		if p.ExitCode() != 0 {
			t.Errorf("%s, want exit code 0", p.Ended())
		}
	}
}
