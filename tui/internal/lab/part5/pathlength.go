package part5

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/runner"
)

const bindPath = "bindpath.c"

var pathLength = experiment.Lab{
	Name: "path-length", Title: "how long a path may be", Part: 5,
	Claims: []string{"5.4", "5.5", "5.6"},
	Claim: "The address is a family and a path of at most 104 or 108 bytes. Whether the size counts " +
		"a NUL at its end, and how long it may be, varies; below 100 bytes it works everywhere.",
	Ask: "The address structure has 108 bytes for the path, sun_path. A C program gives bind a " +
		"path that fills them all, and no NUL follows. What does Linux do?",
	Choices: []string{"it makes a file whose name has all 108 bytes", "it refuses: invalid argument",
		"it makes a file whose name has the first 107 bytes"},
	Lesson: "part5-unix/README.md#the-idea",
	Code: experiment.Code{File: "part5-unix/unixsocket/path.go",
		Text: "const MaxPath = len(syscall.RawSockaddrUnix{}.Path) - 1"},
	Builds: []string{bindPath, server},
	Needs:  []experiment.Need{experiment.Linux, experiment.Compiler},
	Shows:  experiment.Holds,
	Run:    seePathLength,
}

// binding is a path that a C program binds, and what came of it.
type binding struct {
	what, path string
	less       string // than the family and the path: bytes of the address's size
	want       string // what Linux makes of it
}

// seePathLength binds paths of different lengths and ends, and looks at the files.
func seePathLength(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	long := strings.Repeat("x", 200)
	bindings := []binding{
		{"107 bytes and a NUL", long[:107], "-1", "a file of 107 bytes"},
		{"107 bytes, the NUL not counted", long[:107], "0", "a file of 107 bytes"},
		{"108 bytes, no room for a NUL", long[:108], "0", "a file of 108 bytes"},
		{"109 bytes", long[:109], "0", "Invalid argument"},
		{"6 bytes, and a size that forgets the family", "abcdef", "2", `a file "abcd"`},
		{"abc, a NUL, def", "abc@def", "0", `a file "abc"`},
		{"a NUL first (an abstract name)", "@abcdef", "0", "no file"},
	}
	_, size, err := kit.Run(ctx, bindPath)
	if err != nil {
		return experiment.Outcome{}, err
	}
	size = strings.TrimSpace(size)
	figures := []experiment.Figure{experiment.Word("size of sun_path", size+" bytes")}
	same, answer := size == "108", -1
	for i, b := range bindings {
		got, reported, err := bind(ctx, kit, fmt.Sprint("d", i), b)
		if err != nil {
			return experiment.Outcome{}, err
		}
		figures = append(figures, experiment.Word(b.what, got))
		same = same && got == b.want
		if len(b.path) == 108 {
			answer = slices.Index([]string{b.want, "Invalid argument", "a file of 107 bytes"}, got)
			figures = append(figures, experiment.Word("the size of this address, from getsockname",
				reported+" bytes; the structure has 110"))
		}
	}
	for _, refused := range [][2]string{{"a path of 108 bytes", long[:108]}, {"the path @abcdef", "@abcdef"}} {
		p, text, err := kit.Run(ctx, server, refused[1])
		if err != nil {
			return experiment.Outcome{}, err
		}
		refusal, reason, _ := strings.Cut(strings.TrimSpace(text), ": ")
		figures = append(figures, experiment.Word("part 5's server refuses "+refused[0], reason))
		same = same && p.ExitCode() == 2 && strings.HasPrefix(refusal, "check the socket path")
	}
	if !same {
		return experiment.NotSeen("This kernel treats one of the paths in another way.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: answer, Figures: figures,
		Why: "Linux adds a NUL itself, so it accepts a path with and without one, and even 108 bytes. " +
			"But then the address with its NUL has 111 bytes, one more than the structure, and a " +
			"program that reads it back into the structure finds no NUL. Part 5 stops at 107."}, nil
}

// bind lets the C program bind a path in a new folder. It returns what became of it, and
// the size of the address as getsockname reports it.
func bind(ctx context.Context, kit *experiment.Kit, name string, b binding) (
	what, reported string, err error) {
	folder, err := kit.MakeFolder(name, 0o700)
	if err != nil {
		return "", "", err
	}
	p, err := kit.StartWith(runner.Spec{Dir: folder, Args: []string{b.path, b.less}}, bindPath)
	if err != nil {
		return "", "", err
	}
	reported, err = experiment.Finish(ctx, p, "")
	if err != nil {
		return "", "", err
	}
	files, err := os.ReadDir(folder)
	switch {
	case err != nil:
		return "", "", err
	case p.ExitCode() != 0:
		return strings.TrimPrefix(reported, "bind: "), "", nil
	case len(files) == 0:
		return "no file", reported, nil
	case len(files[0].Name()) < 10:
		return fmt.Sprintf("a file %q", files[0].Name()), reported, nil
	}
	return fmt.Sprintf("a file of %d bytes", len(files[0].Name())), reported, nil
}
