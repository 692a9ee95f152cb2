// Package plain is the guide as numbered prompts and appended lines: for screen
// readers, for terminals that cannot draw, and for pipes. It says in words what
// the guide on the terminal says with places, signs and colours.
package plain

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/progress"
	"wallsockets/tui/internal/runner"
)

// errQuit ends the guide: the user wants it, the input has ended, or the
// context.
var errQuit = errors.New("quit")

// newsTime is how long to wait for what a command brings about. What comes
// later is told when the user asks.
const newsTime = 3 * time.Second

// guide is a guide that runs.
type guide struct {
	ctx      context.Context
	root     string
	runner   *runner.Runner
	input    *input
	out      *writer
	progress *progress.Progress // nil if there is a fault in it
	patience time.Duration
}

// Run guides through the checkout at root, reading answers from in and writing
// to out, until the user quits, in ends or ctx does. At is the folder of a part
// to begin with, or "" for the list. All that it started has ended when it
// returns. The error is that of in or out.
func Run(ctx context.Context, root string, r *runner.Runner, at string,
	in io.Reader, out io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g := &guide{ctx: ctx, root: root, runner: r, input: readInput(ctx, in),
		out: &writer{out: out}, patience: newsTime}
	return g.guide(at)
}

// guide does the work of Run.
func (g *guide) guide(at string) error {
	g.loadProgress()
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

// writer remembers the first error. There is nobody to tell of it before the
// end.
type writer struct {
	out io.Writer
	err error
}

func (w *writer) Write(text []byte) (int, error) {
	if w.err == nil {
		_, w.err = w.out.Write(text)
	}
	return len(text), nil
}

// input is what the user types.
type input struct {
	lines chan string // closed at the end
	err   error       // what ended it, valid then
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

// failure returns the error that has ended the input, if one has.
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

// say writes a line, whatever is in it.
func (g *guide) say(format string, args ...any) {
	fmt.Fprintln(g.out, legible(fmt.Sprintf(format, args...)))
}

// legible is text as one line that may be printed. Tabs, which part the columns
// of an answer, are spaces: they would be read out as escapes.
func legible(text string) string {
	return printable.Text([]byte(strings.ReplaceAll(text, "\t", "  ")))
}

// complain says what went wrong, in as many lines as it takes.
func (g *guide) complain(err error) {
	for line := range strings.Lines(err.Error()) {
		g.say("%s", strings.TrimSuffix(line, "\n"))
	}
}

// ask returns the user's next line. At the end of all it returns errQuit.
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

// loadProgress reads what the learner has done. Without it the guide works.
func (g *guide) loadProgress() {
	path, err := progress.Path()
	if err == nil {
		g.progress, err = progress.Load(path)
	}
	if err != nil {
		g.complain(err)
	}
}

// remember notes that the learner was at a part, and did something there.
func (g *guide) remember(stage course.Stage, tab string) {
	path, err := progress.Path()
	if err != nil || g.progress == nil {
		return // loadProgress has said so
	}
	g.progress.Stage, g.progress.Tab = stage.ID, tab
	switch tab {
	case "read":
		g.progress.Read[stage.ID] = true
	case "run":
		g.progress.Ran[stage.ID] = true
	}
	if err := g.progress.Save(path); err != nil {
		g.complain(err)
	}
}
