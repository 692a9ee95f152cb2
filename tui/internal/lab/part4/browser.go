package part4

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/printable"
)

var browser = experiment.Lab{
	Name: "browser", Title: "a browser as the attacker", Part: 4,
	Claim: "A server on loopback is open to every web page that its user looks at: the page makes the " +
		"browser send a POST, and the page chooses the lines of its body.",
	Ask: "A stranger's web page has made a browser send a POST to 127.0.0.1. The server there expects a " +
		"command in each line and answers \"unknown command\" to any other line. The last line of the " +
		"POST is a command. What does the server do?",
	Choices: []string{"It closes the connection at the first unknown command",
		"It carries out the command",
		"It takes the POST for a single unknown command"},
	Lesson: "part4-security/README.md#watch-it",
	Code:   experiment.Code{File: "part4-security/protocol/plain.go", Text: "case isHTTP(line, len(line) > l.Line):"},
	Builds: []string{"browser", server},
	Shows:  experiment.Depends,
	Run:    seeBrowser,
}

// post is a recording of what Firefox sends for fetch("http://127.0.0.1:9998/", {method:
// "POST", mode: "no-cors", body: ...}). With a body of plain text CORS has no preflight.
const post = "POST / HTTP/1.1\r\nHost: %s\r\nConnection: keep-alive\r\nContent-Length: %d\r\n" +
	"User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n" +
	"Accept: */*\r\nAccept-Language: en\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n" +
	"Referer: http://page.example/\r\nContent-Type: text/plain;charset=UTF-8\r\n" +
	"Origin: http://page.example\r\nSec-Fetch-Dest: empty\r\nSec-Fetch-Mode: no-cors\r\n" +
	"Sec-Fetch-Site: cross-site\r\n\r\n%s"

// seeBrowser sends both servers the same request, with a body that each understands.
func seeBrowser(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	naive, err := kit.Serve(ctx, "browser")
	if err != nil {
		return experiment.Outcome{}, err
	}
	stage, err := kit.Serve(ctx, server, "0")
	if err != nil {
		return experiment.Outcome{}, err
	}
	kit.Say("send the recording of a browser's request")
	before, err := sendHalf(ctx, kit, naive, "GET whale\n")
	if err != nil {
		return experiment.Outcome{}, err
	}
	page, err := sendHalf(ctx, kit, naive, inPost(naive, "SET whale 0\n"))
	if err != nil {
		return experiment.Outcome{}, err
	}
	after, err := sendHalf(ctx, kit, naive, "GET whale\n")
	if err != nil {
		return experiment.Outcome{}, err
	}
	body := "the quick\n*2\r\n$3\r\nGET\r\n$5\r\nwhale\r\n"
	refused, err := sendHalf(ctx, kit, stage, inPost(stage, body))
	if err != nil {
		return experiment.Outcome{}, err
	}
	logged := ""
	waiting, cancel := context.WithTimeout(ctx, experiment.EffectTime)
	defer cancel()
	_ = kit.Until(waiting, "part 4 has logged it", func() bool {
		logged = lineWith(experiment.Printed(stage.Process), "POST")
		return logged != ""
	})
	var lines []string // of the request, as wide as a picture may be
	for _, line := range strings.Split(strings.TrimSpace(inPost(naive, "SET whale 0\n")), "\n") {
		lines = append(lines, printable.Wrap(strings.TrimSpace(line), 76)...)
	}
	_, reason, cut := strings.Cut(logged, "cut off: ")
	figures := []experiment.Figure{
		experiment.Word("the server's count of whale before the recorded POST", before),
		// Without the request line and the empty line.
		experiment.Number("recorded header lines, each an unknown command", strings.Count(page, "unknown")-2),
		experiment.Number("lines of the body that were carried out", strings.Count(page, "OK")),
		experiment.Word("the count of whale after the POST", after),
		experiment.Number("bytes of part 4's answer to such a POST", len(refused)),
		experiment.Word("part 4 logs that it cut the client off because", reason)}
	if before != "917" || after != "0" || refused != "" || !cut {
		return experiment.NotSeen("The body should change the count, and part 4 should not answer.",
			figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Depends, Answer: 1, Figures: figures,
		Picture: &experiment.Picture{Title: "The request, a recording of what Firefox 128 sends", Lines: lines},
		Why: "No browser took part: a server that skips unknown lines obeyed a recorded POST, and part 4 " +
			"cut it off at its request line. Whether a browser sends it depends on the browser: since " +
			"Chrome 142 the rule Local Network Access demands the user's permission before a public page " +
			"reaches loopback. Without such a rule a POST of plain text goes out unasked, because CORS " +
			"has no preflight for it."}, nil
}

// inPost returns a request to a server, with a body.
func inPost(s *experiment.Server, body string) string {
	return fmt.Sprintf(post, s.Address.Address, len(body), body)
}

// sendHalf sends bytes, says that no more come, and returns the answer.
func sendHalf(ctx context.Context, kit *experiment.Kit, s *experiment.Server, text string) (
	string, error) {
	conn, err := kit.Dial(ctx, s.Address)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, text); err != nil {
		return "", err
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		return "", err
	}
	answer, err := io.ReadAll(conn)
	return strings.TrimSpace(string(answer)), err
}
