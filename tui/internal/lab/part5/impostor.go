package part5

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/runner"
)

var impostor = experiment.Lab{
	Name: "impostor", Title: "an impostor in /tmp", Part: 5,
	Claims: []string{"5.3"},
	Claim: "A socket in /tmp will do if you trust everybody on the machine. Any user may take its " +
		"name first and gets what your clients send.",
	Ask: "Another user's program listens on the path of your server in /tmp. How can your client " +
		"find out before it sends anything?",
	Choices: []string{"it cannot: a socket file does not say who listens",
		"by the path: the kernel keeps other users from names that were yours",
		"it can ask the kernel which user listens"},
	Lesson: "part5-unix/README.md#the-idea",
	Code:   experiment.Code{File: "part5-unix/client/main.go", Text: "unixsocket.Require(conn, *uid)"},
	Builds: []string{careless, server, client},
	Needs:  []experiment.Need{experiment.Linux, experiment.OtherUser},
	Shows:  experiment.Holds,
	Run:    seeImpostor,
}

// seeImpostor lets another user take the name in a folder like /tmp. Without root that
// user is ourselves, and the server that the client wants is root's all the same.
func seeImpostor(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	folder, user := kit.Path("t"), experiment.Other()
	if err := makeFolder(folder, 0o777|os.ModeSticky); err != nil {
		return experiment.Outcome{}, err
	}
	kit.Say("user %d takes the name", user.UID)
	thief, err := kit.StartAs(user, runner.Spec{Dir: folder, Args: []string{"s"}}, careless)
	if err != nil {
		return experiment.Outcome{}, err
	}
	if _, err := thief.WaitReady(ctx); err != nil {
		return experiment.Outcome{}, err
	}
	words, err := kit.ShortList()
	if err != nil {
		return experiment.Outcome{}, err
	}
	path := kit.Path("t/s")
	_, late, err := kit.Run(ctx, server, append(words, path)...)
	if err != nil {
		return experiment.Outcome{}, err
	}
	kit.Say("ask it with and without a check of its user")
	careful, err := kit.AskAs(ctx, experiment.Self(), folder, client, "-require-uid", "0", path)
	if err != nil {
		return experiment.Outcome{}, err
	}
	before := strings.Count(experiment.Printed(thief), "message: ")
	trusting, err := kit.AskAs(ctx, experiment.Self(), folder, client, path)
	if err != nil {
		return experiment.Outcome{}, err
	}
	err = kit.Until(ctx, "the impostor shows the message", func() bool {
		return strings.Contains(experiment.Printed(thief), `message: "whale"`)
	})
	if err != nil {
		return experiment.Outcome{}, err
	}
	shorten := func(text string) string {
		return strings.ReplaceAll(text, kit.Folder()+"/t", "/tmp")
	}
	figures := []experiment.Figure{
		experiment.Word("the real server, which comes later", shorten(strings.TrimSpace(late))),
		experiment.Word("a client that trusts the path gets", trusting),
		experiment.Word("a client with -require-uid 0", careful),
		experiment.Number("messages that the careful client sent to the impostor", before)}
	if !strings.HasPrefix(trusting, "answered by") {
		return experiment.NotSeen("The client that trusts the path should get the impostor's answer.",
			figures...), nil
	}
	if !strings.Contains(careful, fmt.Sprint("run by user ", user.UID)) || before != 0 {
		return experiment.NotSeen("The client should find the impostor and send nothing.", figures...), nil
	}
	if !strings.Contains(late, "another program listens there") {
		return experiment.Outcome{}, errors.New("the real server did not find the impostor: " + late)
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 2, Figures: figures,
		Why: "All users may make files in such a folder, and its sticky bit keeps others from removing " +
			"them: the first has the name. The kernel records which user listens (SO_PEERCRED), and " +
			"nobody can forge that. In a folder of your own nobody else can take the name."}, nil
}
