package part3

import (
	"context"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/proc"
)

var ownList = experiment.Lab{
	Name: "own-list", Title: "a list for each process", Part: 3,
	Claims: []string{"3.6", "3.7"},
	Claim:  "Threads share all memory. Sharing between processes is harder.",
	Ask: "Four clients are connected. One server has a thread for each of them; another one starts " +
		"itself again for each, and each process loads the list of words. How much memory do the " +
		"processes hold, compared with the threads?",
	Choices: []string{"Several times as much: each process has a list of its own",
		"About twice as much: one list is the parent's, one the children's",
		"About as much: the kernel keeps equal pages only once"},
	Lesson: "part3-threads/README.md#the-idea",
	Code: experiment.Code{File: "part3-threads/server/processes.go",
		Text: "exec.CommandContext(ctx, self, arguments...)"},
	Builds: []string{server}, Needs: []experiment.Need{experiment.Linux},
	Shows:   experiment.Holds,
	Prepare: makeList,
	Run:     seeOwnList,
}

const (
	listName  = "words.tsv" // in the kit's folder
	listWords = 200_000
	held      = 4 // clients that are silent
)

func makeList(_ context.Context, kit *experiment.Kit) error {
	return experiment.WriteList(kit.Path(listName), listWords)
}

// seeOwnList holds clients open and reads how much memory the servers hold.
func seeOwnList(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	list := []string{"-words", kit.Path(listName)}
	var memory [3]int64
	for i, flags := range [][]string{{"-model", "threads"}, {"-model", "processes"},
		{"-model", "processes", "-snapshot", kit.Path("snapshot")}} {
		s, err := kit.Serve(ctx, server, append(append(flags, list...), "0")...)
		if err != nil {
			return experiment.Outcome{}, err
		}
		kit.Say("hold %d clients open with %s %s", held, flags[0], flags[1])
		if memory[i], err = holding(ctx, kit, s, held, i > 0); err != nil {
			return experiment.Outcome{}, err
		}
	}
	times := float64(memory[1]) / float64(memory[0])
	bars := []experiment.Figure{experiment.Bytes("memory with threads", memory[0]),
		experiment.Bytes("memory with processes", memory[1]),
		experiment.Bytes("memory with processes that map the list from a file", memory[2])}
	figures := append([]experiment.Figure{experiment.Number("clients", held),
		experiment.Number("words in the list", listWords)}, bars...)
	figures = append(figures, experiment.Ratio("processes, compared with threads", times))
	if times < 2.5 || memory[2] > memory[1]*3/4 {
		return experiment.NotSeen("Each process should hold a list of its own, unless it maps the "+
			"list from a file.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 0, Figures: figures,
		Picture: &experiment.Picture{Title: "Resident memory, where what processes share counts once", Bars: bars},
		Why: "Each process was started as a new program and has read the list into memory of its own. " +
			"Processes share what they map from a file: the program's code and, with -snapshot, the " +
			"words. To share the words they need such a file; threads share them without one."}, nil
}

// holding connects silent clients to a server and returns its memory when it serves
// them all: that of all its processes, where what they share counts once.
func holding(ctx context.Context, kit *experiment.Kit, s *experiment.Server, clients int,
	processes bool) (memory int64, err error) {
	for range clients {
		if _, err := kit.Dial(ctx, s.Address); err != nil {
			return 0, err
		}
	}
	var family []proc.Process
	if err := kit.Until(ctx, "all clients are served", func() bool {
		family = proc.Family(s.Pid(), 0)
		if !processes {
			sockets, _ := proc.Sockets(s.Pid())
			return len(sockets) == 1+clients
		}
		served := 0
		for _, each := range family[1:] {
			// With its words loaded, it takes the connection from standard input.
			sockets, _ := proc.Sockets(each.PID)
			if len(sockets) == 1 && sockets[0].Descriptor > 0 {
				served++
			}
		}
		return served == clients
	}); err != nil {
		return 0, err
	}
	for _, each := range family {
		share, _ := proc.Resident(each.PID)
		memory += share
	}
	return memory, nil
}
