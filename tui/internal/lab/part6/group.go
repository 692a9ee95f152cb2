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
		"Can the web server's user ask?",
	Choices: []string{"yes: it only reads the answer", "no: already connecting needs permission to write",
		"it can connect, but sending fails"},
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
	folder, other := kit.Path("o"), experiment.Other()
	if err := os.Mkdir(folder, 0o700); err != nil {
		return experiment.Outcome{}, err
	}
	if err := os.Chmod(folder, 0o755); err != nil { // whatever the umask is
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
		{"all", 0, other.GID, false, "as the server makes it, mode 0600"},
		{"all", 0o644, other.GID, false, "mode 0644"},
		{"all", 0o666, other.GID, true, "after chmod a+rw, mode 0666"},
		{"some", 0, other.GID, false, "-mode 0660 -group 12345, a stranger"},
		{"some", 0, friends, true, "-mode 0660 -group 12345, a member"},
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
			what = "served"
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
		Why: "On Linux, connect needs write permission on the socket file; read permission is not asked " +
			"for. chmod a+rw lets in every user of the machine, a group only its members."}, nil
}
