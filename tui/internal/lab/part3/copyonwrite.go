package part3

import (
	"bufio"
	"context"
	"fmt"
	"io"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/proc"
)

var copyOnWrite = experiment.Lab{
	Name: "copy-on-write", Title: "what a fork copies", Part: 3,
	Claim: "A forked process is a copy of its parent, but a page of memory is copied only when one of " +
		"them writes to it.",
	Ask: "A server in C has a list of 16 MiB in memory and forks a process for a client. The new " +
		"process reads all of the list. How much memory does it then have that its parent does not share?",
	Choices: []string{"16 MiB: fork makes a copy of the parent", "16 MiB: a page is copied when it is used",
		"Little: both have the same pages"},
	Lesson: "part3-threads/README.md#the-idea",
	Code:   experiment.Code{File: "part3-threads/server/processes.go", Text: "each loads the words for itself"},
	Builds: []string{"forked-list.c"},
	Needs:  []experiment.Need{experiment.Linux, experiment.Compiler},
	Shows:  experiment.Holds,
	Run:    seeCopyOnWrite,
}

const listBytes = 16 << 20 // the list of the naive program

// seeCopyOnWrite has a child read the list of its parent, and then write to it.
func seeCopyOnWrite(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	s, err := kit.Serve(ctx, "forked-list.c")
	if err != nil {
		return experiment.Outcome{}, err
	}
	conn, err := kit.Dial(ctx, s.Address)
	if err != nil {
		return experiment.Outcome{}, err
	}
	answers := bufio.NewReader(conn)
	var own [2]int64 // after reading, and after writing
	for i, order := range []string{"read", "write"} {
		kit.Say("the child is to %s all of the list", order)
		if _, err := io.WriteString(conn, order+"\n"); err != nil {
			return experiment.Outcome{}, err
		}
		if _, err := answers.ReadString('\n'); err != nil {
			return experiment.Outcome{}, err
		}
		family := proc.Family(s.Pid(), 0)
		if len(family) != 2 {
			return experiment.Outcome{}, fmt.Errorf("there are %d processes; want 2", len(family))
		}
		_, own[i] = proc.Resident(family[1].PID)
	}
	bars := []experiment.Figure{experiment.Bytes("the child's own memory after it has read all", own[0]),
		experiment.Bytes("the child's own memory after it has written to all", own[1])}
	figures := append([]experiment.Figure{experiment.Bytes("the list", listBytes)}, bars...)
	if own[0] > listBytes/2 || own[1] < listBytes {
		return experiment.NotSeen("The child should share what it reads, and have a copy of what it "+
			"writes to.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 2, Figures: figures,
		Picture: &experiment.Picture{Title: "Memory of the child that its parent does not share", Bars: bars},
		Why: "fork copies only the table of pages: parent and child share each page, until one of them " +
			"writes to it and gets a copy. So a list that is loaded before the fork and only read is " +
			"in memory only once."}, nil
}
