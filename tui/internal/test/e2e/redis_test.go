package e2e

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"

	"wallsockets/part3-threads/frequency"
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// A real Redis with the word list and our server answer the same requests with
// the same bytes.
func TestSameAnswersAsRedis(t *testing.T) {
	list := embeddedList(t)
	redis := startRedis(t)
	var words []string
	var load bytes.Buffer
	for line := range strings.Lines(list) {
		word, count, _ := strings.Cut(strings.TrimSpace(line), "\t")
		words = append(words, word)
		appendRequest(&load, "SET", word, count)
	}
	if answer := exchange(t, redis, load.Bytes()); answer != strings.Repeat("+OK\r\n", len(words)) {
		t.Fatalf("Redis did not load the list: %.200q", answer)
	}
	for _, stage := range course.Stages {
		if !stage.RESP {
			continue
		}
		t.Run(stage.ID, func(t *testing.T) {
			ours := stagetest.Start(t, stage).Dial()
			random := rand.New(rand.NewPCG(7, uint64(len(stage.ID))))
			for _, version := range []string{"2", "3"} {
				var hello bytes.Buffer
				appendRequest(&hello, "HELLO", version) // says who answers
				exchange(t, redis, hello.Bytes())
				exchange(t, ours, hello.Bytes())
				for range 100 {
					var requests bytes.Buffer
					for range 1 + random.IntN(50) {
						request(&requests, random, words)
					}
					want := exchange(t, redis, requests.Bytes())
					if got := exchange(t, ours, requests.Bytes()); got != want {
						t.Fatalf("in RESP%s %s, for %q", version, difference(got, want), requests.Bytes())
					}
				}
			}
		})
	}
}

// difference shows the first line in which our answers differ from Redis's.
func difference(ours, redis string) string {
	lines := strings.SplitAfter(redis, "\r\n")
	for i, line := range strings.SplitAfter(ours, "\r\n") {
		if i >= len(lines) || line != lines[i] {
			return fmt.Sprintf("line %d of our answers is %q, and %.80q of Redis's", i+1, line,
				strings.Join(lines[min(i, len(lines)):], ""))
		}
	}
	return "our answers break off"
}

// request appends a request that a client might send, right or wrong.
func request(to *bytes.Buffer, random *rand.Rand, words []string) {
	word := func() string {
		word := words[random.IntN(len(words))]
		if random.IntN(5) == 0 {
			word += "-never-seen"
		}
		return word
	}
	switch random.IntN(10) {
	case 0:
		appendRequest(to, "GET", word())
	case 1:
		appendRequest(to, "gEt", word(), word()) // one too many
	case 2:
		appendRequest(to, "PING")
	case 3:
		appendRequest(to, "MGET") // none at all
	case 4:
		to.WriteString("*0\r\n") // an empty request, which gets no answer
	case 5:
		appendRequest(to, connecting[random.IntN(len(connecting))]...)
	case 6:
		inline := connecting[random.IntN(len(connecting))]
		to.WriteString(strings.Join(inline, " ") + "\r\n\r\n")
	default:
		asked := []string{"MGET"}
		for range 1 + random.IntN(120) {
			asked = append(asked, word())
		}
		appendRequest(to, asked...)
	}
}

// connecting are requests that clients send by themselves, most of them on
// connecting, and their wrong forms.
var connecting = [][]string{
	{"ECHO", "hi"}, {"echo"}, {"DBSIZE"}, {"DBSIZE", "x"},
	{"SELECT", "0"}, {"SELECT", "99"}, {"SELECT", "-1"}, {"SELECT", "x"}, {"SELECT"},
	{"HELLO", "x"}, {"HELLO", "4"}, {"HELLO", "3", "SETNAME"}, {"hello", "3", "nonsense"},
	{"HELLO", "3", "SETNAME", "\x01"}, {"HELLO", "3", "AUTH", "x"},
	{"AUTH", "x"}, {"EXEC"}, {"DISCARD"}, {"INFO", "nonsense"},
	{"CLIENT", "SETNAME", "me"}, {"CLIENT", "GETNAME"}, {"client", "setname", "\x01"}, {"CLIENT", "SETNAME"},
	{"CLIENT", "NO-EVICT", "ON"}, {"CLIENT", "TRACKING", "OFF"}, {"CLIENT", "TRACKING", "x"}, {"CLIENT"},
	{"CLIENT", "REPLY", "ON"}, {"CLIENT", "REPLY", "SKIP"}, {"CLIENT", "REPLY", "x"}, {"CLIENT", "REPLY"},
	{"COMMAND", "INFO", "nonsense"}, {"COMMAND", "DOCS", "nonsense"}, {"COMMAND", "COUNT", "x"},
	{"CONFIG", "GET", "save"}, {"CONFIG", "GET", "appendonly", "nonsense"}, {"CONFIG", "GET", "nonsense"},
	{"CONFIG", "GET"}, {"CONFIG"},
}

// appendRequest appends a request in RESP.
func appendRequest(to *bytes.Buffer, words ...string) {
	fmt.Fprintf(to, "*%d\r\n", len(words))
	for _, word := range words {
		fmt.Fprintf(to, "$%d\r\n%s\r\n", len(word), word)
	}
}

// exchange sends requests and returns their answers.
func exchange(t *testing.T, conn net.Conn, requests []byte) string {
	t.Helper()
	const last = "that was all" // behind an empty request, in case one reply is to be left out
	conn.SetDeadline(time.Now().Add(stagetest.Patience))
	sent := make(chan error, 1)
	go func() {
		_, err := conn.Write(append(requests, "*0\r\n*2\r\n$4\r\nPING\r\n$12\r\n"+last+"\r\n"...))
		sent <- err
	}()
	end := "$12\r\n" + last + "\r\n"
	var answers strings.Builder
	for !strings.HasSuffix(answers.String(), end) {
		piece := make([]byte, 64<<10)
		n, err := conn.Read(piece)
		if err != nil {
			t.Fatalf("after %.200q: %v", answers.String(), err)
		}
		answers.Write(piece[:n])
	}
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(answers.String(), end)
}

// startRedis starts a Redis for the test and connects to it.
func startRedis(t *testing.T) net.Conn {
	t.Helper()
	path := stagetest.SocketPath(t)
	command := exec.Command(stagetest.Need(t, "redis-server"), "--port", "0",
		"--unixsocket", path, "--save", "", "--appendonly", "no")
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		command.Process.Kill()
		command.Wait() // its error is that it was killed
	})
	lines := bufio.NewScanner(output)
	for lines.Scan() && !strings.Contains(strings.ToLower(lines.Text()), "ready to accept connections") {
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, output)
	conn, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// embeddedList returns the word list that the servers use.
func embeddedList(t *testing.T) string {
	t.Helper()
	table, err := frequency.SourceFlags(flag.NewFlagSet("", flag.ContinueOnError)).Load()
	if err != nil {
		t.Fatal(err)
	}
	var list strings.Builder
	if err := table.Write(&list); err != nil {
		t.Fatal(err)
	}
	return list.String()
}
