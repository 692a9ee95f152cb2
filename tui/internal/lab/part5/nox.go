package part5

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
)

var noX = experiment.Lab{
	Name: "no-x", Title: "a folder without x", Part: 5,
	Claims: []string{"5.3"},
	Claim: "Where the socket file is matters as much as its mode: a user who lacks the folder's " +
		"x bit cannot open any file in it.",
	Ask: "A socket has mode 0666. Its folder has mode 0666, too: everybody may read and write " +
		"both. Who can connect?",
	Choices: []string{"everybody", "the folder's owner only", "nobody but root"},
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
	outer, folder, user := kit.Path("o"), kit.Path("o/d"), experiment.Other()
	// The folder is the user's own: not even its owner passes without x.
	err := errors.Join(makeFolder(outer, 0o755), makeFolder(folder, 0o755),
		os.Chown(folder, user.UID, user.GID))
	if err != nil {
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

	var figures []experiment.Figure
	for _, mode := range []os.FileMode{0o755, 0o666, 0o711} {
		if err := os.Chmod(folder, mode); err != nil {
			return experiment.Outcome{}, err
		}
		kit.Say("ask, with the folder's mode %#o", mode)
		text, err := kit.AskAs(ctx, user, outer, client, "d/s")
		if err != nil {
			return experiment.Outcome{}, err
		}
		if strings.HasPrefix(text, "whale\t") {
			text = "served"
		}
		figures = append(figures,
			experiment.Word(fmt.Sprintf("folder %v, its owner asks", mode|os.ModeDir), text))
	}
	if figures[0].Text != "served" || figures[2].Text != "served" ||
		!strings.Contains(figures[1].Text, "no x bit") {
		return experiment.NotSeen("Only the folder without x should keep the user out.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 2, Figures: figures,
		Why: "To open a path, the kernel walks through each folder on it, and x is the permission to " +
			"do that; r only lists the names. The socket's own mode, 0666 in all three cases, is " +
			"looked at last. Root passes in any case, and nobody else, not even the folder's owner."}, nil
}

// makeFolder makes a folder with a mode, whatever the umask is.
func makeFolder(path string, mode os.FileMode) error {
	if err := os.Mkdir(path, 0o700); err != nil {
		return err
	}
	return os.Chmod(path, mode)
}
