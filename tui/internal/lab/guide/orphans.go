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
	Claim: "A process that is killed leaves its children running. The guide leaves none: whatever " +
		"kills it, the programs that it has started end with it.",
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
	if err := kit.Until(ctx, "the child has another parent, or has ended", func() bool {
		_, line, _ := strings.Cut(experiment.Printed(top), "adopted by ")
		n, _ := fmt.Sscanf(line, "%d\n", &adopter)
		return n == 1 || proc.Family(child, 0)[0].Zombie || proc.Parent(child) == 0
	}); err != nil {
		return experiment.Outcome{}, err
	}
	_, guide, program, err := startFamily(ctx, kit, "supervised")
	if err != nil {
		return experiment.Outcome{}, err
	}
	supervised := proc.Parent(program) != 0
	if err := kill(ctx, kit, guide); err != nil {
		return experiment.Outcome{}, err
	}
	if err := kit.Until(ctx, "the guide's program has ended", func() bool {
		return proc.Parent(program) == 0
	}); err != nil {
		return experiment.Outcome{}, err
	}
	figures := []experiment.Figure{
		experiment.Word("the parent, killed", fmt.Sprint("process ", parent)),
		experiment.Word("its child then has the parent", fmt.Sprintf("%d, %s", adopter, nameOf(adopter))),
		experiment.Word("a guide, killed", fmt.Sprint("process ", guide)),
		experiment.Word("the program that it had started", "has ended")}
	if adopter == 0 || !supervised {
		return experiment.NotSeen("The child should run on, and the guide's program should have run "+
			"before its guide was killed.", figures...), nil
	}
	who := "process 1"
	if adopter != 1 {
		who = "the nearest ancestor that has asked for orphans (a subreaper), here this lab's own " +
			"supervisor, and without one process 1"
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 1, Figures: figures,
		Why: "When a parent dies, the kernel gives its children a new one and does nothing else: " + who +
			". The guide starts each program through a supervisor, which holds a pipe from the guide and " +
			"asks the kernel for a signal at the guide's death (prctl, PR_SET_PDEATHSIG). Either is " +
			"enough to stop the program."}, nil
}

// startFamily starts a parent with a child, and returns the program above them and the
// process IDs of the two.
func startFamily(ctx context.Context, kit *experiment.Kit, how string) (
	top *runner.Process, parent, child int, err error) {
	kit.Say("start a child, %s", how)
	p, err := kit.Start("parents", how)
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
