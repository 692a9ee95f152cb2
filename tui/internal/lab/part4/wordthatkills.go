package part4

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/runner"
)

var wordThatKills = experiment.Lab{
	Name: "word-that-kills", Title: "the word that kills", Part: 4,
	Claim: "Go checks each index and panics, so no client reads past a slice. But a panic ends the whole " +
		"server unless it is recovered. (The lab builds a fault into parts 3 and 4 to show that.)",
	Ask: "For this lab a fault is built into part 3's server, which has a goroutine for each client: at " +
		"a certain word it reads past the end of a slice. A client sends that word. What ends?",
	Choices: []string{"That goroutine, and with it one conversation",
		"The process, and with it all conversations",
		"Nothing: Go returns a zero value"},
	Lesson: "part4-security/README.md#the-code-that-carries-it",
	Code: experiment.Code{File: "part4-security/server/main.go",
		Text: "defer limits.Contain(conn.RemoteAddr(), common.quiet)"},
	Prepare: curseServers,
	Shows:   experiment.Holds,
	Run:     seeWordThatKills,
}

const ( // a word, the code where both servers look at each word, and the servers
	curse   = "abracadabra"
	folding = "part3-threads/frequency/fold.go"
	threads = "part3-threads"
	secure  = "part4-security"
)

// curseServers builds the servers of parts 3 and 4 with a fault that a word sets off.
func curseServers(ctx context.Context, kit *experiment.Kit) error {
	original := filepath.Join(kit.Root(), filepath.FromSlash(folding))
	source, err := os.ReadFile(original)
	if err != nil {
		return err
	}
	text := string(source)
	for _, function := range []string{"func Fold(dst, word []byte) []byte {\n",
		"func Folded(word []byte) bool {\n"} {
		if strings.Count(text, function) != 1 {
			return fmt.Errorf("%s has no %q any more", folding, function)
		}
		text = strings.Replace(text, function, fmt.Sprintf(
			"%sif string(word) == %q { _ = word[len(word)] }\n", function, curse), 1)
	}
	list, err := json.Marshal(map[string]any{"Replace": map[string]string{original: kit.Path("fold.go")}})
	if err != nil {
		return err
	}
	for name, bytes := range map[string][]byte{"fold.go": []byte(text), "overlay": list} {
		if err := os.WriteFile(kit.Path(name), bytes, 0o600); err != nil {
			return err
		}
	}
	for _, stage := range []string{threads, secure} {
		kit.Say("build %s with a fault", stage)
		p, err := kit.StartWith(runner.Spec{Env: []string{"GOTMPDIR=" + kit.Folder()}, Args: []string{
			"build", "-buildvcs=false", "-overlay", kit.Path("overlay"), "-o", kit.Path(stage),
			"./" + stage + "/server"}}, "go")
		if err != nil {
			return err
		}
		if err := kit.Until(ctx, "it is built", func() bool { return p.Ended() != "" }); err != nil {
			return err
		}
		if p.ExitCode() != 0 {
			return fmt.Errorf("build %s: %s", stage, experiment.Printed(p))
		}
	}
	return nil
}

// seeWordThatKills says the word to both servers while another client has a conversation.
func seeWordThatKills(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	var third, fourth victim
	err := atOnce(func() error { return third.fall(ctx, kit, kit.Path(threads)) },
		func() error { return fourth.fall(ctx, kit, kit.Path(secure)) })
	if err != nil {
		return experiment.Outcome{}, err
	}
	figures := []experiment.Figure{
		experiment.Word("part 3 with the built-in fault, after the word", third.state),
		experiment.Word("another client of part 3 gets", third.friend),
		experiment.Word("part 4 with the built-in fault, after the word", fourth.state),
		experiment.Word("another client of part 4 gets", fourth.friend),
		experiment.Word("the panic that part 4 logs", fourth.logged)}
	if third.alive || !fourth.alive || !strings.HasPrefix(fourth.friend, "whale") ||
		!strings.Contains(fourth.logged, "index out of range") {
		return experiment.NotSeen("The word should end part 3's server, and one conversation of part 4's.",
			figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 1, Figures: figures,
		Why: "The lab built the same fault into both servers, and Go panicked instead of reading past " +
			"the slice. A panic that no deferred call recovers ends the process, whichever goroutine it " +
			"is in. Part 4 recovers it in the conversation, and only that one ended."}, nil
}

// victim is what became of a server with a fault and of its other client.
type victim struct {
	alive                 bool
	state, friend, logged string
}

// fall says the word to a server in the middle of another client's line.
func (v *victim) fall(ctx context.Context, kit *experiment.Kit, program string) error {
	s, err := kit.Serve(ctx, program, "0")
	if err != nil {
		return err
	}
	waiting, cancel := context.WithTimeout(ctx, experiment.EffectTime)
	defer cancel()
	friend, err := kit.Dial(waiting, s.Address)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(friend, "wha"); err != nil {
		return err
	}
	_, _, _ = s.Ask(waiting, curse+"\n") // it gets no answer
	_ = kit.Until(waiting, "the panic is printed", func() bool {
		line := lineWith(experiment.Printed(s.Process), "panic: ")
		_, v.logged, _ = strings.Cut(line, "error: ")
		v.logged, _, _ = strings.Cut(v.logged, `\n`) // part 4 quotes the stack, too
		return line != ""
	})
	_, _ = io.WriteString(friend, "le\n") // without a server there is no answer
	answer, _ := io.ReadAll(friend)
	v.friend, _, _ = strings.Cut(strings.ReplaceAll(string(answer), "\t", " "), "\n")
	v.alive, v.state = true, "runs"
	if v.friend == "" {
		v.friend = "no answer"
		select {
		case <-s.Done():
			v.alive, v.state = false, s.Ended()
		case <-waiting.Done():
		}
	}
	return ctx.Err()
}
