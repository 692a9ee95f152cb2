// Package plain is the guide as numbered prompts and appended lines, for screen
// readers, pipes, and terminals that cannot draw. It says in words what the guide
// on the terminal shows with places, signs and colours.
package plain

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/progress"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
)

// errQuit ends the guide: the user has quit, the input has ended, or ctx has.
var errQuit = errors.New("quit")

// updateTime is how long to wait for the effects of a command. The user asks for
// what comes later.
const updateTime = 3 * time.Second

// guide is one run of the guide.
type guide struct {
	ctx      context.Context
	root     string
	runner   *runner.Runner
	input    *input
	out      *writer
	progress *progress.Progress
	patience time.Duration
	where    session.Where
}

// Run shows the guide for the checkout at root. It reads answers from in and
// writes to out until the user quits or in or ctx ends. At is the folder of the
// part to open, or "" for the list. Where says where clients connect. Run stops all that it has started. It returns
// the error of in or out.
func Run(ctx context.Context, root string, r *runner.Runner, at string,
	where session.Where, in io.Reader, out io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g := &guide{ctx: ctx, root: root, runner: r, input: readInput(ctx, in),
		out: &writer{out: out}, patience: updateTime, where: where}
	return g.guide(at)
}

// guide does the work of Run.
func (g *guide) guide(at string) error {
	g.openProgress()
	g.say("Wallsockets: how to write a socket server, in six parts.")
	var err error
	if stage, unknown := course.Find(at); unknown == nil {
		err = g.openPart(stage)
	}
	if err == nil {
		err = g.chooseParts()
	}
	if errors.Is(err, errQuit) {
		g.say("Goodbye.")
		err = nil
	}
	return errors.Join(err, g.out.err, g.input.failure())
}

// openProgress loads the progress. The guide works without it, too.
func (g *guide) openProgress() {
	var err error
	if g.progress, err = progress.Open(); err != nil {
		g.sayError(err)
	}
}

// writer keeps its first error, which Run returns at the end. A lab writes from several
// goroutines.
type writer struct {
	out io.Writer
	mu  sync.Mutex
	err error
}

func (w *writer) Write(text []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		_, w.err = w.out.Write(text)
	}
	return len(text), nil
}

// input is what the user types.
type input struct {
	lines chan string // closed at the end
	err   error       // why it ended; valid once lines is closed
}

// readInput reads lines until in or ctx ends.
func readInput(ctx context.Context, in io.Reader) *input {
	i := &input{lines: make(chan string)}
	go func() {
		defer close(i.lines)
		scanner := bufio.NewScanner(in)
		for scanner.Scan() {
			select {
			case i.lines <- scanner.Text():
			case <-ctx.Done():
				return
			}
		}
		i.err = scanner.Err()
	}()
	return i
}

// failure returns the error that ended the input, if there was one.
func (i *input) failure() error {
	select {
	case _, more := <-i.lines:
		if !more && i.err != nil {
			return fmt.Errorf("read the input: %w", i.err)
		}
	default:
	}
	return nil
}

// say writes one line, harmless whatever is in it.
func (g *guide) say(format string, args ...any) {
	fmt.Fprintln(g.out, legible(fmt.Sprintf(format, args...)))
}

// legible returns text as one printable line. The tabs between the columns of an
// answer become spaces: a screen reader would read them as escapes.
func legible(text string) string {
	return printable.Text([]byte(strings.ReplaceAll(text, "\t", "  ")))
}

// sayError writes an error, line by line.
func (g *guide) sayError(err error) {
	for line := range strings.Lines(err.Error()) {
		g.say("%s", strings.TrimSuffix(line, "\n"))
	}
}

// ask returns the user's next line, or errQuit when the input or ctx has ended.
func (g *guide) ask(prompt string) (string, error) {
	fmt.Fprint(g.out, legible(prompt), " ")
	select {
	case line, more := <-g.input.lines:
		if more {
			return line, nil
		}
	case <-g.ctx.Done():
	}
	fmt.Fprintln(g.out)
	return "", errQuit
}

// remember notes where the learner is and what they do there.
func (g *guide) remember(stage course.Stage, tab string) {
	g.progress.Stage, g.progress.Tab = stage.ID, tab
	switch tab {
	case "read":
		g.progress.Read[stage.ID] = true
	case "run":
		g.progress.Ran[stage.ID] = true
	}
	if err := g.progress.Save(); err != nil {
		g.sayError(err)
	}
}
