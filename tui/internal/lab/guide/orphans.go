package guide

import (
	"context"
	"fmt"
	"os"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/proc"
	"wallsockets/tui/internal/runner"
)

var orphans = experiment.Lab{
	Name: "orphans", Title: "children whose parent is killed",
	Claim: "A process whose parent is killed runs on, with another parent. The guide's programs do not: " +
		"they have a supervisor.",
	Ask: "A program has started another one, and is killed with SIGKILL. What becomes of its child?",
	Choices: []string{"It is killed, too: a process cannot be without a parent",
		"It runs on, and the kernel gives it another parent",
		"It becomes a zombie, because nobody waits for it"},
	Lesson: "part3-threads/README.md#the-code-that-carries-it",
	Code: experiment.Code{File: "tui/internal/early/supervise/program_linux.go",
		Text: "Pdeathsig: death"},
	Builds: []string{"parents"}, Needs: []experiment.Need{experiment.Linux},
	Shows: experiment.Holds,
	Run:   seeOrphans,
}

// seeOrphans kills two parents: one that has started its child itself, and one that has
// started it as the guide does.
func seeOrphans(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	top, parent, child, err := startFamily(ctx, kit, "alone")
	if err != nil {
		return experiment.Outcome{}, err
	}
	if err := kill(ctx, kit, parent); err != nil {
		return experiment.Outcome{}, err
	}
	adopter := 0
	adopted := kit.Happens(ctx, "the child has another parent", func() bool {
		_, line, _ := strings.Cut(experiment.Printed(top), "adopted by ")
		n, _ := fmt.Sscanf(line, "%d\n", &adopter)
		return n == 1
	})
	_, guide, program, err := startFamily(ctx, kit, "supervised")
	if err != nil {
		return experiment.Outcome{}, err
	}
	before := runs(program)
	if err := kill(ctx, kit, guide); err != nil {
		return experiment.Outcome{}, err
	}
	ended := kit.Happens(ctx, "the guide's program has ended", func() bool { return !runs(program) })
	after := runs(child)
	figures := []experiment.Figure{
		experiment.Word("a child's parent, killed", fmt.Sprint("process ", parent)),
		experiment.Word("the child runs on", yesNo[after]),
		experiment.Word("its new parent", fmt.Sprintf("process %d, %s", adopter, nameOf(adopter))),
		experiment.Word("a guide, killed", fmt.Sprint("process ", guide)),
		experiment.Word("its program ran before", yesNo[before]),
		experiment.Word("its program runs on", yesNo[!ended])}
	if !adopted || !after || !before || !ended {
		return experiment.NotSeen("The child should run on, and the guide's program should run until "+
			"its guide is killed.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 1, Figures: figures,
		Why: "When a parent dies, the kernel gives its children a new one: the nearest ancestor that has " +
			"asked for orphans (PR_SET_CHILD_SUBREAPER), else process 1. It signals only children that " +
			"have asked for it (PR_SET_PDEATHSIG). The guide starts each program through a supervisor, " +
			"which has asked, holds a pipe from the guide as well, and stops its program."}, nil
}

// runs reports whether a process runs: it is there, and no zombie.
func runs(pid int) bool { return proc.Parent(pid) != 0 && !proc.Family(pid, 0)[0].Zombie }

// startFamily starts a parent with a child, and returns the program above them and the
// process IDs of the two.
func startFamily(ctx context.Context, kit *experiment.Kit, how string) (
	top *runner.Process, parent, child int, err error) {
	kit.Say("start a child, %s", how)
	// Its own run folder goes with the kit's folder.
	p, err := kit.StartWith(runner.Spec{Args: []string{how},
		Env: []string{"TMPDIR=" + kit.Folder(), "XDG_RUNTIME_DIR=" + kit.Folder()}}, "parents")
	if err != nil {
		return nil, 0, 0, err
	}
	err = kit.Until(ctx, "the child runs", func() bool {
		_, line, _ := strings.Cut(experiment.Printed(p), "parent ")
		n, _ := fmt.Sscanf(line, "%d child %d\n", &parent, &child)
		return n == 2
	})
	return p, parent, child, err
}

// kill kills a process with SIGKILL and waits until it has ended.
func kill(ctx context.Context, kit *experiment.Kit, pid int) error {
	kit.Say("kill process %d", pid)
	process, err := os.FindProcess(pid)
	if err != nil {
		return err
	}
	if err := process.Kill(); err != nil {
		return err
	}
	return kit.Until(ctx, "it has ended", func() bool { return proc.Parent(pid) == 0 })
}

// nameOf returns the name of a process.
func nameOf(pid int) string {
	name, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid)) // it may have ended
	return strings.TrimSpace(string(name))
}
