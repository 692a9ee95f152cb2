package part3

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
)

var reusedBuffer = experiment.Lab{
	Name: "reused-buffer", Title: "a buffer that two clients share", Part: 3,
	Claims: []string{"3.9", "3.10"},
	Claim: "What a thread is handed must not be a variable of its caller, who goes on to use it: nobody " +
		"knows when the thread runs.",
	Ask: "A server in Go reads each client's line into the same buffer, starts a goroutine with it " +
		"that sends it back, and accepts the next client. Many clients send at once. What do they get?",
	Choices: []string{"Each gets its own line: the goroutine was started with it",
		"Some get the line of another client",
		"Some get nothing: Go notices the fault and ends the goroutine"},
	Lesson: "part3-threads/README.md#the-code-that-carries-it",
	Code: experiment.Code{File: "part3-threads/server/main.go",
		Text: "// Each turn has a conn of its own."},
	Builds: []string{"reused-buffer", server},
	Shows:  experiment.Holds,
	Run:    seeReusedBuffer,
	// Both crowds stay connected.
	Needs: []experiment.Need{experiment.Descriptors(4 * crowd)},
}

// crowd is how many clients ask at once.
const crowd = 32

// seeReusedBuffer asks both servers with a crowd, each client with a word of its own.
func seeReusedBuffer(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	var wrong, silent [2]int
	example := "none"
	for i, program := range []string{"reused-buffer", server} {
		s, err := kit.Serve(ctx, program, []string{"0"}[:i]...)
		if err != nil {
			return experiment.Outcome{}, err
		}
		kit.Say("%d clients at once ask %s", crowd, []string{"a server with one buffer", "part 3's server"}[i])
		answers, err := askAtOnce(ctx, kit, s)
		if err != nil {
			return experiment.Outcome{}, err
		}
		for client, answer := range answers {
			switch word := wordOf(client); {
			case answer == "":
				silent[i]++
			case !strings.HasPrefix(answer, word):
				wrong[i]++
				example = fmt.Sprintf("%s gets %q", word, strings.TrimSpace(answer))
			}
		}
	}
	figures := []experiment.Figure{
		experiment.Number("clients", crowd),
		experiment.Number("clients that get another one's line, from one buffer", wrong[0]),
		experiment.Number("clients that get nothing, from one buffer", silent[0]),
		experiment.Word("one that gets another one's line", example),
		experiment.Number("clients that get another one's answer, from part 3", wrong[1]),
		experiment.Number("clients that get nothing, from part 3", silent[1])}
	if wrong[0] == 0 || wrong[1]+silent[1] > 0 {
		return experiment.NotSeen("With one buffer some answers should be another client's, and from "+
			"part 3's server none.", figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 1, Figures: figures,
		Why: "The go statement returns at once, and the goroutine runs later. Meanwhile the loop has " +
			"read other lines into the buffer, and Go notices nothing: the slice is valid, only its " +
			"bytes are others. In C an int whose address is passed to pthread_create can change in the same way."}, nil
}

func wordOf(client int) string { return fmt.Sprintf("client%02d", client) }

// askAtOnce connects all clients and returns their answers. The first one sends its line
// last: a loop that reads in turn has then all the others before it, and need not wait.
func askAtOnce(ctx context.Context, kit *experiment.Kit, s *experiment.Server) ([]string, error) {
	var clients []net.Conn
	for range crowd {
		conn, err := kit.Dial(ctx, s.Address)
		if err != nil {
			return nil, err
		}
		clients = append(clients, conn)
	}
	for i := crowd - 1; i >= 0; i-- {
		if _, err := io.WriteString(clients[i], wordOf(i)+"\n"); err != nil {
			return nil, err
		}
	}
	answers := make([]string, crowd)
	for i, client := range clients {
		answer, err := io.ReadAll(client)
		if err != nil {
			return nil, err
		}
		answers[i] = string(answer)
	}
	return answers, nil
}
