package part6

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/proc"
	"wallsockets/tui/internal/runner"
)

const (
	keeps = "keeps" // a server that answers and does not close
	loop  = "tui/internal/lab/part6/naive/loop.php"

	// rounds is how often the script has to go around after the answer, or fail, before we
	// say that it never ends.
	rounds = 10
)

var endlessScript = experiment.Lab{
	Name: "endless-script", Title: "the script that never ends", Part: 6, Claims: []string{"6.4", "6.5"},
	Claim: "A PHP script opens unix://PATH, writes a line and reads until the end of the file.",
	Ask: "A server answers and keeps the connection. The script loops while (!feof($s)) and calls " +
		"fgets, which waits 60 seconds at most. What happens after these 60 seconds?",
	Choices: []string{"fgets returns false, and the loop goes around again",
		"the loop ends: feof returns true after a timeout", "PHP ends the script with an error"},
	Lesson: "part6-php/README.md#watch-it",
	Code:   experiment.Code{File: "part6-php/web/WordClient.php", Text: "$this->awaitBytes($socket);"},
	Builds: []string{keeps, server, client},
	Needs:  []experiment.Need{experiment.Linux, experiment.PHP},
	Shows:  experiment.Depends,
	Run:    seeEndlessScript,
}

// seeEndlessScript runs the script against a server that closes, one that does not, and
// none, and then our client against the one that does not.
func seeEndlessScript(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	words, err := kit.ShortList()
	if err != nil {
		return experiment.Outcome{}, err
	}
	if _, err := kit.Serve(ctx, server, append(words, kit.Path("ours"))...); err != nil {
		return experiment.Outcome{}, err
	}
	if _, err := kit.Serve(ctx, keeps, kit.Path("keeps")); err != nil {
		return experiment.Outcome{}, err
	}
	kit.Say("run the script on three paths, and part 6's client")
	var processes [3]*runner.Process
	for i, path := range []string{"ours", "keeps", "nothing"} {
		p, err := kit.Start("php", "-d", "display_errors=stderr", "-d", "log_errors=0", "-d",
			"html_errors=0", filepath.Join(kit.Root(), loop), kit.Path(path))
		if err != nil {
			return experiment.Outcome{}, err
		}
		processes[i] = p
	}
	careful, err := kit.AskAs(ctx, experiment.Self(), kit.Folder(), client, kit.Path("keeps"))
	if err != nil {
		return experiment.Outcome{}, err
	}
	err = kit.Until(ctx, "the scripts have begun", func() bool {
		return !slices.ContainsFunc(processes[:], func(p *runner.Process) bool {
			return p.Ended() == "" && experiment.Printed(p) == ""
		})
	})
	if err != nil {
		return experiment.Outcome{}, err
	}
	limited, cancel := context.WithTimeout(ctx, experiment.EffectTime)
	defer cancel()
	var scripts [3]script
	for i, p := range processes {
		if scripts[i], err = watchScript(limited, kit, p); err != nil {
			return experiment.Outcome{}, err
		}
	}
	closes, open, none := scripts[0], scripts[1], scripts[2]
	figures := []experiment.Figure{
		experiment.Word("script, the server closes", closes.text()),
		experiment.Word("script, the server keeps the connection open", open.text()),
		experiment.Number("times fgets returned false there before we ended it", open.falses),
		experiment.Time("processor time of the script until then", open.cpu),
		experiment.Word("script, nobody listens", none.text()),
		experiment.Word("part 6's client, the server keeps the connection open", careful)}
	switch {
	case closes.endless || !strings.Contains(closes.printed, `"whale\t`):
		return experiment.NotSeen("The script should get an answer and end if the server closes.",
			figures...), nil
	case !strings.Contains(careful, "did not finish its answer"):
		return experiment.NotSeen("Part 6's client should end by itself.", figures...), nil
	case !open.endless:
		return experiment.NotSeen("fgets should return false again and again until the server closes.",
			figures...), nil
	case none.ended == "" && !none.endless:
		return experiment.NotSeen("Without a server the script should end or go around.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Depends, Answer: 0, Figures: figures,
		Why: "It depends on the server: the end of the file comes when the server closes. A timeout, " +
			"here 50 ms instead of 60 seconds, is not the end of the file: fgets and feof return false, " +
			"and the loop goes on for as long as the server likes. Part 6's client has a deadline for " +
			"the whole conversation. Without a server feof(false) is an error since PHP 8, and was an " +
			"endless loop before."}, nil
}

// script is what was seen of a script.
type script struct {
	printed string
	falses  int  // times that fgets returned false
	endless bool // it had to be ended
	ended   string
	cpu     time.Duration // processor time of the script that had to be ended
}

// text describes what was seen.
func (s script) text() string {
	_, fault, failed := strings.Cut(s.printed, "Fatal error: ")
	line, _, _ := strings.Cut(fault, " in /")
	switch {
	case s.endless:
		return "prints the answer and does not end"
	case failed:
		return "ends with an error (" + line + ")"
	case s.ended == "":
		return "waits, and fgets does not return"
	}
	return "ends, " + s.ended
}

// watchScript waits until a script has ended or gone around often for nothing, or ctx is
// done. Then it ends the script.
func watchScript(ctx context.Context, kit *experiment.Kit, p *runner.Process) (s script, err error) {
	defer p.Stop()
	_ = kit.Until(ctx, "the script ends or goes around", func() bool {
		s.ended = p.Ended() // first: then all of its output is there
		s.printed = experiment.Printed(p)
		s.falses = strings.Count(s.printed, "false\n") + strings.Count(s.printed, "Warning: feof")
		return s.ended != "" || s.falses >= rounds
	})
	if s.endless = s.ended == "" && s.falses >= rounds; s.endless {
		s.cpu, err = proc.CPU(p.Pid())
	}
	return s, err
}
