//go:build linux

package lessons

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"

	"github.com/creack/pty"
)

// ready is the prompt of bash. No program prints it by chance.
const ready = "\x1b]bash is ready\a"

// shell is a terminal in which bash runs a block.
type shell struct {
	block   block
	now     int  // index of the latest command; -1 before the first
	running bool // it has not ended
	due     int  // how many of its lines must come before the next block
	begin   int  // offset in text where it was typed
	whole   bool // all its lines have come
	seen    int  // length of text at the last look

	pty     *os.File
	command *exec.Cmd

	mu   sync.Mutex
	text []byte // all output of the terminal
}

// open starts bash in a terminal of 80 columns, without its line editor: the
// kernel echoes what is typed.
func open(b block) (*shell, error) {
	sh := &shell{block: b, now: -1}
	sh.command = exec.Command("bash", "--norc", "--noprofile", "--noediting", "+H", "-i")
	sh.command.Env = append(os.Environ(), "PS1="+ready, "PS2=", "PROMPT_COMMAND=",
		"HISTFILE=/dev/null", "TERM=dumb", "LC_ALL=C.UTF-8", "PAGER=cat")
	var err error
	sh.pty, err = pty.StartWithSize(sh.command, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		return nil, err
	}
	go func() {
		buffer := make([]byte, 32<<10)
		for {
			n, err := sh.pty.Read(buffer)
			sh.mu.Lock()
			sh.text = append(sh.text, buffer[:n]...)
			sh.mu.Unlock()
			if err != nil {
				return // bash has ended
			}
		}
	}()
	return sh, nil
}

// all returns all output of the terminal.
func (sh *shell) all() string {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	return string(sh.text)
}

// send types text.
func (sh *shell) send(text string) error {
	_, err := sh.pty.WriteString(text)
	return err
}

// isReady reports whether bash is waiting for a command.
func (sh *shell) isReady() bool {
	return !sh.running && strings.Contains(sh.all()[sh.begin:], ready)
}

// start types the next command of the block, with the values filled in.
func (sh *shell) start(known values) error {
	sh.now++
	c := &sh.block.commands[sh.now]
	c.text = fill(c.text, sh.block.varies, known)
	sh.begin, sh.running, sh.whole = len(sh.all()), true, false
	sh.due = min(1, len(c.shows))
	return sh.send(c.text + "\n")
}

// shown returns the lines after the command and reports whether it has ended.
func (sh *shell) shown() (lines []string, ended bool) {
	echo := strings.ReplaceAll(sh.current().text, "\n", "\r\n") + "\r\n"
	_, after, echoed := strings.Cut(sh.all()[sh.begin:], echo)
	if !echoed {
		return nil, false
	}
	output, _, ended := strings.Cut(after, ready)
	return screen(output), ended
}

// current returns the latest command.
func (sh *shell) current() *command { return &sh.block.commands[sh.now] }

// goOn adds the lines of a later block to those of the running program.
func (sh *shell) goOn(b block) {
	c := sh.current()
	c.shows = append(append(c.shows, dots), b.goesOn...)
	sh.due, sh.whole, sh.seen = len(c.shows)-len(b.goesOn)+1, false, 0
	sh.block.commands = append(sh.block.commands, b.commands...)
	sh.block.varies = append(sh.block.varies, b.varies...)
}

// settle compares what the command has shown so far. It returns the values with
// the new ones, and an error if the command has ended with other lines.
func (sh *shell) settle(known values) (values, error) {
	length := len(sh.all())
	if length == sh.seen {
		return known, nil
	}
	sh.seen = length
	lines, ended := sh.shown()
	shows := sh.current().shows
	found, ok := match(shows, lines, sh.block.varies, known, !ended && len(shows) > 0)
	switch {
	case ok && (!sh.whole || ended):
		known, sh.whole = found, true
	case !ok && ended:
		return known, sh.failure("it ended, and its terminal shows something else", known)
	case !ok && len(shows) == 0:
		return known, sh.failure("it is to show nothing", known)
	}
	sh.running = !ended
	return known, nil
}

// act types an answer to the client's prompt, or ctrl+c, if the page has it here.
// No program is running when it is called.
func (sh *shell) act(known values) (acted bool, err error) {
	lines, _ := sh.shown()
	for i, expected := range sh.current().shows {
		typed, isAnswer := strings.CutPrefix(expected, prompt)
		switch {
		case isAnswer && len(lines) > 0 && lines[len(lines)-1] == prompt:
			if _, ok := sh.isAt(i, lines[:len(lines)-1], known); ok {
				if strings.HasPrefix(typed, ctrlC) {
					return true, sh.send("\x03")
				}
				return true, sh.send(typed + "\n")
			}
		case strings.HasPrefix(expected, ctrlC) && !sh.isPast(i, lines, known):
			if _, ok := sh.isAt(i, lines, known); ok {
				return true, sh.send("\x03")
			}
		}
	}
	return false, nil
}

// isAt reports whether the lines are those before line i.
func (sh *shell) isAt(i int, lines []string, known values) (values, bool) {
	return match(sh.current().shows[:i], lines, sh.block.varies, known, false)
}

// isPast reports whether ctrl+c of line i was already typed.
func (sh *shell) isPast(i int, lines []string, known values) bool {
	for n := range lines {
		if _, ok := sh.isAt(i, lines[:n], known); ok && strings.HasPrefix(lines[n], ctrlC) {
			return true
		}
	}
	return false
}

// mayGoOn reports whether the next block may begin once nothing runs.
func (sh *shell) mayGoOn(known values) bool {
	last := sh.now == len(sh.block.commands)-1
	if !sh.running {
		return last
	}
	lines, _ := sh.shown()
	shows := sh.current().shows
	_, ok := match(shows[:min(sh.due, len(shows))], lines, sh.block.varies, known, true)
	return ok && (last || !sh.whole)
}

// failure returns an error with the command, the expected lines and the output.
func (sh *shell) failure(why string, known values) error {
	c := sh.current()
	lines, _ := sh.shown()
	at := difference(c.shows, lines, sh.block.varies, known)
	var text strings.Builder
	fmt.Fprintf(&text, "%d: %s\n    $ %s\nexpected:\n", c.line, why, c.text)
	for i, line := range c.shows {
		sign := "    "
		if i == at {
			sign = " -> "
		}
		fmt.Fprintf(&text, "%s%s\n", sign, line)
	}
	text.WriteString("got:\n")
	for _, line := range lines {
		fmt.Fprintf(&text, "    %s\n", line)
	}
	return fmt.Errorf("%s", text.String())
}
