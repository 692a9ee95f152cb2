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
	Name: "browser", Title: "a browser as the attacker", Part: 4, Claims: []string{"4.1"},
	Claim: "A server on loopback is open to every web page that its user looks at: the page makes the " +
		"browser send a POST, and its body has lines of the page's choice.",
	Ask: "A stranger's web page makes your browser send a POST to 127.0.0.1. There, a server reads " +
		"commands line by line and answers \"unknown command\" to what it does not know. What happens?",
	Choices: []string{"The browser asks the server first whether the page may send that",
		"The server stays with \"unknown command\": an HTTP request has no command in it",
		"The server carries out the commands in the body"},
	Lesson: "part4-security/README.md#watch-it",
	Code:   experiment.Code{File: "part4-security/protocol/plain.go", Text: "case isHTTP(line, len(line) > l.Line):"},
	Builds: []string{"browser", server},
	Shows:  experiment.Holds,
	Run:    seeBrowser,
}

// post is what a browser sends for fetch("http://127.0.0.1:9998/", {method: "POST",
// mode: "no-cors", body: ...}): with a body of plain text it does not ask before.
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
	kit.Say("send what a browser sends")
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
	err = kit.Until(ctx, "part 4 has logged it", func() bool {
		logged = lineWith(experiment.Printed(stage.Process), "POST")
		return logged != ""
	})
	if err != nil {
		return experiment.Outcome{}, err
	}
	figures := []experiment.Figure{
		experiment.Word("the count of whale before", before),
		experiment.Number("header lines that are unknown commands", strings.Count(page, "unknown")),
		experiment.Number("lines of the body that were carried out", strings.Count(page, "OK")),
		experiment.Word("the count of whale after", after),
		experiment.Number("bytes of part 4's answer", len(refused)),
		experiment.Word("part 4 logs", logged)}
	if before != "917" || after != "0" || refused != "" || !strings.Contains(logged, "cut off") {
		return experiment.NotSeen("The body should change the count, and part 4 should not answer.",
			figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 2, Figures: figures,
		Picture: &experiment.Picture{Title: "What the browser sends",
			Lines: printable.Lines(strings.ReplaceAll(inPost(naive, "SET whale 0"), "\r", ""))},
		Why: "A browser asks first only for requests that a form could not send, and a POST of plain " +
			"text is one that it could. The page may not read the answer, but the commands have been " +
			"carried out by then. Part 4 hangs up at the request line, before it looks at the body."}, nil
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
