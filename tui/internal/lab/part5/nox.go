package part5

import (
	"context"
	"fmt"
	"os"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
)

var noX = experiment.Lab{
	Name: "no-x", Title: "a folder without x", Part: 5,
	Claim: "Where the socket file is matters as much as its mode: a user who lacks the folder's " +
		"x bit cannot open any file in it.",
	Ask: "A socket has mode 0666. Its folder has mode 0666, too: everybody may read and write " +
		"both. Who can connect?",
	Choices: []string{"everybody", "root and the folder's owner", "only root"},
	Lesson:  "part5-unix/README.md#the-idea",
	Code: experiment.Code{File: "part5-unix/unixsocket/dial.go",
		Text: "case errors.Is(err, syscall.EACCES):"},
	Builds: []string{server, client},
	Needs:  []experiment.Need{experiment.Linux, experiment.OtherUser},
	Shows:  experiment.Holds,
	Run:    seeNoX,
}

// seeNoX asks a server whose socket is for everybody, in a folder with different modes.
func seeNoX(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	outer, err := kit.MakeFolder("o", 0o755)
	if err != nil {
		return experiment.Outcome{}, err
	}
	folder, err := kit.MakeFolder("o/d", 0o755)
	if err != nil {
		return experiment.Outcome{}, err
	}
	owner := experiment.Other()
	if err := os.Chown(folder, owner.UID, owner.GID); err != nil {
		return experiment.Outcome{}, err
	}
	words, err := kit.ShortList()
	if err != nil {
		return experiment.Outcome{}, err
	}
	if _, err := kit.Serve(ctx, server, append(words, "-mode", "0666", folder+"/s")...); err != nil {
		return experiment.Outcome{}, err
	}
	// The server must be able to remove its files, and the kit the folder.
	kit.OnClose(func() { os.Chmod(folder, 0o755) })

	askers := []asker{{"its owner", owner}}
	if owner != experiment.Self() { // as root we can be anybody
		askers = append(askers, asker{"a stranger", experiment.User{UID: 65533, GID: 65533}},
			asker{"root", experiment.Self()})
	}
	var figures []experiment.Figure
	served := make(map[os.FileMode]string) // who is served with a mode of the folder
	for _, mode := range []os.FileMode{0o755, 0o666, 0o711} {
		if err := os.Chmod(folder, mode); err != nil {
			return experiment.Outcome{}, err
		}
		kit.Say("ask, with the folder's mode %#o", mode)
		for _, a := range askers {
			text, err := kit.AskAs(ctx, a.user, outer, client, "d/s")
			if err != nil {
				return experiment.Outcome{}, err
			}
			switch {
			case strings.HasPrefix(text, "whale\t"):
				text = answered
				served[mode] += a.name + " "
			case strings.Contains(text, "no x bit"):
				text = denied
			default:
				return experiment.Outcome{}, fmt.Errorf("folder %v, %s: %s", mode, a.name, text)
			}
			figures = append(figures,
				experiment.Word(fmt.Sprintf("folder %v, %s", mode|os.ModeDir, a.name), text))
		}
	}
	return judgeNoX(askers, served, figures), nil
}

// asker is a user who asks.
type asker struct {
	name string
	user experiment.User
}

// judgeNoX compares who was served with who should be.
func judgeNoX(askers []asker, served map[os.FileMode]string, figures []experiment.Figure) (
	o experiment.Outcome) {
	all, root := "its owner ", ""
	if len(askers) > 1 {
		all, root = "its owner a stranger root ", "root "
	}
	if served[0o755] != all || served[0o711] != all || served[0o666] != root {
		return experiment.NotSeen("The folder without x should keep out all users but root, and the "+
			"others nobody.", figures...)
	}
	o = experiment.Outcome{Verdict: experiment.Holds, Answer: 2, Figures: figures,
		Why: "To open a path, the kernel walks through each folder on it, and x is the permission to " +
			"do that; r only lists the names. Not even the folder's owner gets through without x."}
	if len(askers) == 1 {
		o.Why += " A stranger and root were not tried: only root can act as another user. On Linux " +
			"root passes."
	}
	return o
}
