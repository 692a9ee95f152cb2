package part4

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
)

var overflow = experiment.Lab{
	Name: "overflow", Title: "a buffer that overflows", Part: 4, Claims: []string{"4.3", "4.4"},
	Claim: "C's string functions without a bound let a client overwrite the stack. Bounded reads do " +
		"not, and languages that check each index are not open to that.",
	Ask: "A server in C reads a name into a buffer of 16 bytes with gets. Behind the buffer lies the " +
		"variable admin, which is 0. The server answers with the client's rank, \"guest\" if admin is 0 " +
		"and else \"admin\", and the name. A client sends 17 bytes and a newline. What happens?",
	Choices: []string{"The 17th byte makes the client an admin",
		"gets cuts the line at 16 bytes, and the client is a guest",
		"The server crashes before it answers"},
	Lesson: "part4-security/README.md#the-code-that-carries-it",
	Code: experiment.Code{File: "part4-security/protocol/frame.go",
		Text: "case length > int64(l.Word):"},
	Builds:  []string{"overflow.c", server},
	Needs:   []experiment.Need{experiment.Compiler},
	Prepare: protectStack,
	Shows:   experiment.Holds,
	Run:     seeOverflow,
}

// names are what the client sends: one that fits, one that reaches the variable behind the
// buffer, and one that reaches the return address behind that.
var names = [3]string{"Ada", strings.Repeat("A", 17), strings.Repeat("A", 400)}

// protected is the same program with the compiler's guard of return addresses, which
// some systems' compilers add by themselves.
const protected = "guarded"

func protectStack(ctx context.Context, kit *experiment.Kit) error {
	source := filepath.Join(kit.Root(), "tui", "internal", "lab", "part4", "naive", "overflow.c")
	p, printed, err := kit.Run(ctx, "cc", "-O1", "-fstack-protector-strong", "-U_FORTIFY_SOURCE", "-w",
		"-o", kit.Path(protected), source)
	if err == nil && p.ExitCode() != 0 {
		err = fmt.Errorf("build %s: %s", source, printed)
	}
	return err
}

// seeOverflow sends the names to the program with gets, with the guard, with fgets, and
// to part 4.
func seeOverflow(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	var gets, guard, fgets, stage named
	err := atOnce(
		func() error { return gets.send(ctx, kit, "overflow.c") },
		func() error { return guard.send(ctx, kit, kit.Path(protected)) },
		func() error { return fgets.send(ctx, kit, "overflow.c", "bounded") },
		func() error { return stage.send(ctx, kit, server, "0") })
	if err != nil {
		return experiment.Outcome{}, err
	}
	figures := []experiment.Figure{
		experiment.Word("the server with gets, after 3 bytes", gets.answers[0]),
		experiment.Word("the server with gets, after 17 bytes", gets.answers[1]),
		experiment.Word("the server with gets, after 400 bytes", gets.answers[2]),
		experiment.Word("with gets and a stack protector, after 17 bytes", guard.answers[1]),
		experiment.Word("with gets and a stack protector, after 400 bytes", guard.answers[2]),
		experiment.Word("the server with fgets, after 17 bytes", fgets.answers[1]),
		experiment.Word("the server with fgets, after 400 bytes", fgets.answers[2]),
		experiment.Word("part 4, after 400 bytes", fmt.Sprintf("%.12s...", stage.answers[2]))}
	// Any other answer would be one of the other choices.
	if !strings.HasPrefix(gets.answers[1], "admin") || !gets.died || fgets.lost || stage.lost ||
		!strings.HasPrefix(fgets.answers[1], "guest") {
		return experiment.NotSeen("17 bytes should make the client an admin and 400 should crash the "+
			"server with gets, and no other.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 0, Figures: figures,
		Why: "gets stores all bytes until the newline and a NUL behind them: the 17th byte in admin, the " +
			"NUL behind that, and 400 bytes reach the return address. A stack protector checks only when " +
			"the function returns, so 17 bytes deceive that server, too. fgets is told the size of the " +
			"buffer, and Go checks each index."}, nil
}

// named is what became of a server that was sent the names.
type named struct {
	answers [len(names)]string // or how it ended
	lost    bool               // it did not answer after the last of them
	died    bool
}

// send starts a server and sends it the names, each on a connection of its own.
func (n *named) send(ctx context.Context, kit *experiment.Kit, program string, args ...string) error {
	s, err := kit.Serve(ctx, program, args...)
	if err != nil {
		return err
	}
	asking, cancel := context.WithTimeout(ctx, experiment.EffectTime)
	defer cancel()
	for i, name := range names {
		answer, _, _ := s.Ask(asking, name+"\n") // a crash is seen below
		n.answers[i], _, _ = strings.Cut(answer, "\n")
	}
	if answer, _, _ := s.Ask(asking, names[0]+"\n"); answer != "" {
		return nil
	}
	n.lost = true
	select {
	case <-s.Done():
		n.died, n.answers[2] = true, s.Ended()
	case <-asking.Done():
	}
	return ctx.Err()
}
