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
	Claim: "Where to put the socket file is a question of security; /tmp will do if you trust " +
		"everybody on the machine.",
	Ask: "Another user's program listens on the path of your server in /tmp. How can your client " +
		"find out before it sends anything?",
	Choices: []string{"it cannot: a socket file does not say who listens",
		"it can ask the kernel which user listens",
		"it need not: the kernel keeps other users from names that were yours"},
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
	folder, err := kit.MakeFolder("t", 0o777|os.ModeSticky)
	if err != nil {
		return experiment.Outcome{}, err
	}
	user := experiment.Other()
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
	trusting, err := kit.AskAs(ctx, experiment.Self(), folder, client, path)
	if err != nil {
		return experiment.Outcome{}, err
	}
	limited, cancel := context.WithTimeout(ctx, experiment.EffectTime)
	defer cancel()
	shown := kit.Until(limited, "the impostor shows the message", func() bool {
		return strings.Contains(experiment.Printed(thief), `message: "whale"`)
	})
	// The careful client came first: what it sent would be here, too.
	messages := strings.Count(experiment.Printed(thief), "message: ")
	_, reason, _ := strings.Cut(strings.TrimSpace(late), ": ")
	figures := []experiment.Figure{
		experiment.Word("your server, started later on this path, ends", reason),
		experiment.Word("a client that trusts the path", trusting),
		experiment.Word("a client that requires user 0 (root)", careful),
		experiment.Number("messages that the impostor got from both clients", messages)}
	if shown != nil || !strings.HasPrefix(trusting, "answered by") {
		return experiment.NotSeen("The client that trusts the path should get the impostor's answer.",
			figures...), nil
	}
	if !strings.Contains(careful, fmt.Sprint("run by user ", user.UID)) || messages != 1 {
		return experiment.NotSeen("The client should find the impostor and send nothing.", figures...), nil
	}
	if !strings.Contains(late, "another program listens there") {
		return experiment.Outcome{}, errors.New("the real server did not find the impostor: " + late)
	}
	o := experiment.Outcome{Verdict: experiment.Holds, Answer: 1, Figures: figures,
		Why: "All users may make files in such a folder: the first has the name, and your server, " +
			"which found that somebody listens there, did not start. The kernel records which user " +
			"listens (SO_PEERCRED); the client that asked for that sent nothing. In a folder that only " +
			"you may write to, nobody else can take the name."}
	if user == experiment.Self() {
		o.Why += " Here the impostor was a program of your own: only root can start one as another user."
	}
	return o, nil
}
