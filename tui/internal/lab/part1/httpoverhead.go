package part1

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/proc"
)

var httpOverhead = experiment.Lab{
	Name: "http-overhead", Title: "what HTTP costs", Part: 1, Claims: []string{"1.4"},
	Claim: "HTTP adds overhead to each query, which a plain socket avoids.",
	Ask: "Two servers look up words in the same table, on connections that stay open. One reads lines and writes " +
		"lines, the other one is Go's HTTP server. How much processor time does the HTTP server need for a " +
		"query of three words, compared with the plain one?",
	Choices: []string{"about as much: the words are what costs", "up to twice as much", "more than twice as much"},
	Lesson:  "part1-basic/README.md#the-idea",
	Code: experiment.Code{File: "part3-threads/server/main.go",
		Text: "_, err = conn.Write(answer(line, common))"},
	Builds: []string{"word-server"}, Needs: []experiment.Need{experiment.Linux}, Timed: true,
	Shows: experiment.Holds,
	Run:   compareHTTP,
}

// asked is a server that is asked the same again and again on one connection.
type asked struct {
	server *experiment.Server
	conn   io.ReadWriter
	usage  proc.Usages
	query  string
	read   func(*bufio.Reader) error

	cpu, times []float64 // seconds for a query, of each repetition
	bytes      int64     // of a query and its answer
}

// compareHTTP asks a plain server and one behind HTTP, in turns.
func compareHTTP(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	both := []*asked{{query: "the quick whale\n", read: readLines},
		{query: "GET /?words=the+quick+whale HTTP/1.1\r\nHost: localhost\r\n\r\n", read: readHTTP}}
	for i, arguments := range [][]string{nil, {"-http"}} {
		s, err := kit.Serve(ctx, "word-server", arguments...)
		if err != nil {
			return experiment.Outcome{}, err
		}
		both[i].server = s
		if both[i].conn, err = kit.Dial(ctx, s.Address); err != nil {
			return experiment.Outcome{}, err
		}
	}
	kit.Say("ask both for three words, in turns")
	var ratios []float64
	const repetitions = 25
	for repetition := range repetitions {
		for _, one := range both {
			if err := one.ask(50); err != nil {
				return experiment.Outcome{}, err
			}
		}
		ratios = append(ratios, both[1].cpu[repetition]/both[0].cpu[repetition])
	}
	return judgeHTTP(both[0], both[1], ratios), nil
}

// judgeHTTP comes to the verdict.
func judgeHTTP(plain, http *asked, ratios []float64) experiment.Outcome {
	ratio := experiment.Median(ratios)
	bars := []experiment.Figure{
		seconds("processor time, plain", experiment.Median(plain.cpu)),
		seconds("processor time, HTTP", experiment.Median(http.cpu)),
		seconds("from query to answer, plain", experiment.Median(plain.times)),
		seconds("from query to answer, HTTP", experiment.Median(http.times))}
	figures := append(bars, experiment.Ratio("processor time, HTTP to plain", ratio),
		experiment.Bytes("query and answer, plain", plain.bytes),
		experiment.Bytes("query and answer, HTTP", http.bytes))
	switch experiment.Clear(ratios, 1.2) {
	case 0:
		return experiment.TooNoisy(figures...)
	case -1:
		return experiment.NotSeen("HTTP should take a fifth more processor time, or more than that.", figures...)
	}
	answer := 1
	if ratio > 2 {
		answer = 2
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: answer, Figures: figures,
		Why: "Both servers have a goroutine for each connection and look up the words in the same way. The rest is " +
			"HTTP: for each query the server reads and checks a request, and writes headers before its answer.",
		Picture: &experiment.Picture{Title: "A query for three words", Bars: bars}}
}

// ask sends queries one after the other and notes what they took.
func (a *asked) ask(count int) error {
	var received bytes.Buffer
	answers := bufio.NewReader(io.TeeReader(a.conn, &received))
	pid := []int{a.server.Pid()}
	a.usage.Since(pid)
	begun := time.Now()
	for range count {
		if _, err := io.WriteString(a.conn, a.query); err != nil {
			return err
		}
		if err := a.read(answers); err != nil {
			return fmt.Errorf("read the answer: %w", err)
		}
	}
	a.times = append(a.times, time.Since(begun).Seconds()/float64(count))
	a.bytes = int64(len(a.query) + received.Len()/count)
	_, computed := a.usage.Since(pid)
	if computed == 0 {
		return errors.New("this kernel does not count the time of threads")
	}
	a.cpu = append(a.cpu, computed.Seconds()/float64(count))
	return nil
}

// readLines reads a line for each of the three words.
func readLines(answers *bufio.Reader) error {
	for range 3 {
		if _, err := answers.ReadString('\n'); err != nil {
			return err
		}
	}
	return nil
}

// readHTTP reads an answer and its body.
func readHTTP(answers *bufio.Reader) error {
	response, err := http.ReadResponse(answers, nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}
