package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/workspace"
)

// classTime is how long a tool may take to say what it is.
const classTime = 20 * time.Second

// examineClass checks what the exercises and the sessions in CLASSROOM.md use, each
// by running it: a tool may be there and not work, as strace in many containers.
func examineClass() []finding {
	root, rootErr := course.Root(".")
	modules, modulesErr := tryModules(root, rootErr)
	folder, folderErr := tryExercises(root, rootErr)
	flavour, flavourErr := tryNetcat()
	findings := []finding{
		judge(finding{Name: "offline", For: "builds without a network",
			Get: "once, with a network: go mod download"}, optional, modules, modulesErr),
		judge(finding{Name: "exercises", For: "what learners write",
			Get: "clone into a folder of yours, or use start with --dir"}, optional, folder, folderErr),
		judge(finding{Name: "nc's flavour", For: "the lessons' nc -N, -U and -d",
			Get: "apt-get install netcat-openbsd"}, optional, flavour, flavourErr),
	}
	for _, tool := range []struct {
		finding
		command []string
	}{
		{finding{Name: "C compiler", For: "exercises in C",
			Get: "apt-get install gcc libc6-dev, or xcode-select --install"}, []string{"cc", "--version"}},
		{finding{Name: "python3", For: "exercises in Python",
			Get: "apt-get install python3, or brew install python"}, []string{"python3", "--version"}},
		{finding{Name: "node", For: "exercises in JavaScript",
			Get: "apt-get install nodejs, or brew install node"}, []string{"node", "--version"}},
		{finding{Name: "php runs", For: "exercises of part 6",
			Get: "apt-get install php-cli, or brew install php"}, []string{"php", "--version"}},
		{finding{Name: "strace", For: "seeing system calls in part 2",
			Get: "apt-get install strace (Linux); a container needs --cap-add=SYS_PTRACE"},
			[]string{"strace", "-V"}},
	} {
		found, err := tryTool(tool.command)
		if err == nil && tool.command[0] == "strace" {
			_, err = tryTool([]string{"strace", "-o", os.DevNull, "true"})
		}
		findings = append(findings, judge(tool.finding, optional, found, err))
	}
	return findings
}

// tryTool runs a command and returns the first line that it prints.
func tryTool(command []string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), classTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	out, err := cmd.CombinedOutput()
	line, _, _ := bytes.Cut(bytes.TrimSpace(out), []byte("\n"))
	if errors.Is(err, exec.ErrNotFound) {
		return "", errors.New("not installed")
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", strings.Join(command, " "), err, line)
	}
	return string(line), nil
}

// tryModules checks that everything can be built without a network.
func tryModules(root string, err error) (string, error) {
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(context.Background(), classTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "list", "-deps", "./...")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOPROXY=off")
	var errs strings.Builder
	cmd.Stderr = &errs
	if err := cmd.Run(); err != nil {
		for line := range strings.Lines(errs.String()) {
			if line = strings.TrimSpace(line); !strings.HasPrefix(line, "go: downloading ") {
				return "", fmt.Errorf("a module is missing: %s", line)
			}
		}
		return "", fmt.Errorf("go list: %w", err)
	}
	return "every module is here", nil
}

// tryExercises checks that start can make a folder in the checkout.
func tryExercises(root string, err error) (string, error) {
	if err != nil {
		return "", err
	}
	folder := workspace.Parent(root)
	parent := folder
	if !exists(folder) {
		parent = filepath.Dir(folder)
	}
	probe, err := os.MkdirTemp(parent, ".doctor")
	if err != nil {
		return "", err
	}
	return folder, os.Remove(probe)
}

// tryNetcat returns which of the programs named nc this is, and an error if its
// options are not those of the lessons.
func tryNetcat() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), classTime)
	defer cancel()
	out, err := exec.CommandContext(ctx, "nc", "-h").CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		return "", errors.New("not installed")
	}
	return netcat(string(out)) // the exit code of nc -h differs
}

// netcat recognises nc by its help.
func netcat(help string) (string, error) {
	lower := strings.ToLower(help)
	switch {
	case strings.Contains(lower, "openbsd netcat"):
		return "OpenBSD's", nil
	case strings.Contains(lower, "boundif"):
		return "", errors.New("from Apple: its -N means something else; leave that out")
	case strings.Contains(lower, "ncat"):
		return "", errors.New("from nmap: it has no -N and no -d; leave these out")
	case strings.Contains(lower, "busybox"):
		return "", errors.New("from BusyBox: it has no -N and no -U")
	case strings.Contains(lower, "gnu netcat"), strings.Contains(lower, "[v1.10"):
		return "", errors.New("the traditional one: it has no -N and no -U")
	}
	return "", errors.New("one that doctor does not know; try nc -N and nc -U")
}
