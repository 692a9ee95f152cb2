package part5

import (
	"context"
	"os"
	"slices"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/runner"
)

var door = experiment.Lab{
	Name: "door", Title: "the door between bind and chmod", Part: 5,
	Claim: "bind gives a socket file the mode that the umask leaves, and a chmod afterwards comes " +
		"too late: a client can connect in between.",
	Ask: "A server's socket is open to all until chmod closes it. A stranger has connected " +
		"before. What does the stranger get when asking afterwards?",
	Choices: []string{"the answer: the mode counts only when one connects",
		"an error: chmod closes the connections that the new mode forbids",
		"an error: the kernel checks the mode at each read and write"},
	Lesson: "part5-unix/README.md#the-code-that-carries-it",
	Code: experiment.Code{File: "part5-unix/unixsocket/listen.go",
		Text: "_ = unix.Fchmod(fd, uint32(mode))"},
	Builds: []string{careless, "early", server, client},
	Needs:  []experiment.Need{experiment.Linux, experiment.OtherUser},
	Shows:  experiment.Depends,
	Run:    seeDoor,
}

// seeDoor starts the careless server with two masks and stops it between bind and
// chmod, and then part 5's server, whose file never has another mode.
func seeDoor(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	wide, err := seeOpening(ctx, kit, "000")
	if err != nil {
		return experiment.Outcome{}, err
	}
	usual, err := seeOpening(ctx, kit, "022")
	if err != nil {
		return experiment.Outcome{}, err
	}
	mode, changed, err := seeOurs(ctx, kit)
	if err != nil {
		return experiment.Outcome{}, err
	}
	figures := slices.Concat(wide.figures("umask 000"), usual.figures("umask 022"),
		[]experiment.Figure{experiment.Word("umask 000, part 5's server, mode after bind", listed(mode)),
			experiment.Number("umask 000, part 5's server, changes of the mode", changed)})
	switch {
	case changed != 0 || mode.Perm() != 0o600:
		return experiment.NotSeen("The socket of part 5 should have mode 0600 from the moment that it "+
			"has a name.", figures...), nil
	case wide.mode.Perm() != 0o777 || wide.early != answered || wide.late != denied:
		return experiment.NotSeen("With umask 000 the socket should be open to all, and after chmod only "+
			"to those who have connected before.", figures...), nil
	case usual.mode.Perm()&0o022 != 0 || usual.early == denied != (experiment.Other() != experiment.Self()):
		return experiment.NotSeen("With umask 022 only the owner should be able to connect.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Depends, Answer: 0, Figures: figures,
		Why: "With a umask such as 000 the file is open to all until chmod, and a client that has " +
			"connected by then stays, for only connect checks the mode. With umask 022 others lack the w " +
			"that connect needs on Linux. Part 5 sets the mode before bind, so no umask can widen it."}, nil
}

// brief returns what a client has printed, in brief.
func brief(text string) string {
	switch {
	case strings.HasPrefix(text, "connected\nanswered"):
		return answered
	case strings.Contains(text, denied):
		return denied
	}
	return text
}

// listed returns a mode as ls prints it.
func listed(mode os.FileMode) string { return strings.ToLower(mode.String()) }

// opening is what was seen of a server that narrows its socket's mode after bind.
type opening struct {
	mode  os.FileMode // after bind
	early string      // what a client got that connected before chmod and asked after it
	late  string      // what one got that connected after chmod
}

// figures returns what was seen under a umask.
func (o opening) figures(mask string) []experiment.Figure {
	who := ", the owner "
	if experiment.Other() != experiment.Self() {
		who = ", a stranger "
	}
	return []experiment.Figure{
		experiment.Word(mask+", mode after bind", listed(o.mode)),
		experiment.Word(mask+who+"connects before chmod, asks after it", o.early),
		experiment.Word(mask+who+"connects after chmod", o.late)}
}

// seeOpening stops the careless server between bind and chmod, where a client connects.
func seeOpening(ctx context.Context, kit *experiment.Kit, mask string) (o opening, err error) {
	kit.Say("connect between bind and chmod, umask %s", mask)
	user := experiment.Other()
	folder, err := kit.MakeFolder(mask, 0o755)
	if err != nil {
		return o, err
	}
	s, err := serveMasked(ctx, kit, mask, careless, folder+"/s")
	if err != nil {
		return o, err
	}
	info, err := os.Stat(folder + "/s")
	if err != nil {
		return o, err
	}
	o.mode = info.Mode()
	early, err := kit.StartAs(user, runner.Spec{Dir: folder, Args: []string{"s"}}, "early")
	if err != nil {
		return o, err
	}
	err = kit.Until(ctx, "the early client has tried", func() bool {
		return early.Ended() != "" || strings.Contains(experiment.Printed(early), "connected")
	})
	if err != nil {
		return o, err
	}
	if err := s.Write("narrow"); err != nil {
		return o, err
	}
	err = kit.Until(ctx, "the mode is narrow", func() bool {
		return strings.Contains(experiment.Printed(s.Process), "narrowed")
	})
	if err != nil {
		return o, err
	}
	late, err := kit.AskAs(ctx, user, folder, client, "s")
	if err != nil {
		return o, err
	}
	limited, cancel := context.WithTimeout(ctx, experiment.EffectTime)
	defer cancel()
	text, _ := experiment.Finish(limited, early, "whale") // without an answer it does not end
	o.early, o.late = brief(text), brief(late)
	return o, nil
}

// serveMasked starts a server with a umask.
func serveMasked(ctx context.Context, kit *experiment.Kit, mask, program string, args ...string) (
	*experiment.Server, error) {
	args = append([]string{"-c", `umask "$0"; exec "$@"`, mask, kit.Program(program)}, args...)
	return kit.Serve(ctx, "sh", args...)
}
