package check

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"wallsockets/tui/internal/check/script"
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
)

// Submission is what a learner hands in: a folder, or a command line, or the
// address of a server that is running.
type Submission struct {
	Folder  string   // with the program's sources, or with answers.txt
	Command []string // run as given, except that {port}, {path}… are replaced
	Dir     string   // where Command runs; "": the working folder
	Attach  string   // HOST:PORT or a path

	Begins func(title string) // called when a step begins; may be nil
}

// prepared is a submission that can be started.
type prepared struct {
	name      string // for people
	argv      []script.Text
	dir       string
	ours      bool              // it is a program of the series
	attach    string            // the address of a running server
	answers   map[string]string // the learner's predictions
	predicted bool              // there is a file with them
	begins    func(title string)
}

// prepare builds what must be built.
func (c *Checker) prepare(ctx context.Context, e course.Exercise, s *script.Script,
	sub Submission) (*prepared, error) {
	if s.Uses != nil {
		return c.prepareOurs(ctx, s.Uses, sub)
	}
	switch {
	case sub.Attach != "":
		return &prepared{name: sub.Attach, attach: sub.Attach}, nil
	case len(sub.Command) > 0:
		return prepareCommand(sub)
	}
	p := &prepared{dir: sub.Folder, argv: s.Run}
	if s.Run == nil {
		var err error
		if p, err = c.build(ctx, sub.Folder); err != nil {
			return nil, err
		}
		p.argv = append(p.argv, arguments(e, s)...)
	}
	p.name = sub.Folder
	if name, err := filepath.Rel(c.root, sub.Folder); err == nil && filepath.IsLocal(name) {
		p.name = name
	}
	return p, nil
}

// arguments returns what the learner's program gets.
func arguments(e course.Exercise, s *script.Script) []script.Text {
	if s.Arguments != nil {
		return s.Arguments
	}
	return []script.Text{script.Variable(map[string]string{"tcp": "port", "unix": "path"}[e.Stage.Network])}
}

// prepareCommand reads the learner's command line.
func prepareCommand(sub Submission) (*prepared, error) {
	p := &prepared{name: runner.ShellCommand(sub.Command...), dir: sub.Dir}
	if p.dir == "" {
		dir, err := os.Getwd()
		if err != nil {
			return nil, fmt.Errorf("find the working folder: %w", err)
		}
		p.dir = dir
	}
	if name := sub.Command[0]; !strings.ContainsAny(name, "{/") {
		if _, err := exec.LookPath(name); err != nil {
			return nil, fmt.Errorf("the command after -- was not found: %w", err)
		}
	}
	for _, word := range sub.Command {
		p.argv = append(p.argv, script.Braces(word))
	}
	return p, nil
}

// prepareOurs builds the program of the series that the learner's predictions are
// about.
func (c *Checker) prepareOurs(ctx context.Context, uses *script.Program,
	sub Submission) (*prepared, error) {
	if len(sub.Command) > 0 || sub.Attach != "" {
		return nil, errors.New("this exercise asks for predictions: write them into answers.txt")
	}
	stage, err := course.Find(uses.Stage)
	if err != nil {
		return nil, err
	}
	path, err := c.runner.Build(ctx, stage, uses.Name)
	if err != nil {
		return nil, fmt.Errorf("a program of the series cannot be built: %s", err) // not a BuildError
	}
	p := &prepared{name: uses.Stage + "/" + uses.Name, ours: true, dir: c.root,
		argv: append([]script.Text{script.Literal(path)}, uses.Arguments...)}
	p.answers, err = readAnswers(filepath.Join(sub.Folder, "answers.txt"))
	p.predicted = err == nil
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w; go run ./tui start makes it", err)
	}
	return p, err
}

// readAnswers reads lines such as key = value. A # begins a comment.
func readAnswers(name string) (map[string]string, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read your answers: %w", err)
	}
	defer file.Close()
	answers := make(map[string]string)
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		line, _, _ := strings.Cut(lines.Text(), "#")
		key, value, _ := strings.Cut(line, "=")
		value = strings.ToLower(strings.Trim(strings.TrimSpace(value), `"'`))
		answers[strings.TrimSpace(key)] = strings.Join(strings.Fields(value), " ")
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read your answers in %s: %w", name, err)
	}
	return answers, nil
}

// languages are how a folder's program is started, by the ending of its sources.
var languages = []struct {
	ending string
	build  func(c *Checker, ctx context.Context, folder string, sources []string) (string, error)
	run    string // the interpreter
}{
	{ending: ".go", build: (*Checker).buildGo},
	{ending: ".c", build: (*Checker).buildC},
	{ending: ".py", run: "python3"},
	{ending: ".js", run: "node"},
	{ending: ".php", run: "php"},
}

// build makes a folder's program ready to start.
func (c *Checker) build(ctx context.Context, folder string) (*prepared, error) {
	if _, err := os.Stat(folder); err != nil {
		return nil, fmt.Errorf("there is no program: %w; go run ./tui start makes the "+
			"folder, or give a command after --", err)
	}
	for i, language := range languages {
		sources := sourcesIn(folder, language.ending)
		if len(sources) == 0 {
			continue
		}
		for _, other := range languages[i+1:] {
			if more := sourcesIn(folder, other.ending); len(more) > 0 {
				return nil, fmt.Errorf("there are two programs, %s and %s: remove one, or give "+
					"a command after --", mainFile(sources), mainFile(more))
			}
		}
		p := &prepared{dir: folder}
		if language.build != nil {
			path, err := language.build(c, ctx, folder, sources)
			p.argv = []script.Text{script.Literal(path)}
			return p, err
		}
		if _, err := exec.LookPath(language.run); err != nil {
			return nil, fmt.Errorf("%s needs %s, which is not installed: %w", sources[0], language.run, err)
		}
		p.argv = []script.Text{script.Literal(language.run), script.Literal(mainFile(sources))}
		return p, nil
	}
	return nil, fmt.Errorf("%s has no program in Go, C, Python, JavaScript or PHP; "+
		"give a command after --", folder)
}

// sourcesIn returns the files with that ending, in order.
func sourcesIn(folder, ending string) []string {
	entries, _ := os.ReadDir(folder) // it exists; an empty list says the rest
	var found []string
	for _, entry := range entries {
		name := entry.Name()
		if filepath.Ext(name) == ending && !strings.HasSuffix(name, "_test.go") && name[0] != '.' {
			found = append(found, filepath.Join(folder, name))
		}
	}
	return found
}

// mainFile returns the file to run: main.py, or else the first.
func mainFile(sources []string) string {
	i := slices.IndexFunc(sources, func(name string) bool {
		return strings.HasPrefix(filepath.Base(name), "main.")
	})
	return sources[max(i, 0)]
}

// executable returns a new name in the run folder.
func (c *Checker) executable() string {
	return "p" + strconv.FormatInt(c.runs.Add(1), 36)
}

func (c *Checker) buildGo(ctx context.Context, folder string, _ []string) (string, error) {
	return c.runner.BuildFolder(ctx, folder, c.executable())
}

func (c *Checker) buildC(ctx context.Context, folder string, sources []string) (string, error) {
	path := filepath.Join(c.runner.Folder(), c.executable())
	err := c.runner.RunBuild(ctx, runner.Spec{Name: folder, Path: "cc", Dir: folder,
		Args: append([]string{"-O1", "-o", path, "-pthread"}, sources...)})
	if errors.Is(err, exec.ErrNotFound) {
		return "", fmt.Errorf("%w; install a C compiler, such as gcc", err)
	}
	return path, err
}
