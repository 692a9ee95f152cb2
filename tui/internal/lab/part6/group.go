package part6

import (
	"context"
	"fmt"
	"os"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
)

// friends is a group that has no name and no other members.
const friends = 12345

var group = experiment.Lab{
	Name: "group", Title: "refused, then allowed: mode and group", Part: 6, Claims: []string{"6.3"},
	Claim: "The web server's user needs permission on the socket file. For a test chmod a+rw gives " +
		"it to everybody.",
	Ask: "The socket file has mode 0644: the owner may read and write it, all others may read it. " +
		"Can the web server, which runs as another user, use this socket?",
	Choices: []string{"it can receive answers, for which reading is enough",
		"no: connecting needs permission to write", "it can connect, but sending fails"},
	Lesson: "part6-php/README.md#watch-it",
	Code: experiment.Code{File: "part5-unix/unixsocket/listen.go",
		Text: "os.Lchown(l.path, -1, gid)"},
	Builds: []string{server, unixClient}, Needs: []experiment.Need{experiment.Linux, experiment.Root},
	Shows: experiment.Holds,
	Run:   seeGroup,
}

// admission is a user who asks, and whether an answer is due.
type admission struct {
	path string
	mode os.FileMode // to set before; 0: as the server has made it
	gid  int         // of the user
	due  bool
	name string
}

// seeGroup asks as another user, with different modes and groups.
func seeGroup(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	other := experiment.Other()
	folder, err := kit.MakeFolder("o", 0o755)
	if err != nil {
		return experiment.Outcome{}, err
	}
	words, err := kit.ShortList()
	if err != nil {
		return experiment.Outcome{}, err
	}
	if _, err := kit.Serve(ctx, server, append(words, folder+"/all")...); err != nil {
		return experiment.Outcome{}, err
	}
	if _, err := kit.Serve(ctx, server, append(words, "-mode", "0660", "-group", fmt.Sprint(friends),
		folder+"/some")...); err != nil {
		return experiment.Outcome{}, err
	}
	var figures []experiment.Figure
	same, answer := true, 1
	for _, a := range []admission{
		{"all", 0, other.GID, false, "mode 0600, as the server makes it"},
		{"all", 0o644, other.GID, false, "mode 0644"},
		{"all", 0o666, other.GID, true, "mode 0666, after chmod a+rw"},
		{"some", 0, other.GID, false, "mode 0660 and a group, a user who is not in it"},
		{"some", 0, friends, true, "mode 0660 and a group, a user who is in it"},
	} {
		if a.mode != 0 {
			if err := os.Chmod(folder+"/"+a.path, a.mode); err != nil {
				return experiment.Outcome{}, err
			}
		}
		kit.Say("ask as user %d of group %d", other.UID, a.gid)
		text, err := kit.AskAs(ctx, experiment.User{UID: other.UID, GID: a.gid}, folder, unixClient, a.path)
		if err != nil {
			return experiment.Outcome{}, err
		}
		served := strings.HasPrefix(text, "whale\t")
		if !served && !strings.Contains(text, "permission denied") {
			return experiment.Outcome{}, fmt.Errorf("%s: the client printed %q", a.name, text)
		}
		what := "permission denied"
		if served {
			what = "the answer"
		}
		figures = append(figures, experiment.Word(a.name, what))
		same = same && served == a.due
		if a.mode == 0o644 && served {
			answer = 0
		}
	}
	if !same {
		return experiment.NotSeen("The mode and the group should decide who is served.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: answer, Figures: figures,
		Why: "On Linux, connect needs write permission on the socket file. Asked as the user nobody, " +
			"instead of the web server's: chmod a+rw lets in every user of the machine, a group only its " +
			"members."}, nil
}
