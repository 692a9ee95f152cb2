//go:build linux

package promise

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"wallsockets/part3-threads/frequency"
	"wallsockets/part4-security/limits"
	"wallsockets/part4-security/protocol"
	"wallsockets/part4-security/quietlog"
	"wallsockets/part5-unix/events"
	"wallsockets/part5-unix/unixsocket"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/test/stagetest"
)

// Whatever a client sends, the conversation ends, and the answers follow the
// protocol.
func TestPromiseFuzzedConversations(t *testing.T) {
	for _, kind := range []struct {
		name  string
		make  func(random *rand.Rand) (text []byte, sane int)
		check func(text, answers []byte, sane int) error
	}{
		{"plain", plainText, checkPlain},
		{"RESP", respText, checkRESP},
	} {
		for _, model := range []struct {
			name     string
			start    func(*testing.T, *protocol.Service) converse
			sessions int
		}{{"threads", inThreads, fuzzedSessions}, {"events", inEvents, fuzzedInLoops}} {
			t.Run(kind.name+"/"+model.name, func(t *testing.T) {
				stagetest.NothingLeft(t)
				n := few(model.sessions)
				talk := model.start(t, protocol.New(tinyTable(t), limits.Default()))
				seed := uint64(time.Now().UnixNano())
				var workers sync.WaitGroup
				for worker := range runtime.NumCPU() {
					workers.Go(func() {
						random := rand.New(rand.NewPCG(seed, uint64(worker)))
						for range n / runtime.NumCPU() {
							text, sane := kind.make(random)
							if err := kind.check(text, talk(text, random), sane); err != nil {
								t.Errorf("seed %d, worker %d: %.2000q: %v", seed, worker, text, err)
								return
							}
						}
					})
				}
				workers.Wait()
				promise(t, !t.Failed(), "fuzzed conversations, "+kind.name+", "+model.name,
					"all end and are answered by the rules", "%d", n)
			})
		}
	}
}

// tinyTable is a table of few words.
func tinyTable(t *testing.T) *frequency.Table {
	t.Helper()
	table, err := frequency.Read(strings.NewReader("the 1000\nquick 50\nwhale 7\n"), "tiny")
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// converse has one conversation, in which a client sends a text in random pieces
// and then no more. It returns the answers.
type converse func(text []byte, pieces *rand.Rand) (answers []byte)

// inThreads has the conversations without a socket. A panic ends the test, because
// nothing recovers from it here.
func inThreads(t *testing.T, service *protocol.Service) converse {
	return func(text []byte, pieces *rand.Rand) (answers []byte) {
		conn := &script{text: text, pieces: pieces}
		hang := time.AfterFunc(stagetest.Patience, func() { panic(fmt.Sprintf("hangs: %q", text)) })
		said, _ := service.Converse(t.Context(), conn)
		hang.Stop()
		if got := printable.Text([]byte(said)); got != said {
			t.Errorf("the log gets %q", said)
		}
		return conn.answers.Bytes()
	}
}

// inEvents has the conversations through the event loops of part 5, and fails the
// test if one of them panics.
func inEvents(t *testing.T, service *protocol.Service) converse {
	ln, err := unixsocket.Listen(stagetest.SocketPath(t), unixsocket.Options{Mode: 0o600})
	if err != nil {
		t.Fatal(err)
	}
	logged := new(stagetest.Lines)
	quiet, limit := quietlog.New(logged), limits.Default()
	ctx, cancel := context.WithCancel(t.Context())
	var serving sync.WaitGroup
	serving.Go(func() {
		events.Serve(ctx, ln, service, limit, limits.NewDoor(limit, false, quiet), quiet)
	})
	t.Cleanup(func() {
		cancel()
		serving.Wait()
		quiet.Close()
		if strings.Contains(logged.String(), "panic") {
			t.Errorf("a conversation panicked: %s", logged)
		}
	})
	return func(text []byte, pieces *rand.Rand) (answers []byte) {
		client, err := net.Dial("unix", ln.Addr().String())
		if err != nil {
			t.Error(err)
			return nil
		}
		defer client.Close()
		client.SetDeadline(time.Now().Add(stagetest.Patience))
		for rest := text; len(rest) > 0; {
			n := 1 + pieces.IntN(len(rest))
			if _, err := client.Write(rest[:n]); err != nil {
				break // it has been cut off: the answer says why
			}
			rest = rest[n:]
		}
		client.(*net.UnixConn).CloseWrite()
		answers, err = io.ReadAll(client)
		if err != nil && !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%.2000q: %v", text, err)
		}
		return answers
	}
}

// plainText makes the text of a client that does not speak RESP.
func plainText(random *rand.Rand) (text []byte, sane int) {
	text = hostileLine(random)
	if beginsRESP(text) {
		text[0] = ' '
	}
	return text, 0
}

// beginsRESP reports whether a client that begins like this speaks RESP.
func beginsRESP(text []byte) bool {
	return bytes.HasPrefix(text, []byte("*")) || bytes.HasPrefix(text, []byte("PING\r\n"))
}

// browser is how a browser begins if its line is too long to be seen whole.
var browser = regexp.MustCompile("^[A-Z]+ (/|http)")

// checkPlain accepts a line for each word and one about all of them, or the reason
// for a refusal, or nothing for a browser.
func checkPlain(text, answers []byte, _ int) error {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	fields := strings.Fields(string(line))
	switch {
	case len(answers) == 0:
		if len(fields) == 3 && strings.HasPrefix(fields[2], "HTTP/") {
			return nil
		}
		if len(line) > limits.MaxLine && browser.Match(line) {
			return nil
		}
		return errors.New("no answer")
	case len(line) > limits.MaxLine:
		if string(answers) != "# a line has at most 4096 bytes\n" {
			return fmt.Errorf("the answer to a line that is too long is %q", answers)
		}
		return nil
	}
	lines := strings.SplitAfter(string(answers), "\n")
	words := frequency.Words(line)
	if len(lines) != len(words)+2 || !strings.HasPrefix(lines[len(words)], "# ") ||
		lines[len(words)+1] != "" {
		return fmt.Errorf("the answer to %d words is %q", len(words), answers)
	}
	for i, word := range words {
		if !strings.HasPrefix(lines[i], string(word)+"\t") {
			return fmt.Errorf("the answer to %q is %q", word, lines[i])
		}
	}
	return checkShown(string(answers), "\t\n")
}

// checkShown checks that a text has no characters that control a terminal or are
// invisible, except those allowed.
func checkShown(text, allowed string) error {
	bare := strings.Map(func(r rune) rune {
		if strings.ContainsRune(allowed, r) {
			return -1
		}
		return r
	}, text)
	if printable.Text([]byte(bare)) == bare {
		return nil
	}
	for i, r := range bare {
		// A mark belongs to the letter before it.
		if got := printable.Text([]byte("a" + string(r))); got != "a"+string(r) {
			return fmt.Errorf("%U reaches the terminal in %.300q", r, bare[max(0, i-100):])
		}
	}
	return nil
}

// commands are the commands of RESP clients, known and unknown.
var commands = []string{"PING", "GET", "MGET", "FREQ", "AVERAGE", "UNUSUAL", "INFO", "HELLO",
	"CLIENT", "COMMAND", "CONFIG", "ECHO", "SELECT", "DBSIZE", "RESET", "MULTI", "mget", "SHUTDOWN",
	"", "\x1b[2J\r\n"}

// respText makes the text of a client that sends requests. If they are all well
// formed, sane is their number, else -1.
func respText(random *rand.Rand) (text []byte, sane int) {
	sane = 1 + random.IntN(5)
	for i := range sane {
		if i == 0 && sane > 1 && random.IntN(2) == 0 {
			text = append(text, request("HELLO", "3")...)
			continue
		}
		words := []string{commands[random.IntN(len(commands))]}
		for range random.IntN(5) {
			scrap := scraps[random.IntN(len(scraps))]
			words = append(words, string(scrap[:min(len(scrap), limits.MaxWord)]))
		}
		text = append(text, request(words...)...)
	}
	if random.IntN(3) > 0 {
		return append([]byte("*"), mutate(random, text)...)[1:], -1
	}
	return text, sane
}

// checkRESP checks that the replies are well formed, and one for each request of
// a sane client.
func checkRESP(text, answers []byte, sane int) error {
	if sane < 0 && !beginsRESP(text) {
		return checkPlain(text, answers, sane)
	}
	replies := bufio.NewReader(bytes.NewReader(answers))
	n := 0
	for {
		err := readReply(replies)
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("%w in %q", err, answers)
		}
		n++
	}
	if sane >= 0 && n != sane {
		return fmt.Errorf("%d requests have %d replies, %q", sane, n, answers)
	}
	return nil
}

// readReply reads one reply of RESP2 or RESP3. Its error is io.EOF if there is none.
func readReply(from *bufio.Reader) error {
	line, err := from.ReadString('\n')
	if line == "" && err == io.EOF {
		return io.EOF
	}
	if !strings.HasSuffix(line, "\r\n") {
		return fmt.Errorf("%q is not a line", line)
	}
	kind, value := line[0], line[1:len(line)-2]
	switch kind {
	case '+', '-':
		return checkShown(value, "")
	case '_':
		return nil
	}
	n, err := strconv.Atoi(value)
	switch {
	case err != nil:
		return fmt.Errorf("%q has no number", line)
	case kind == ':' || kind == '$' && n == -1:
		return nil
	case (kind == '$' || kind == '=') && n >= 0:
		bulk := make([]byte, n+2)
		if _, err := io.ReadFull(from, bulk); err != nil || string(bulk[n:]) != "\r\n" {
			return fmt.Errorf("the string is truncated: %q", bulk)
		}
		return nil
	case strings.IndexByte("*~%", kind) >= 0 && n >= 0:
		if kind == '%' {
			n *= 2 // keys and values
		}
		for range n {
			if err := readReply(from); err != nil {
				return fmt.Errorf("%q: %w", line, err)
			}
		}
		return nil
	}
	return fmt.Errorf("%q is not a reply", line)
}
