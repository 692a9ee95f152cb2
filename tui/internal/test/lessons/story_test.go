//go:build linux

package lessons

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	pause = 20 * time.Millisecond // between two looks at the programs, which cost time, too
	rest  = 3                     // looks in a row at which nothing ran
)

// story runs the blocks of a page.
type story struct {
	page     page
	patience time.Duration // how long a line may take while nothing runs
	shells   []*shell
	known    values
	length   int // of all output, at the last look
	quiet    int // looks in a row without a change
}

// run runs the blocks from top to bottom and ends every program.
func (s *story) run() error {
	// Programs whose parents have ended become our children.
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return err
	}
	defer s.end()
	s.known = make(values)
	for _, b := range s.page.blocks {
		sh, err := s.begin(b)
		if err == nil {
			err = s.until(func() bool { return sh.mayGoOn(s.known) })
		}
		if err != nil {
			return err
		}
	}
	if err := s.until(s.isWhole); err != nil {
		return err
	}
	return s.stay()
}

// isWhole reports whether every line of every block has come.
func (s *story) isWhole() bool {
	for _, sh := range s.shells {
		if sh.now >= 0 && !sh.whole || sh.now < len(sh.block.commands)-1 {
			return false
		}
	}
	return true
}

// stay returns an error if a terminal is in another folder than at its start: a
// reader types the next block there.
func (s *story) stay() error {
	start, err := os.Readlink("/proc/self/cwd")
	for _, sh := range s.shells {
		if err != nil {
			return err
		}
		var folder string
		folder, err = os.Readlink(fmt.Sprintf("/proc/%d/cwd", sh.command.Process.Pid))
		if err == nil && !sh.running && folder != start {
			return fmt.Errorf("%s:%d: the block ends in %s", s.page.name, sh.block.line, folder)
		}
	}
	return err
}

// begin opens a terminal for a block, or continues in one.
func (s *story) begin(b block) (*shell, error) {
	s.quiet = 0
	if len(b.goesOn) == 0 {
		sh, err := open(b)
		if err == nil {
			s.shells = append(s.shells, sh)
		}
		return sh, err
	}
	for i := len(s.shells) - 1; i >= 0; i-- {
		if sh := s.shells[i]; sh.running {
			sh.goOn(b)
			return sh, nil
		}
	}
	return nil, fmt.Errorf("%s:%d: the block does not begin with a command, and no program runs",
		s.page.name, b.line)
}

// until acts in the terminals until nothing runs, nothing is left to type, and
// done reports true.
func (s *story) until(done func() bool) error {
	// The longer nothing runs, the longer the pause.
	for still := time.Now(); ; <-time.After(pause * time.Duration(1+min(s.quiet/rest, 4))) {
		if err := s.settle(); err != nil {
			return err
		}
		if s.isBusy() {
			still = time.Now()
		}
		if s.quiet < rest {
			continue
		}
		acted, err := s.act()
		if err != nil {
			return err
		}
		switch {
		case acted:
			s.quiet = 0
		case done():
			return nil
		case time.Since(still) > s.patience:
			return s.failure()
		}
	}
}

// settle compares the output of all running commands.
func (s *story) settle() (err error) {
	for _, sh := range s.shells {
		if sh.running {
			if s.known, err = sh.settle(s.known); err != nil {
				return fmt.Errorf("%s:%w", s.page.name, err)
			}
		}
	}
	return nil
}

// act types something in one terminal, if there is something to type.
func (s *story) act() (acted bool, err error) {
	for _, sh := range s.shells {
		switch {
		case sh.running:
			acted, err = sh.act(s.known)
		case sh.isReady() && sh.now < len(sh.block.commands)-1:
			acted, err = true, sh.start(s.known)
		}
		if acted || err != nil {
			return acted, err
		}
	}
	return false, nil
}

// isBusy reports whether a program is running or has written since the last look,
// and counts the looks without that.
func (s *story) isBusy() bool {
	length := 0
	for _, sh := range s.shells {
		length += len(sh.all())
	}
	if length == s.length && !runs(os.Getpid()) {
		s.quiet++
		return false
	}
	s.length, s.quiet = length, 0
	return true
}

// failure describes the first command that still lacks a line.
func (s *story) failure() error {
	for _, sh := range s.shells {
		if sh.now >= 0 && sh.running && !sh.whole {
			return fmt.Errorf("%s:%w", s.page.name, sh.failure("nothing runs, and this did not come", s.known))
		}
	}
	for _, sh := range s.shells {
		if sh.running && sh.now < len(sh.block.commands)-1 {
			return fmt.Errorf("%s:%w", s.page.name, sh.failure("it does not end", s.known))
		}
	}
	return fmt.Errorf("%s: bash is not ready", s.page.name)
}

// end kills all programs, however they were started.
func (s *story) end() {
	for {
		alive := descendants(os.Getpid())
		if len(alive) == 0 {
			break
		}
		for _, pid := range alive {
			syscall.Kill(pid, syscall.SIGKILL) // it may have ended by itself
		}
		for {
			pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
			if pid <= 0 || err != nil {
				break
			}
		}
	}
	for _, sh := range s.shells {
		sh.pty.Close()
	}
}

// descendants returns the children of a process, their children, and so on.
func descendants(pid int) (all []int) {
	for _, task := range tasks(pid) {
		for _, child := range children(task) {
			all = append(append(all, child), descendants(child)...)
		}
	}
	return all
}

// runs reports whether a thread of a descendant is running or about to run. All
// others are waiting for an event.
func runs(pid int) bool {
	for _, task := range tasks(pid) {
		for _, child := range children(task) {
			if slices.ContainsFunc(tasks(child), isRunning) || runs(child) {
				return true
			}
		}
	}
	return false
}

// tasks returns the folders of a process's threads, none if it has ended.
func tasks(pid int) (folders []string) {
	folder := fmt.Sprintf("/proc/%d/task", pid)
	threads, _ := os.ReadDir(folder)
	for _, thread := range threads {
		folders = append(folders, folder+"/"+thread.Name())
	}
	return folders
}

// children returns the child processes of a thread.
func children(task string) (pids []int) {
	list, _ := os.ReadFile(task + "/children") // the thread may have ended
	for _, field := range strings.Fields(string(list)) {
		pid, _ := strconv.Atoi(field)
		pids = append(pids, pid)
	}
	return pids
}

// isRunning reports whether a thread is running, or waiting for a processor or a
// disk.
func isRunning(task string) bool {
	stat, _ := os.ReadFile(task + "/stat")
	// The state follows the name in parentheses, which may contain anything.
	state := string(stat[bytes.LastIndexByte(stat, ')')+1:])
	return strings.HasPrefix(state, " R") || strings.HasPrefix(state, " D")
}
