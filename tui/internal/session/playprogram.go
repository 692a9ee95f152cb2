package session

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
)

// Played is a program that a step of a try has started.
type Played struct {
	Program string // "client", "server" or "page"
	Process *runner.Process
}

// Played returns the programs that Play has started, in their order.
func (s *Session) Played() []Played {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.played)
}

// program starts the program of a step, types to it and asks its page.
func (s *Session) program(ctx context.Context, step course.TryStep) error {
	args := slices.Clone(step.Args)
	if step.Program == "client" {
		args = append(args, s.Stage.Arguments(s.Address())...)
	}
	if i := slices.Index(args, course.ServersOwn); i >= 0 {
		args[i] = s.target
	}
	process, err := s.launch(ctx, step.Program, args, &s.clients)
	if err != nil {
		return err
	}
	program := step.Program
	if step.Get != "" {
		program = "page"
	}
	s.mu.Lock()
	s.played = append(s.played, Played{program, process})
	s.mu.Unlock()
	if step.Send != "" {
		if err := process.Write(step.Send); err != nil {
			return err
		}
	}
	if step.Get != "" {
		return s.get(ctx, process, step.Get)
	}
	return nil
}

// serving is the beginning of the line with the page's address.
const serving = "serving "

// get asks the page that a program serves, as a browser would, and ignores the answer.
func (s *Session) get(ctx context.Context, process *runner.Process, query string) error {
	if err := s.await(ctx, "the page", func() bool {
		return process.Ended() != "" || strings.HasPrefix(lastLine(process), serving)
	}); err != nil {
		return err
	}
	address, found := strings.CutPrefix(lastLine(process), serving)
	if !found {
		return fmt.Errorf("the page is not served: %s", lastLine(process))
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+query, nil)
	if err != nil {
		return fmt.Errorf("ask the page: %w", err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("ask the page: %w", err)
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}

// hasPrinted reports whether a line of a program's output has a text.
func hasPrinted(process *runner.Process, text string) bool {
	return slices.ContainsFunc(process.Output().Lines, func(line runner.Line) bool {
		return line.Source != runner.Stdin && strings.Contains(line.Text, text)
	})
}

// lastLine returns the last line that a program has printed.
func lastLine(process *runner.Process) string {
	last := ""
	for _, line := range process.Output().Lines {
		if line.Source != runner.Stdin {
			last = line.Text
		}
	}
	return last
}

// wordList returns the file of the words that a try gives the server.
func wordList(r *runner.Runner) string { return filepath.Join(r.Folder(), "words.txt") }

// writeWords writes the word list of a try.
func writeWords(r *runner.Runner, words string) error {
	if err := os.WriteFile(wordList(r), []byte(words), 0o600); err != nil {
		return fmt.Errorf("write the word list: %w", err)
	}
	return nil
}

// reload gives the server another word list.
func (s *Session) reload(words string) error {
	if err := writeWords(s.runner, words); err != nil {
		return err
	}
	if ended := s.Server.Ended(); ended != "" {
		return fmt.Errorf("reload the words: the server has ended (%s)", ended)
	}
	process, err := os.FindProcess(s.Server.Pid())
	if err == nil {
		err = process.Signal(syscall.SIGHUP)
	}
	if err != nil {
		return fmt.Errorf("tell the server to reload its words: %w", err)
	}
	return nil
}
